"""Which labels are read, and what only looks like one."""

import pytest

from goodtalk.chats.filing.labels import find_label, read_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A1 We ask the gritters", ("A", 1)),
        ("A1: we ask the gritters", ("A", 1)),
        ("a1: we ask the gritters", ("A", 1)),
        ("a1 we ask the gritters", ("A", 1)),
        ("A.1 We ask the gritters", ("A", 1)),
        ("A1) We ask the gritters", ("A", 1)),
        ("A 1: we ask", ("A", 1)),
        ("A-1 we ask", ("A", 1)),
        ("#A1 we ask", ("A", 1)),
        ("@jo #A1 we ask", ("A", 1)),
        ("(A1) we ask", ("A", 1)),
        ("*A1* we ask", ("A", 1)),
        ("A1", ("A", 1)),
        ("A10: the last one", ("A", 10)),
        ("A1. Is it?", ("A", 1)),
        ("A1 - we ask", ("A", 1)),
        ("A1\nwe ask", ("A", 1)),
        ("T2 A leaflet", ("T", 2)),
        ("T2: a leaflet", ("T", 2)),
        ("Q3: who grits?", ("Q", 3)),
        ("Answer 3 - nobody", ("A", 3)),
        ("Answer 3: nobody", ("A", 3)),
        ("ANSWER 3 nobody", ("A", 3)),
        ("Ans 3: nobody", ("A", 3)),
        ("Question 2: who grits?", ("Q", 2)),
        ("@olive @jo@council.example A1 We ask", ("A", 1)),
        (".@olive A1 We ask", ("A", 1)),
        ("#lgovsm A1: we ask", ("A", 1)),
        ("#lgovsm @olive #localgov A2) we ask", ("A", 2)),
        ("RT @jo: A1 we ask", ("A", 1)),
        ("Agree! RT @olive: Q2: And the worst?", ("Q", 2)),
        ("This. RT @jo A1 we ask", ("A", 1)),
        ("So do we MT @jo@council.example: “A2 we ask", ("A", 2)),
        ("MT @olive: Q2 the worst?", ("Q", 2)),
        ("A1 yes RT @olive: Q2: And the worst?", ("A", 1)),
        ("“A1 we ask”", ("A", 1)),
        ("We ask the gritters A1", ("A", 1)),
        ("We ask the gritters (A1)", ("A", 1)),
        ("We ask the gritters. A1 #lgovsm https://t.co/x", ("A", 1)),
        ("Same! A1 #lgovsm @jo", ("A", 1)),
        ("A4: paper only", ("A", 4)),
        ("A7.2 we ask", ("A", 7)),
        ("A1a: we ask", ("A", 1)),
        ("A3b we ask", ("A", 3)),
        ("A3a&b: we ask", ("A", 3)),
        ("A1, we ask", ("A", 1)),
        ("A1/A2: we ask", ("A", 1)),
        ("❓❓ A3: we ask", ("A", 3)),
        ("Good evening from Hull!\n\nA1 Should we ask", ("A", 1)),
        ("Ans. 2: nobody", ("A", 2)),
        ("A1) results are on our page", ("A", 1)),
        ("A1: we do\nA2: they do", ("A", 1)),
        ("Re Q1: we do", ("Q", 1)),
        ("Re: Q1 we do", ("Q", 1)),
        ("@jo re A1: we do", ("A", 1)),
        ("Answer to Q1: we do", ("Q", 1)),
        ("My answer to #Q1 is that we do", ("Q", 1)),
        ("In reply to Q1, we do", ("Q", 1)),
        ("In answer to question 2 - we do", ("Q", 2)),
        ("Responding to Q10. We do", ("Q", 10)),
        ("Ans 1 we knit", ("A", 1)),
        ("ans1 we knit", ("A", 1)),
        ("Late A1: we do", ("A", 1)),
        ("A late A1: we do", ("A", 1)),
        ("Sorry, late A3 - we do", ("A", 3)),
        ("Belated A1, we do", ("A", 1)),
        ("Ａ１：わたしたち", ("A", 1)),
        ("Ａ１ we do", ("A", 1)),
        ("わたしたち Ａ１", ("A", 1)),
        ("＃Ｑ２　だれ", ("Q", 2)),
        ("A1pt2 and salt", ("A", 1)),
        ("A1pt.2: and salt", ("A", 1)),
        ("A1 pt 2: and salt", ("A", 1)),
        ("A1part2 and salt", ("A", 1)),
        ("A one: we do", ("A", 1)),
        ("Answer one: we do", ("A", 1)),
        ("Answer twelve - we do", ("A", 12)),
        ("Question two. Who pays", ("Q", 2)),
        ("Q two: Who pays", ("Q", 2)),
        ("A1c: we do", ("A", 1)),
        ("A1C) we do", ("A", 1)),
        ("A1c - we do", ("A", 1)),
        ("A1b we do", ("A", 1)),
        ("A2c we do", ("A", 2)),
        ("T1d: we do", ("T", 1)),
        ("A7b many of us do", ("A", 7)),
        ("A2: milk is what we need", ("A", 2)),
        ("T2: lymphoma is rare", ("T", 2)),
        ("We do, and we like an hour. A1", ("A", 1)),
        ("Q2: as in Q1: we do", ("Q", 2)),
    ],
)
def test_a_label_is_read(text, label):
    assert read_label(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A 5 year old could do it",
        "A4 paper is what residents print on",
        "A3 posters in every library",
        "Printed on A4",
        "Q1 results are on our page",
        "Q3 2026 was our best quarter",
        "Sales fell in Q1",
        "the A1 is closed",
        "A1 is closed near Newark",
        "A1 northbound: queues",
        "Stuck on the A1 #lgovsm",
        "We gritted the A1",
        "T2 diabetes is what our clinic is for",
        "A0 plans",
        "A1000 people came",
        "A1b",
        "A1% of residents",
        "&A1 entity",
        "BA1 2AB is my postcode",
        "We have A1 and A2 to answer yet",
        "An answer",
        "Answering 3 people",
        "a 1 in 10 chance",
        "I vote for the plan a1",
        "https://example.org/A1",
        "We’ll be following a Q1/A1 format.",
        "Late, sorry.\nA1 is closed near Newark",
        "Shut again RT @roads: A1 northbound: queues",
        "Join us\nfor a 4/2 book talk",
        "Re A1 closures",
        "Late A1 traffic again",
        "In reply to Q1 results",
        "Answer to 3 people",
        "A one-way street",
        "A one - or two - day chat",
        "A two thirds majority",
        "Answer one question",
        "Question one might ask",
        "A1ptarmigan",
        "A one, a two",
        "T1D mum here, hello",
        "T2D for ten years",
        "#T1D mum here",
        "@jo T2D for ten years",
        "A1c was 6.5 last month",
        "A1C of 7 is my goal",
        "My goal is an A1C of 7",
        "T1 DM since 1990",
        "T2DM for ten years",
        "A2 milk is better",
        "T2 lymphoma",
        "T1 tumour, caught early",
        "I got an A1",
        "Meet at gate A3",
        "I have a flat on level A2",
        "We sit on seat A4",
        "Q1: Who grits?\nQ2: Who pays?",
        "Q1. Who grits? Q2. Who pays?",
    ],
)
def test_what_only_looks_like_a_label_is_none(text):
    assert read_label(text) is None


@pytest.mark.parametrize(
    "piece",
    ["@", "#", "@a", "RT ", ".@", "A1", "A", " ", "-", "@.-", "“@", "RT @a ", "re ", "late ", "my ",
     "in reply to ", "Ａ１", "a one", "answer one ", "Q1 Q2:", "A\n"],
)
def test_a_post_of_nothing_but_beginnings_does_not_stop_the_hour(piece):
    assert read_label(f"{piece * 5_000}!") is None  # once it took longer than anybody waits


def test_a_very_long_post_is_read_at_both_its_ends():
    middle = "words " * 5_000

    labels = [read_label(f"A1 {middle}"), read_label(f"{middle} A2"), read_label(middle)]

    assert labels == [("A", 1), ("A", 2), None]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Answer one: no", "Answer one"), ("Re Q1: no", "Q1"), ("🇬🇧 Ａ１：no", "Ａ１"),
     ("@jo A12: we", "A12"), ("We ask (A1) #lgovsm", "A1"), ("Answer 3 - no", "Answer 3"),
     ("Hello\nA2 yes", "A2"), ("We ask", None)],
)
def test_a_label_is_found_at_its_place(text, found):
    label = find_label(text)

    assert (label and text[label.start : label.end]) == found
