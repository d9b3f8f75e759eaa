import pytest

from goodtalk.doors.fediverse.outbox.thanks import gives_thanks
from goodtalk.site.command_line import main

pytestmark = pytest.mark.django_db


def test_a_host_chooses_thanks_in_public_and_ends_them(make_community, capsys):
    community, chosen = make_community("LGovSM"), []

    for words in (["public"], [], ["none"]):
        code = main(["thanks", *words, "--community", "lgovsm"])
        chosen.append((code, gives_thanks(community)))

    assert chosen == [(0, True), (0, True), (0, False)]
    assert capsys.readouterr().out.splitlines() == [
        "#LGovSM thanks in public.",
        "#LGovSM thanks in public.",
        "#LGovSM thanks nobody in public.",
    ]


def test_without_such_a_community_it_is_one_line(db, capsys):
    code = main(["thanks", "public", "--community", "nobody"])

    assert (code, capsys.readouterr().err) == (
        1, "goodtalk thanks: There is no community nobody.\n"
    )  # fmt: skip
