"""What was told, into the rooms."""

from goodtalk.doors.fediverse.gathering.claiming import claim
from goodtalk.doors.fediverse.gathering.gathering import keep
from goodtalk.doors.fediverse.gathering.visiting import Visit
from tests.hour import at


def test_a_community_that_went_while_a_server_was_asked_does_not_stop_the_others(
    make_chat, make_source, our_origin
):
    chat = make_chat()
    source = make_source("https://social.example")
    asked = claim({source.address}, at("13:11"))[0]
    asked.errands[0].was_asked = True
    chat.community.delete()

    count = keep(asked, Visit(asked.errands, has_answered=True), at("13:11"))

    source.refresh_from_db()
    assert count == 0
    assert (source.problem, source.held_until) == ("We could not keep what it told.", None)


def test_what_one_worker_has_taken_no_other_takes(make_chat, make_source, our_origin):
    make_chat()
    one = make_source("https://social.example")
    make_source("https://social.example", community=make_chat(part=2).community)

    taken = claim({one.address}, at("13:11"))
    by_another = claim({one.address}, at("13:11"))

    assert [len(each.sources) for each in taken] == [2]
    assert [errand.tag for each in taken for errand in each.errands] == ["lgovsm"]
    assert by_another == []
