"""What `goodtalk token` prints, and its exit code."""

import argparse

import pytest

from goodtalk.communities.models import User
from goodtalk.doors.api.command import add_arguments, run
from goodtalk.doors.api.models import ApiToken
from goodtalk.doors.api.tokens import find_token


@pytest.fixture
def goodtalk_token(make_community, capsys):
    """Runs the command; returns its exit code, what it printed, and what it complained of."""
    make_community()

    def call(*words):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args(list(words)))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_the_token_alone_is_printed(goodtalk_token, newcomer):
    code, out, err = goodtalk_token("NIA@example.org", "--community", "#LGovSM", "--label", "bot")

    assert (code, err) == (0, "")
    token = find_token(out.removesuffix("\n"))
    assert (token.user, token.community.tag, token.label) == (newcomer, "lgovsm", "bot")


def test_somebody_new_becomes_a_user(goodtalk_token):
    code, out, _ = goodtalk_token("Ada@Example.org", "--community", "lgovsm")

    user = User.objects.get(email="ada@example.org")
    assert code == 0
    assert (find_token(out.strip()).user, user.has_usable_password()) == (user, False)


def test_a_token_is_revoked_by_how_it_begins(goodtalk_token, newcomer):
    _, out, _ = goodtalk_token("nia@example.org", "--community", "lgovsm")

    first = goodtalk_token("nia@example.org", "--community", "lgovsm", "--revoke", out[:11])
    again = goodtalk_token("nia@example.org", "--community", "lgovsm", "--revoke", out[:11])

    sentence = f"nia@example.org has no token in use here that begins with {out[:11]}."
    assert first == (0, "", "")
    assert again == (1, "", f"goodtalk token: {sentence}\n")
    assert find_token(out.strip()) is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["ada@example.org", "--community", "nobody"],
            "There is no community #nobody here; `goodtalk community add` makes one.",
        ),
        (["ada", "--community", "lgovsm"], "ada is no e-mail address."),
        (
            ["lars@example.org", "--community", "lgovsm"],
            "The account of lars@example.org is closed.",
        ),
        (
            ["ada@example.org", "--community", "lgovsm", "--revoke", "gt_"],
            "ada@example.org has no token in use here that begins with gt_.",
        ),
    ],
)
def test_an_error_is_one_line_and_a_code(goodtalk_token, lurker, words, sentence):
    User.objects.filter(pk=lurker.pk).update(is_active=False)

    assert goodtalk_token(*words) == (1, "", f"goodtalk token: {sentence}\n")
    assert not ApiToken.objects.exists()
    assert not User.objects.filter(email__startswith="ada").exists()
