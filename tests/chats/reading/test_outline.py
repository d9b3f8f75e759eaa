"""An hour's outline keeps every post once, in whole threads of bounded pages."""

from goodtalk.chats.reading.outline import REPLIES_SHOWN, Branch, Stub, branches, first_of, in_pages


def stub(pk, parent=None):
    return Stub(pk, parent, None, False, False)


def test_a_reply_stands_under_what_began_its_thread_however_deep():
    found = branches([stub(1), stub(2, 1), stub(3), stub(4, 2), stub(5, 4)])

    assert found == [Branch(1, [2, 4, 5]), Branch(3)]


def test_without_its_parent_a_reply_begins_a_thread():
    assert branches([stub(2, 1), stub(3, 2)]) == [Branch(2, [3])]


def test_a_thread_of_thousands_of_replies_shows_the_first_and_counts_the_rest():
    found = branches([stub(pk, pk - 1 or None) for pk in range(1, 6001)])

    assert found == [Branch(1, list(range(2, 2 + REPLIES_SHOWN)), 5999 - REPLIES_SHOWN)]


def test_pages_hold_whole_threads_and_lose_none():
    found = [Branch(1, [2, 3]), Branch(4), Branch(5, [6]), Branch(7)]

    assert in_pages(found, 4) == [found[:2], found[2:]]


def test_a_thread_that_is_longer_than_a_page_has_one_of_its_own():
    found = [Branch(1), Branch(2, [3, 4, 5]), Branch(6)]

    assert in_pages(found, 2) == [[found[0]], [found[1]], [found[2]]]


def test_of_a_thread_that_does_not_fit_the_first_replies_are_shown_and_the_rest_counted():
    found = [Branch(1), Branch(2, [3, 4, 5], 7), Branch(6)]

    assert first_of(found, 3) == [Branch(1), Branch(2, [3], 9)]
    assert first_of(found, 2) == [Branch(1), Branch(2, [], 10)]
    assert first_of(found, 9) == found


def test_the_first_threads_of_nothing_are_nothing():
    assert (first_of([], 3), first_of([Branch(1)], 3)) == ([], [Branch(1)])
