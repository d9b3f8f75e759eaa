"""What is in a cell that was a list."""

import time

import pytest

from goodtalk.doors.archives.formats.listed import addresses_in, words_in_list

BINS, ROADS = "https://hull.gov.uk/bins?a=1,2", "https://hull.gov.uk/roads"


@pytest.mark.parametrize(
    "cell",
    [
        "v5 bins",
        "#v5, #bins",
        "v5;bins",
        "v5|bins",
        "['v5', 'bins']",
        '["v5", "bins"]',
        '["#v5","＃bins"]',
        'c("v5", "bins")',
        "('v5', 'bins')",
        "{'v5', 'bins'}",
        "[v5, bins]",
        "[{'text': 'v5', 'indices': [0, 3]}, {'text': 'bins', 'indices': [4, 9]}]",
        '[{"start":1,"end":3,"tag":"v5"},{"start":4,"end":9,"tag":"bins"}]',
        "[{'name': 'v5', 'url': 'https://m.example/tags/v5'}, {'name': 'bins', 'url': 'x'}]",
        "{'text': 'v5'}, {'text': 'bins'}",
        "list(text = c('v5', 'bins'), indices = list(c(1, 3)))",
    ],
)
def test_tags_are_read_in_the_shapes_in_which_tools_write_lists(cell):
    assert words_in_list(cell) == ["v5", "bins"]


@pytest.mark.parametrize(
    "cell",
    ["", "[]", "c()", "{}", "[{}]", "['']", "NA NA", "[None, nan]", "c(NA, NA)", "character(0)"],
)
def test_a_list_of_nothing_has_no_tags(cell):
    assert words_in_list(cell) == []


def test_a_tag_with_letters_of_any_language_is_read_in_a_list():
    assert words_in_list("['straßen', 'дороги', '道路', 'l_gov1']") == [
        "straßen", "дороги", "道路", "l_gov1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        f"{BINS} {ROADS}",
        f"{BINS},{ROADS}",
        f"['{BINS}', '{ROADS}']",
        f'c("{BINS}", "{ROADS}")',
        f"{BINS} NA {ROADS} javascript:alert(1)",
    ],
)
def test_so_are_addresses(cell):
    assert addresses_in(cell) == [BINS, ROADS]


@pytest.mark.parametrize("piece", ["['", "[{", "{'text': '", "[\\", "c(", "['a", '"', "https://"])
def test_a_cell_as_long_as_it_may_be_is_read_in_no_time(piece):
    began = time.perf_counter()

    words_in_list("[" + piece * 200_000)
    addresses_in("[" + piece * 200_000)

    assert time.perf_counter() - began < 2
