import pytest

from goodtalk.chats.frames import KINDS_THAT_ERASE, Frame
from goodtalk.live.ring import MAX_BYTES, MAX_FRAMES, Ring


def frames(first, last, kind="post.received", data=b"{}"):
    return [Frame(seq, kind, data) for seq in range(first, last + 1)]


def test_the_ring_gives_what_follows_a_place():
    ring = Ring(10)

    ring.add(frames(11, 15))

    assert ring.since(13) == frames(14, 15)


@pytest.mark.parametrize("after", [9, 16])
def test_the_ring_does_not_answer_for_places_where_it_does_not_reach(after):
    ring = Ring(10)

    ring.add(frames(11, 15))

    assert ring.since(after) is None


def test_a_full_ring_forgets_its_oldest_frames():
    ring = Ring(0)

    ring.add(frames(1, MAX_FRAMES + 3))

    assert (ring.floor, ring.since(3)) == (3, frames(4, MAX_FRAMES + 3))


def test_long_frames_fill_the_ring_sooner():
    ring = Ring(0)
    long = b"x" * (MAX_BYTES // 4)

    ring.add(frames(1, 6, data=long))

    assert (ring.floor, ring.seq) == (2, 6)


@pytest.mark.parametrize("kind", sorted(KINDS_THAT_ERASE))
def test_nothing_rendered_before_something_was_taken_back_is_given_out_again(kind):
    ring = Ring(0)
    ring.add(frames(1, 5))

    ring.add(frames(6, 6, kind=kind))

    assert (ring.since(4), ring.since(5)) == (None, frames(6, 6, kind=kind))


def test_the_ring_takes_what_came_before_its_floor():
    ring = Ring(10)
    ring.add(frames(11, 12))

    ring.reach_back(frames(6, 10), to=5)

    assert (ring.since(5), ring.since(4)) == (frames(6, 12), None)


def test_the_ring_reaches_back_only_as_far_as_it_has_room():
    ring = Ring(600)
    ring.add(frames(601, 700))

    assert (ring.can_reach_back(188), ring.can_reach_back(187)) == (True, False)
