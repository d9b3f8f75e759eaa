"""Which posts of an old hour asked its questions, and which only look like it."""

from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from goodtalk.chats.filing.askings import Said, askings_in, find_questions

START = datetime(2014, 3, 14, 13, tzinfo=UTC)


def said(*lines):
    """An hour of (who, what), a minute a line."""
    return [
        Said(number, who, text, START + timedelta(minutes=number))
        for number, (who, text) in enumerate(lines, 1)
    ]


def asked(*lines):
    """Number, words and prompts' minutes of each question in such an hour."""
    found = find_questions(said(*lines))
    return [(one.number, one.text, [prompt.post for prompt in one.said]) for one in found]


def own_askings(text):
    """What somebody asks who says it; number and words."""
    found = askings_in(Said(1, "jo", text, START))
    return [(one.number, one.text) for one in found if not one.repeats]


@pytest.mark.parametrize(
    "text",
    [
        "Q1: Who grits the roads? #lgovsm",
        "q1 Who grits the roads? #lgovsm https://t.co/x",
        "Q.1 - Who grits the roads?",
        "#lgovsm Q1) Who grits the roads?",
        ".@ann @bob Q1. Who grits the roads?",
        "Question 1: Who grits the roads?",
        "Q1️⃣ Who grits the roads?",
        "T1: Who grits the roads?",
        "It is winter. #snow\n\nQ1: Who grits the roads? \n\n#lgovsm",
        "Time for the first! Q1: Who grits the roads?",
        "#Q1 Who grits the roads? #lgovsm",
        "#lgovsm #Q1: Who grits the roads?",
        "It is time. #Q1: Who grits the roads?",
        "❓Q1: Who grits the roads?",
        "📢 Q1. Who grits the roads?",
        "🇬🇧 #lgovsm ⏰ 👩🏽‍🏫 Q1 Who grits the roads?",
        "Hello all\n\n👉 #Q1: Who grits the roads?",
        "\u200fQ1: Who grits the roads?",
        "Q1/3: Who grits the roads?",
        "Q1/3 Who grits the roads?",
        "Q1 of 3: Who grits the roads?",
        "Q1 (of 3) Who grits the roads?",
        "Question #1: Who grits the roads?",
        "Question No. 1 Who grits the roads?",
        "Question number 1: Who grits the roads?",
        "Question one: Who grits the roads?",
        "QUESTION ONE - Who grits the roads?",
        "Q one: Who grits the roads?",
        "Here is Q1. Who grits the roads?",
        "And here’s Q1 Who grits the roads?",
        "Here comes #Q1 - Who grits the roads?",
        "Now for Q1. Who grits the roads?",
        "Ｑ１：Who grits the roads?",
        "Q１： Who grits the roads?",
    ],
)
def test_a_question_is_read_however_it_is_labelled(text):
    assert own_askings(text) == [(1, "Who grits the roads?")]


@pytest.mark.parametrize(
    "text",
    [
        "Q1 coming up #lgovsm",
        "Q2 coming out #lgovsm",
        "q3 up on deck #lgovsm",
        "Q3 for #lgovsm is here! https://t.co/x",
        "Q1 here on our special #lgovsm -- join us! https://t.co/x",
        "Q4 #lgovsm https://t.co/x",
        "We follow a Q1/A1 format",
        "Follow up to Q2 and Q3-- please write to us",
        "A3: I accidentally answered this in Q2. Sorry?",
        "A1. See Q2: it is the same?",
        "Q0: What is nothing?",
        "Q99: What is too much?",
        "Q1bn was lost?",
        "Who said what about Q1 results?",
        "Here is Q1 for all of you",
        "Here comes Q1, join us?",
        "Now Q1 results are in",
        "Question one must ask: who grits?",
        "Question two-thirds of it?",
        "T-5 minutes to go! Are you ready?",
        "T - 10 mins. Who is in?",
        "📢 Q1 coming up",
        "#Q1 coming up",
        "Q1/3 coming up",
        "T1D mum here, who else?",
        "Re Q1: is it us?",
        "Answer to Q1: is it us?",
        "In reply to #Q1, is it us?",
        "Late to Q1: is it us?",
        "RT @chair: Q1: Who grits?",
        "rt @chair: Q1: Who grits?",
        "RT: @chair: Q1: Who grits?",
        "RT@chair Q1 Who grits?",
        "RT  @chair@fedi.example Q1. Who grits?",
        "MT @chair: Q1: Who grits?",
        "Agree! RT @chair: Q1: Who grits?",
        "“@chair: Q1: Who grits?”",
        "\"@chair Q1: Who grits?\"",
        "So true “@chair: Q1: Who grits?”",
        "Q1: Who grits? via @chair",
        "Q1: Who grits? (Via @chair) #lgovsm",
        "My answer to Q1: is it us?",
        "Answer one: is it us?",
        "A one: is it us?",
        "T2D for ten years. Any tips?",
        "Nothing of the kind",
        "",
    ],
)
def test_what_only_looks_like_a_question_is_none(text):
    assert own_askings(text) == []


