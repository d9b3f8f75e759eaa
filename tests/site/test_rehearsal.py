"""A rehearsal holds an old hour again, in a place of its own, and leaves nothing behind."""

import re
import signal
import subprocess
import urllib.request

import pytest

from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Account, Post
from goodtalk.chats.steering.conductor import keep_time
from goodtalk.site.command_line import main
from goodtalk.site.rehearsal.old_hour import read_back, take_down, write_down
from goodtalk.site.rehearsal.stage import lay_out
from tests.chats.old_hours import address_of_old_hour
from tests.hour import at
from tests.running import COMMAND, DEADLINE_SECONDS, running_server, wait_for


@pytest.fixture
def old(make_chat, post_in, chair):
    """An hour with two questions; some of what was said in it is not for reading."""
    chat = make_chat(state="closed", questions=2)
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    chat.questions.filter(number=2).update(released_at=at("13:25"))
    first = post_in(chat, "A1 grit", by="ann", when="13:06").post
    post_in(chat, "Quite", by="bob", when="13:07:30", in_reply_to=first.uri)
    set_aside(post_in(chat, "Boots", by="spammer").post, by=chair, now=at("13:50"))
    post_in(chat, "Held", by="gus", hold=True)
    post_in(chat, "RT grit", by="eve", is_share=True)
    return chat


def test_what_everybody_can_read_is_taken_with_its_seconds_and_no_account(old):
    hour = take_down(old)

    lines = [(line.at, hour.cast[line.by].name, line.text) for line in hour.script.lines]
    assert lines == [(360, "Ann", "A1 grit"), (450, "Bob", "Quite")]
    assert hour.script.lines[1].reply_to == hour.script.lines[0].id
    assert {(one.network, one.handle) for one in hour.cast.values()} == {("replay", "")}


def test_the_run_sheet_keeps_the_minutes_at_which_the_questions_were_put(old):
    script = take_down(old).script

    assert script.welcome_minutes == 5
    assert [(one.text, one.minutes) for one in script.questions] == [
        ("What about 1?", 20), ("What about 2?", 30)
    ]
    assert script.wrap_up_minutes == 5


def test_an_hour_of_ninety_minutes_is_told_in_a_scripts_sixty(make_chat, post_in):
    chat = make_chat(state="closed", ends_at=at("14:30"))
    post_in(chat, "Half", when="13:45")

    assert [line.at for line in take_down(chat).script.lines] == [1800]


def test_what_was_written_down_is_read_back_as_it_was(old, tmp_path):
    hour = take_down(old)

    write_down(hour, tmp_path / "hour.json")

    assert read_back(tmp_path / "hour.json") == hour


@pytest.fixture
def rehearsal(old):
    """The old hour laid out ten times as fast at ten, where nothing else is."""
    hour = take_down(old)
    old.community.delete()
    Account.objects.all().delete()
    return lay_out(hour, speed=10, by_hand=False, starts_at=at("10:00"))


def test_a_rehearsal_is_an_hour_with_the_same_run_sheet_faster(rehearsal):
    chat = rehearsal.chat

    assert (chat.theme, chat.chair, chat.autopilot) == (
        "Rehearsal: Getting councillors to use social media", rehearsal.chair, True
    )
    assert (chat.starts_at, chat.ends_at) == (at("10:00"), at("10:06"))
    due = [question.due_at for question in chat.questions.all()]
    assert due == [at("10:00:30"), at("10:02:30")]


def test_the_old_posts_are_said_again_at_their_moment(rehearsal):
    said = []

    for clock in ("10:00:01", "10:00:30", "10:00:37", "10:00:46"):
        chat = keep_time(rehearsal.chat, now=at(clock))
        rehearsal.talk.say_due(chat, at(clock))
        said.append(list(Post.objects.order_by("published_at").values_list("text", flat=True)))

    assert said == [[], [], ["A1 grit"], ["A1 grit", "Quite"]]
    reply = Post.objects.get(text="Quite")
    assert (reply.parent.text, reply.question.number) == ("A1 grit", 1)


