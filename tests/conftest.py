"""One cast for every test: an organiser, a chair, a newcomer, a lurker, and their Friday hour."""

import gc
from datetime import date, time, timedelta
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.models import Chat, Question
from goodtalk.communities.models import Community, Membership, User
from tests import tables
from tests.hour import at

# What these rooms' tests do without a database comes out the same beside either of them.
HERE = Path(__file__).parent
SAME_ON_BOTH = [HERE / room for room in ("chats", "communities", "doors", "outside")]
# And these go once more, and for long, where other tests have been beside both.
LONG_AND_ONCE = [
    HERE / room
    for room in (
        "chats/test_hostile_input.py",
        "doors/archives/files/test_private.py",
        "doors/archives/test_flat_memory.py",
        "doors/archives/test_hostile_files.py",
        "doors/archives/test_importing_docs.py",
        "doors/fediverse/inbox/test_hostile_deliveries.py",
        "doors/fediverse/test_fedify.py",
        "site/test_demo_loading.py",
        "site/test_demo_player.py",
        "site/test_rehearsal.py",
        "site/test_right_to_left.py",
    )
]


hypothesis.settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config):
    if not is_worker(config):
        tables.begin_run()


def pytest_unconfigure(config):
    if not is_worker(config):
        tables.end_run()


def is_worker(config):
    """Whether this is one of several processes that share the tests out among them."""
    return hasattr(config, "workerinput")


def pytest_collection_finish():
    """Modules and tests stay until the end: no use in looking through them for rubbish."""
    gc.freeze()


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, leave out what has been tested beside SQLite and touches no database."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    again = [item for item in items if not _is_same_on_both(item)]
    config.hook.pytest_deselected(items=[item for item in items if _is_same_on_both(item)])
    items[:] = again


def _is_same_on_both(item):
    if item.path in LONG_AND_ONCE:
        return True
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames}
    return not asks and any(room in item.path.parents for room in SAME_ON_BOTH)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database begins as a copy, as those of the servers do."""
    tables.copy_for_this_process()


@pytest.fixture(scope="session")
def django_db_keepdb():
    """On SQLite, Django would throw the copy away; a PostgreSQL of the tests' own ends anyway."""
    return not settings.DATABASE_URL


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """Every client would look for the same hundreds of files anew, before its first page."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self):
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture
def friday_at(monkeypatch):
    """What pages take for now, whenever the tests run: friday_at("13:30")."""
    return lambda clock: monkeypatch.setattr("django.utils.timezone.now", lambda: at(clock))


@pytest.fixture
def make_user(db):
    """Somebody who can sign in: make_user("jo") is jo@example.org, called Jo."""

    def make(who, **fields):
        fields = {"name": who.title()} | fields
        return User.objects.create_user(email=f"{who}@example.org", **fields)

    return make


@pytest.fixture
def organiser(make_user):
    """Runs the community of `make_community`."""
    return make_user("olive")


@pytest.fixture
def chair(make_user):
    """Chairs the hours of `make_chat`; not a member of anything."""
    return make_user("charlie")


@pytest.fixture
def newcomer(make_user):
    return make_user("nia")


@pytest.fixture
def lurker(make_user):
    return make_user("lars")


@pytest.fixture
def make_community(organiser):
    """A community that meets on Fridays at 13:00 in London; olive runs it."""

    def make(tag="lgovsm", **fields):
        usual = {
            "name": "Local government and social media",
            "rule": "FREQ=WEEKLY;BYDAY=FR",
            "at": time(13),
            "zone": "Europe/London",
            "minutes": 60,
            "since": date(2026, 1, 2),
        }
        community = Community.objects.create(tag=tag, **usual | fields)
        Membership.objects.create(
            community=community, user=organiser, role=Membership.Role.ORGANISER
        )
        return community

    return make


@pytest.fixture
def make_chat(make_community, chair):
    """The hour of the tests' Friday, live at 13:00 unless told otherwise, with `questions`.

    Nothing of this is in the log: a test's own events are the first ones.
    """

    def make(questions=0, state="live", community=None, **fields):
        community = community or Community.objects.first() or make_community()
        moments = {
            "planned": {},
            "lobby": {"opened_at": at("12:45")},
            "live": {"opened_at": at("12:45"), "started_at": at("13:00")},
            "closed": {
                "opened_at": at("12:45"), "started_at": at("13:00"), "closed_at": at("14:00")
            },
        }[state]
        usual = {
            "day": at("13:00").date(),
            "theme": "Getting councillors to use social media",
            "chair": chair,
            "starts_at": at("13:00"),
            "ends_at": at("14:00"),
        }
        chat = Chat.objects.create(community=community, **usual | moments | fields)
        for number in range(1, questions + 1):
            due = chat.starts_at + timedelta(minutes=5 + 10 * (number - 1))
            Question.objects.create(
                chat=chat, number=number, text=f"What about {number}?", minutes=10, due_at=due
            )
        return chat

    return make


@pytest.fixture
def post_in():
    """Somebody says something in a chat, through a door: returns the receipt."""
    count = 0

    def post(chat, text, *, by="jo", when="13:10", into=True, **fields):
        nonlocal count
        count += 1
        incoming = incoming_post(text, by=by, when=when, number=count, **fields)
        return receive_post(
            chat.community, incoming, now=incoming.published, into=chat if into else None
        )

    return post


def incoming_post(text, *, by="jo", when="13:10", number=1, network="fediverse", **fields):
    """A post as the fediverse would bring it."""
    home = "https://social.example"
    usual = {
        "network": network,
        "uri": f"{home}/posts/{number}",
        "author": Author(
            uri=f"{home}/users/{by}", handle=f"@{by}@social.example", name=by.title()
        ),
        "text": text,
        "published": at(when),
    }
    return IncomingPost(**usual | fields)