@pytest.mark.parametrize(
    "words", ["あなたの名前は何ですか？", "ما اسمك؟", "Ինչ է ձեր անունը՞", "Who are you⁇"]
)
def test_a_question_asks_in_any_script(words):
    assert asked(("ann", f"Q1：{words}")) == [(1, words, [1])]


def test_whoever_asks_most_is_the_chair_and_others_answer():
    assert asked(
        ("jo", "Q1: Who grits?"),
        ("ann", "Q1: The county, I think?"),
        ("jo", "Q2: Who pays?"),
        ("ann", "Q2. All of us"),
        ("bob", "Q2: nobody does"),
    ) == [(1, "Who grits?", [1]), (2, "Who pays?", [3])]


def test_a_participant_s_earlier_label_gives_way_to_the_chair_s_question():
    assert asked(
        ("jo", "Q1: Who grits?"),
        ("jo", "Q2: Who pays?"),
        ("ann", "Q3: still thinking?"),
        ("jo", "Q3: Who asks?"),
        ("jo", "Q4: Share your best idea, please, with all of us now"),
    ) == [
        (1, "Who grits?", [1]),
        (2, "Who pays?", [2]),
        (3, "Who asks?", [4]),
        (4, "Share your best idea, please, with all of us now", [5]),
    ]


def test_two_chairs_may_take_turns():
    assert asked(
        ("jo", "Q1: Who grits?"),
        ("ann", "Q2: Who pays?"),
        ("jo", "Q3: Who asks?"),
        ("ann", "Q4: Who knows?"),
    ) == [
        (1, "Who grits?", [1]),
        (2, "Who pays?", [2]),
        (3, "Who asks?", [3]),
        (4, "Who knows?", [4]),
    ]


def test_a_question_asked_twice_is_one_with_both_posts():
    assert asked(
        ("jo", "Q1: Who grits the roads in winter?"),
        ("ann", "Q2: Who pays for it?"),
        ("ann", "Q1: Who grits the roads in winter? #again"),
        ("jo", "Q3: Who asks?"),
        ("ann", "Q4: Who knows?"),
    )[0] == (1, "Who grits the roads in winter?", [1, 3])


def test_a_question_in_two_parts_is_one():
    assert asked(
        ("jo", "Q1a Who grits? #lgovsm"),
        ("jo", "Q1b Who pays? #lgovsm"),
        ("jo", "Q1b Who pays?  #lgovsm"),
        ("ann", "Q1b We do, I think"),
        ("jo", "Q2: Who asks?"),
    ) == [(1, "(a) Who grits? (b) Who pays?", [1, 2, 3]), (2, "Who asks?", [5])]


PREVIEW = "Tonight's questions:\nQ1: Who grits?\nQ2: Who pays?\nQ3: Who asks?"


def test_a_preview_of_all_questions_asks_none_of_those_that_follow():
    assert asked(
        ("jo", PREVIEW),
        ("jo", "Q1: Who grits?"),
        ("ann", "A1 we do"),
        ("jo", "Q2: Who pays?"),
        ("jo", "Q3: Who asks?"),
    ) == [(1, "Who grits?", [2]), (2, "Who pays?", [4]), (3, "Who asks?", [5])]