def test_questions_by_hand_keep_the_talk_waiting(old):
    hour = take_down(old)
    old.community.delete()
    Account.objects.all().delete()
    rehearsal = lay_out(hour, speed=10, by_hand=True, starts_at=at("10:00"))

    chat = keep_time(rehearsal.chat, now=at("10:02"))
    rehearsal.talk.say_due(chat, at("10:02"))

    assert list(Post.objects.all()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--community", "nobody", "--chat", "2026-11-27"], "there is no hour #nobody 2026-11-27"),
        (["--community", "lgovsm", "--chat", "2026-11-26"], "there is no hour #lgovsm 2026-11-26"),
        (["--community", "lgovsm", "--chat", "soon"], "there is no hour #lgovsm soon"),
        (["--community", "lgovsm\0", "--chat", "2026-11-27"], "there is no hour"),
        (["--community", "lgovsm", "--chat", "2026-11-27"], "nothing that was said in"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_in_one_line(make_chat, capsys, words, told):
    make_chat(state="closed")

    code = main(["replay", *words])

    errors = capsys.readouterr().err
    assert (code, errors.count("\n")) == (1, 1)
    assert errors.startswith(f"goodtalk replay: {told}")


def test_an_hour_that_is_still_on_is_not_rehearsed(make_chat, post_in, capsys):
    post_in(make_chat(), "Hello")

    assert main(["replay", "--community", "lgovsm", "--chat", "2026-11-27"]) == 1


@pytest.mark.parametrize("word", ["x", "-1", "65536", "٣", "9" * 50])
def test_a_port_that_is_none_is_refused(word, capsys):
    with pytest.raises(SystemExit) as end:
        main(["replay", "--community", "x", "--chat", "2026-11-27", "--port", word])

    assert end.value.code == 2


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The community's own server, with the old hour."""
    with running_server(tmp_path_factory.mktemp("own")) as running:
        running.tell(address_of_old_hour, 2014, 60, 12)
        yield running


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_rehearsal_is_a_server_of_its_own_of_which_nothing_is_left(server, tmp_path, stop, code):
    before = server.run("export", "--community", "lgovsm", "--format", "json")
    scratch, out = tmp_path / "scratch", tmp_path / "replay.out"
    scratch.mkdir()
    with out.open("wb") as output:
        replay = subprocess.Popen(
            [
                *COMMAND, "replay", "--community", "lgovsm", "--chat", "2014-03-14",
                "--speed", "60", "--lobby", "1",
            ],
            env=server.environment | {"TMPDIR": str(scratch)}, stdout=output, stderr=output,
        )
    try:
        room = wait_for(
            lambda: re.search(r"The room: +(\S+)", out.read_text()), lambda: out.read_text()
        )[1]
        wait_for(lambda: 'data-state="live"' in _page(room), lambda: "It did not begin.")
        wait_for(lambda: "<article" in _page(room), lambda: "Nothing was said.")
        page = _page(room)
        folders = [each.name for each in scratch.iterdir()]
    finally:
        replay.send_signal(stop)
        ended = replay.wait(DEADLINE_SECONDS)

    assert "Rehearsal: Chat of 14 March 2014" in page
    assert [name.startswith("goodtalk-rehearsal-") for name in folders] == [True]
    assert (ended, list(scratch.iterdir())) == (code, [])
    assert server.run("export", "--community", "lgovsm", "--format", "json") == before
    assert not room.startswith(server.address)


def test_a_port_at_which_something_else_listens_is_told_in_one_line(server):
    port = server.address.rpartition(":")[2]
    words = ["--community", "lgovsm", "--chat", "2014-03-14", "--port", port]

    replay = subprocess.run(
        [*COMMAND, "replay", *words], env=server.environment, capture_output=True, text=True,
        timeout=DEADLINE_SECONDS, check=False,
    )

    assert (replay.returncode, replay.stdout) == (1, "")
    assert replay.stderr == (
        f"goodtalk replay: Cannot listen at 127.0.0.1:{port}: Address already in use.\n"
    )


def _page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())
