"""How long a question is on each network: counted as the browser counts it."""

import json
from pathlib import Path

import pytest

from goodtalk.chats.steering.fitting import Fit
from goodtalk.desk.fitting import as_posted, question_fits

CASES = json.loads((Path(__file__).parents[1] / "javascript" / "wording.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_question_is_as_long_as_the_browser_says(case):
    found = question_fits(case["text"], case["number"], case["tag"])

    assert [fit.characters for fit in found] == [case["mastodon"], case["bluesky"]]


def test_a_question_may_fit_one_network_and_not_the_other():
    text = "x" * 400

    assert question_fits(text, 1, "lgovsm") == [Fit("Mastodon", 412, 500), Fit("Bluesky", 412, 300)]
    assert [fit.over for fit in question_fits(text, 1, "lgovsm")] == [0, 112]


def test_label_and_tag_go_out_with_the_question():
    assert as_posted("Who?", 2, "lgovsm") == "Q2: Who? #lgovsm"