@pytest.mark.parametrize(
    "preview",
    [
        PREVIEW,
        "Q1: Who grits?\n\nQ2: Who pays?\n\n#Q3: Who asks? #lgovsm",
        "Q1 Who grits?\nQ2 Who pays?\nQ3 Who asks?",
        "We have three. Q1: Who grits? Q2: Who pays? Q3: Who asks? Q5: Is this another?",
        "Q1. Who grits? Q2. Who pays? Q3. Who asks?",
        "👉 Q1) Who grits?\n👉 Q2) Who pays?\n👉 Q3) Who asks?",
    ],
)
def test_where_nothing_else_asks_them_the_questions_of_a_preview_are_asked_by_it(preview):
    found = asked(("jo", preview), ("ann", "A1 we do"), ("bob", "A3: you"))

    assert [(number, text.split("?")[0], by) for number, text, by in found] == [
        (1, "Who grits", [1]), (2, "Who pays", []), (3, "Who asks", [])
    ]


def test_a_preview_has_the_words_of_a_question_that_is_answered_and_whose_post_is_not_there():
    lines = (
        ("jo", PREVIEW),
        ("jo", "Q1: Who grits?"),
        ("jo", "Q2: Who pays?"),
        ("ann", "A2 we do"),
    )

    assert asked(*lines) == [(1, "Who grits?", [2]), (2, "Who pays?", [3])]
    assert asked(*lines, ("ann", "A3 you")) == [
        (1, "Who grits?", [2]), (2, "Who pays?", [3]), (3, "Who asks?", [])
    ]


@pytest.mark.parametrize(
    "listed",
    [
        "Q1: at ten past\nQ2: at twenty past\nQ3: at half past",
        "Q1: we do\nQ2: all of us?\nQ3: nobody",
    ],
)
def test_a_list_that_does_not_ask_is_no_preview(listed):
    assert asked(("jo", listed), ("ann", "A1 we do"), ("bob", "A3: you")) == []


def test_a_list_of_somebody_who_comes_later_is_no_preview():
    assert asked(("ann", "A1 we do"), ("bob", PREVIEW)) == []
    assert asked(
        ("jo", "Q1: Who grits?"), ("jo", "Q2: Who pays?"), ("ann", PREVIEW), ("bob", "A3 you")
    ) == [(1, "Who grits?", [1]), (2, "Who pays?", [2])]


def test_the_next_question_s_announcement_belongs_not_to_the_words_of_this_one():
    assert asked(("jo", "Q1: Who grits?\nQ2 in 10 minutes")) == [(1, "Who grits?", [1])]


def test_the_last_question_needs_no_number():
    assert asked(
        ("jo", "Q1: Who grits?"),
        ("jo", "Q2: Who pays?"),
        ("ann", "Final Q: I will say what I want?"),
        ("jo", "Final Q on tonight's #lgovsm"),
        ("jo", "Final Q What will you do now?"),
    )[-1] == (3, "What will you do now?", [5])


def test_a_lonely_label_is_a_question_only_if_it_asks():
    assert asked(("ann", "Q6: the practices were a game changer")) == []
    assert asked(("ann", "Q6: What changed the game?")) == [(6, "What changed the game?", [1])]


TOLD = (
    ("jo", "Q1: Share your best tip."),
    ("ann", "A1 grit early"),
    ("bob", "A1: salt"),
    ("jo", "Q2: Describe your winter"),
    ("ann", "A2 long"),
    ("jo", "Q3: Tell us what you would change"),
    ("bob", "A3) the salt"),
)


