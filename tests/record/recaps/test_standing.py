import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.record.recaps.marks import posts_named
from goodtalk.record.recaps.standing import set_apart, standing

GONE = {12}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[[name 12]] grits. [[name 3]] does not.", "[[name 3]] does not."),
        ("Nobody else did. [[name 12]] grits.", "Nobody else did."),
        ("Thanks go to [[name 12]]\nwho told us that her council is bankrupt.", ""),
        ("It snowed.\nThanks go to [[name 12]]\nwho told us all.", "It snowed."),
        ("On snow, e.g. [[name 12]] ran out of salt, i.e. they had none. We grit.", "We grit."),
        ("Mr. [[name 12]] is bankrupt. Others are not.", "Others are not."),
        ("“It is over!” said [[name 12]]. “Is it?” we asked.", "“Is it?” we asked."),
        ("[[name 12]] told [[name 3]] that her council is bankrupt. It is.", "It is."),
        ("[[name 123]] is somebody else.", "[[name 123]] is somebody else."),
        ("Nobody is named here, e.g. nobody.", "Nobody is named here, e.g. nobody."),
    ],
)
def test_a_sentence_goes_with_the_post_that_it_names(text, left):
    assert standing(text, GONE) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Welcome: [[name 3]], [[name 12]], [[name 4]].", "Welcome: [[name 3]], [[name 4]]."),
        ("Welcome: [[name 12]], [[name 3]].", "Welcome: [[name 3]]."),
        ("Welcome: [[name 3]], [[name 12]].", "Welcome: [[name 3]]."),
        ("[[name 12]] and [[name 3]] grit.", "[[name 3]] grit."),
        ("[[name 3]], [[name 4]] and [[name 12]] for tips.", "[[name 3]], [[name 4]] for tips."),
        ("[[name 3]], [[name 4]], and [[name 12]] for tips.", "[[name 3]], [[name 4]] for tips."),
        ("[[name 3]] und [[name 12]] streuen.", "[[name 3]] streuen."),
    ],
)
def test_from_a_list_of_names_only_who_is_gone_goes(text, left):
    assert standing(text, GONE) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Before.\n\n[[quote 12]]\n\nAfter.", "Before.\n\n\nAfter."),
        ("- [[name 12]]: [[links 12]]\n- [[name 3]]: [[links 3]]", "- [[name 3]]: [[links 3]]"),
        ("1. [[name 12]] grits.\n2. We do.", "2. We do."),
        ("- We do.\n- [[name 12]] grits. So do we.", "- We do.\n- So do we."),
        ("> [[name 12]] grits. So do we.", "> So do we."),
        ("```\n[[name 12]]\n```", "```\n[[name 12]]\n```"),
    ],
)
def test_quotes_and_items_go_and_what_stands_beside_them_stays(text, left):
    assert standing(text, GONE) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("## Q1: Ice\n\n[[quote 12]]\n\n## Q2: Snow\n\n[[quote 3]]", "## Q2: Snow\n\n[[quote 3]]"),
        ("## Ice\n\n[[quote 12]]\n\n[[quote 3]]", "## Ice\n\n\n[[quote 3]]"),
        ("## Ice\n\n[[quote 3]]\n\n[[quote 12]]", "## Ice\n\n[[quote 3]]\n"),
        ("Hello.\n\n## Ice\n\n[[quote 12]]", "Hello.\n"),
        ("## Nothing yet\n\n## Ice\n\n[[quote 3]]", "## Nothing yet\n\n## Ice\n\n[[quote 3]]"),
        ("## Q1\n\n### Best\n\n[[quote 12]]\n\n## Q2\n\nSnow.", "## Q2\n\nSnow."),
        ("Ice\n---\n\n[[quote 12]]\n\n## Q2\n\nSnow.", "## Q2\n\nSnow."),
        ("## Ice\n\n- [[name 12]]\n\n## Q2\n\nSnow.", "## Q2\n\nSnow."),
        ("## By [[name 12]]\n\nSnow.", "\nSnow."),
    ],
)
def test_a_heading_goes_with_all_that_stood_under_it_and_not_before(text, left):
    assert standing(text, GONE).replace("\n\n\n\n", "\n\n").strip() == left.strip()


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Before\n[[quote 3]]\nAfter", "Before\n\n[[quote 3]]\n\nAfter"),
        ("[[quote 3]]\n[[quote 4]]", "[[quote 3]]\n\n[[quote 4]]"),
        ("- An item\n[[quote 3]]", "- An item\n\n[[quote 3]]"),
        ("Before\n\n[[quote 3]]\n\nAfter", "Before\n\n[[quote 3]]\n\nAfter"),
        ("```\nIn code\n[[quote 3]]\n```", "```\nIn code\n[[quote 3]]\n```"),
    ],
)
def test_a_quote_on_a_line_of_its_own_stands_apart(text, apart):
    assert set_apart(text) == apart


PIECES = st.sampled_from([
    "[[quote 12]]", "[[name 12]]", "[[name 3]]", "[[links 12]]", "[[people]]", "## Ice", "We grit.",
    ",", " and ", " ", "\n", "\n\n", "- ", "> ", "---", "1. ", "    ", "*", "_",
])  # fmt: skip


@given(text=st.lists(PIECES, max_size=30).map("".join))
def test_nothing_of_a_post_that_is_gone_is_left_and_nothing_else_comes(text):
    text = set_apart(text)

    left = standing(text, GONE)

    assert posts_named(left) <= posts_named(text)
    assert standing(text, ()) == text
    assert 12 not in posts_named(left) or "    " in text  # as code it is no mark
