"""axe finds nothing on any page, in light and dark, for visitors and for those who run things."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import scenes

EVERYBODY = (
    "/",
    "/lgovsm/",
    "/lgovsm/themes/",
    "/lgovsm/rota/",
    "/lgovsm/rota/past/",
    "/lgovsm/by-email/",
    "/lgovsm/fediverse/",
    "/lgovsm/kept/",
    "{hour}",
    "{hour}?read=question",
    "{hour}?read=thread",
    "{hour}?read=time",
    "{hour}?read=waiting",
    "{hour}?read=q1",
    "{hour}1/",
    "{over}",
    "{over}recap/",
    "{hour}recap/",
    "/sign-in/login/code/",
    "/sign-in/fediverse/",
    "/sign-in/link/1-used/",
    "/nobody/",
)
ORGANISERS = (
    "/",
    "/my-account/",
    "/sign-in/2fa/webauthn/",
    "/sign-in/2fa/webauthn/add/",
    "/start-a-community/",
    "/start-a-community/?like=lgovsm",
    "/lgovsm/",
    "/lgovsm/settings/",
    "/lgovsm/members/",
    "/lgovsm/dates/",
    "/lgovsm/themes/",
    "/lgovsm/plan/",
    "/lgovsm/imports/",
    "/lgovsm/rota/",
    "/lgovsm/rota/log/",
    "/lgovsm/announcements/",
    "/lgovsm/fediverse/",
    "/lgovsm/coverage/",
    "/lgovsm/kept/requests/",
    "{hour}",
    "{hour}1/",
    "{hour}desk/",
    "{hour}desk/sheet/",
    "{hour}desk/sheet/?rehearse",
    "{hour}desk/log/",
    "/lgovsm/desk-log/",
    "{hour}desk/plan/",
    "{hour}desk/end/",
    "{over}desk/",
    "{over}recap/",
    "{over}recap/write/",
    "{hour}recap/write/",
)


@pytest.fixture
def addresses(server):
    """An hour that is on and one that is over, with posts in both."""
    server.tell(scenes.make_community)
    server.tell(scenes.listen)
    over = server.tell(scenes.plan_hour, -90_000, 60, True)
    server.tell(scenes.say, "A late answer, see https://example.org/late")
    server.tell(scenes.recap)
    hour = server.tell(scenes.plan_hour, -400, 60, True)
    server.tell(scenes.say, "A1 Ours do, see https://example.org/councillors")
    server.tell(scenes.say, "Does anybody know why?", "ann")
    return {"hour": hour, "over": over}


@pytest.mark.parametrize(
    ("dark", "phone"), [(False, False), (True, True)], ids=["light-desktop", "dark-phone"]
)
def test_axe_finds_nothing(visit, addresses, dark, phone):
    reader = visit(dark=dark, phone=phone)
    organiser = visit("olive", dark=dark, phone=phone)

    found = {
        (visitor is organiser, path): problems
        for visitor, paths in ((reader, EVERYBODY), (organiser, ORGANISERS))
        for path in paths
        if (problems := problems_of(visitor.go(path.format(**addresses))))
    }

    assert found == {}


def problems_of(page):
    """What axe finds: the rule, and where."""
    results = Axe().run(page).response
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in results["violations"]
    ]