def test_whoever_tells_people_what_to_answer_is_the_chair_too():
    assert asked(*TOLD) == [
        (1, "Share your best tip.", [1]),
        (2, "Describe your winter", [4]),
        (3, "Tell us what you would change", [6]),
    ]


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        (0, ("bob", "A1 salt is all that we have")),  # somebody had answered it before
        (3, ("ann", "Q2: long")),
        (3, ("jo", "We all wait")),  # two numbers are few
        (6, ("jo", "Q1. Thanks to all")),
    ],
)
def test_whoever_writes_q_before_an_answer_does_not_become_the_chair(line, instead):
    lines = [*TOLD[:line], instead, *TOLD[line + 1 :]]
    if line == 6:
        lines = [(who, text.replace("A", "Q")) for who, text in lines]  # all write Q

    assert asked(*lines) == []


def test_whoever_is_alone_in_an_archive_answers():
    assert asked(*[line for line in TOLD if line[0] == "jo"]) == []


def test_whoever_was_first_now_and_then_is_no_chair():
    assert asked(*TOLD, ("bob", "A4 all of it"), ("jo", "Q4: nothing, I think")) == []


def test_where_somebody_asks_nobody_else_tells():
    lines = (*TOLD, ("kim", "Q5: Who grits?"), ("kim", "Q6: Who pays?"))

    assert [number for number, _, _ in asked(*lines)] == [5, 6]


REPEATED = (
    ("ann", "rt @jo: Q1: Who grits?"),
    ("bob", "“@jo: Q2: Who pays?”"),
    ("ann", "Q3: Who asks? via @jo"),
)


def test_what_people_repeat_gives_an_absent_question_its_words_but_is_not_its_post():
    assert asked(*REPEATED) == [(1, "Who grits?", []), (2, "Who pays?", []), (3, "Who asks?", [])]


def test_who_repeats_what_is_asked_here_adds_nothing():
    lines = ("jo", "Q1: Who grits?"), ("jo", "Q2: Who pays?")

    assert asked(*lines, *REPEATED[:2]) == [(1, "Who grits?", [1]), (2, "Who pays?", [2])]
    assert asked(*REPEATED[:2], *lines) == [(1, "Who grits?", [3]), (2, "Who pays?", [4])]


def test_words_that_two_people_repeat_are_enough_for_one_question():
    assert asked(("ann", "RT @jo: Q4: Who grits?"), ("bob", "rt @jo Q4: Who grits?")) == [
        (4, "Who grits?", [])
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [("ann", "rt @jo: Q1: Who grits?")],  # anybody may have said it
        [("ann", "rt @jo: Q1: Who grits?"), ("ann", "rt @jo: Q1: Who grits?")],
        [("ann", "rt @jo: Q1: we do"), ("ann", "rt @jo: Q2: all of us")],
        [("ann", "rt @jo: Q1: Who grits the? …"), ("ann", "rt @jo: Q2: Who pays? And wh...")],
        [("ann", "rt @jo: Q1: Who grits?"), ("ann", "rt @kim: Q2: Who pays?")],
    ],
)
def test_words_of_somebody_who_need_not_be_the_chair_and_half_a_question_are_not_taken(lines):
    assert asked(*lines) == []


def test_an_hour_without_questions_has_none():
    assert asked(("jo", "Hello"), ("ann", "Hello, jo")) == []


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 20_000,
        "Q1" * 10_000,
        "#a" * 10_000,
        "http://" * 3000,
        "@" * 20_000 + "Q1:",
        "\nQ1 " * 5000,
        "Q1: " + "#a@b " * 4000 + "!",
        " " * 20_000,
        "❓" * 20_000,
        "\n❓" * 10_000,
        " Q1 of" * 4000,
        "here is " * 3000,
        "Question no" * 2000,
        "".join(f"\nQ{number}: Who? " for number in range(1, 500)),
        " Q1. Q2:" * 3000,
        "Q1: " + "via " * 4000,
        "RT @" * 4000 + " Q1: Who?",
        " “@a" * 4000 + " Q1: Who?",
        "Q1: Who?" + " " * 5000 + "(",
    ],
)
def test_hostile_texts_take_no_time(text):
    begun = process_time()

    for _ in range(20):
        askings_in(Said(1, "jo", text, START))

    assert process_time() - begun < 1
