"""What speaks for a question, when a post does not say which it answers."""

import pytest

from goodtalk.chats.filing.weighing import Asked, Heard, Scales

ROADS = Asked(1, 0.0, "Who decides which roads are gritted?")
MONEY = Asked(2, 600.0, "How do you pay for the salt?")
PEOPLE = Asked(3, 1200.0, "Who drives at night?")


def heard(at, text="Yes", number=0, author=1, key=0, answers=0):
    return Heard(key, answers, author, at, text, number)


def best(asked, said, post):
    found = Scales(asked, said).weigh(post)
    return found and found.number


def test_an_hour_without_questions_has_nothing_to_weigh():
    assert Scales([], [heard(5, number=1)]).weigh(heard(9)) is None


@pytest.mark.parametrize(
    ("at", "number"), [(300, 1), (610, 1), (1100, 2), (1210, 2), (1900, 3)]
)
def test_where_nothing_else_is_known_the_open_question_counts_and_first_the_one_before_it(
    at, number
):
    assert best([ROADS, MONEY, PEOPLE], [], heard(at)) == number


def test_the_labels_around_a_post_outweigh_the_clock():
    late = [heard(at, number=1, author=at) for at in (800, 820, 840, 860)]

    assert best([ROADS, MONEY], late, heard(830)) == 1


def test_words_of_a_question_and_of_its_answers_speak_for_it():
    said = [
        heard(700, "We buy salt with the county every summer", 2, author=2),
        heard(720, "Bus routes come first", 1, author=3),
        heard(740, "The bus company tells us its routes", 1, author=4),
        heard(760, "Salt is cheap in summer", 2, author=5),
    ]

    assert best([ROADS, MONEY], said, heard(725, "Bus routes decide which roads")) == 1
    assert best([ROADS, MONEY], said, heard(725, "Salt, which we pay for every summer")) == 2


def test_who_has_answered_a_question_with_its_label_is_at_another():
    said = [heard(at, number=1 + at // 650, author=at) for at in (560, 580, 660, 680)]
    mine = [heard(600, number=1, author=9)]

    assert best([ROADS, MONEY], said + mine, heard(640, author=9)) == 2
    assert best([ROADS, MONEY], [*said, heard(690, number=2, author=9)], heard(640, author=9)) == 1


def test_another_reply_to_the_same_post_carries_its_label():
    said = [heard(700, number=1, answers=-1, author=2), heard(710, number=2, author=3)]

    assert best([ROADS, MONEY], said, heard(705, answers=-1)) == 1


def test_a_reply_to_what_is_not_here_is_also_weighed_by_the_moment_of_that():
    late = heard(780, answers=-1)

    assert best([ROADS, MONEY], [], late) == 2
    assert best([ROADS, MONEY], [], late._replace(answers_at=20.0)) == 1
    assert best([ROADS, MONEY], [], late._replace(answers_at=-9000.0)) == 2


def test_what_was_said_in_reply_to_it_carries_its_label():
    said = [heard(750, number=1, answers=7, author=2), heard(710, number=2, author=3)]

    assert best([ROADS, MONEY], said, heard(705, key=7)) == 1


def test_it_is_sure_only_where_much_speaks_for_one_question_and_little_for_others():
    answers = [heard(900 + at, "Salt from the county", 2, author=at) for at in range(8)]
    scales = Scales([ROADS, MONEY, PEOPLE], answers)

    found = [scales.weigh(heard(904, "The county's salt", author=99)), scales.weigh(heard(200))]

    assert [(one.number, one.is_sure) for one in found] == [(2, True), (1, False)]


def test_one_question_alone_is_not_beyond_doubt():
    found = Scales([ROADS], []).weigh(heard(900))

    assert (found.number, found.is_sure) == (1, False)


def test_questions_without_words_are_placed_by_their_answers():
    asked = [Asked(number, 600.0 * number, "") for number in (1, 2, 3)]
    said = [heard(650, number=1, author=2), heard(1900, number=3, author=3)]

    assert best(asked, said, heard(1290)) == 2


def test_who_writes_much_may_still_be_at_the_question_before():
    labels = [heard(500 + 40 * each, number=1 + each // 6, author=each) for each in range(12)]
    much = "We have thought about this for years, and there is more than one answer to it. " * 3

    assert best([ROADS, MONEY], labels, heard(730, "Yes", author=99)) == 2
    assert best([ROADS, MONEY], labels, heard(730, much, author=99)) == 1


def test_a_long_address_does_not_make_a_post_long():
    scales = Scales([ROADS, MONEY], [heard(700, number=1)])
    address = " https://example.org/" + "gritting" * 40

    assert scales.sums(heard(720, f"Yes{address}")) == scales.sums(heard(720, "Yes"))
