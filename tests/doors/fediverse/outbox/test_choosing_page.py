import pytest

from goodtalk.doors.fediverse.outbox.models import Choice
from goodtalk.doors.fediverse.outbox.thanks import gives_thanks

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(our_origin, make_community):
    return make_community()


def test_everybody_reads_how_to_follow(client, community):
    page = client.get("/lgovsm/fediverse/").content.decode()

    assert "<code>@lgovsm@chat.example</code>" in page
    assert "Thanks in public" not in page


def test_an_organiser_chooses_thanks_and_chooses_otherwise(client, community, organiser):
    client.force_login(organiser)
    chosen = []

    for thanks in ("yes", "yes", "no"):
        client.post("/lgovsm/fediverse/thanks", {"thanks": thanks})
        chosen.append(gives_thanks(community))

    assert chosen == [True, True, False]
    assert Choice.objects.count() == 1


def test_nobody_else_chooses(client, community, chair):
    client.force_login(chair)

    answer = client.post("/lgovsm/fediverse/thanks", {"thanks": "yes"})

    assert (answer.status_code, gives_thanks(community)) == (404, False)


def test_without_a_public_address_nobody_is_told_to_follow(client, community, settings):
    settings.ORIGIN = ""

    page = client.get("/lgovsm/fediverse/").content.decode()

    assert "<code>" not in page
    assert "no public address yet" in page
