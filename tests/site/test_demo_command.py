"""`goodtalk demo` as a host types it."""

import argparse

import pytest

from goodtalk.site.command_line import main
from goodtalk.site.demo.command import speed


@pytest.mark.parametrize(("text", "read"), [("1", 1), ("0.5", 0.5), ("60", 60)])
def test_a_pace_is_a_number_up_to_an_hour_a_minute(text, read):
    assert speed(text) == read


@pytest.mark.parametrize("text", ["0", "-1", "61", "nan", "inf", "fast", ""])
def test_what_is_no_pace_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        speed(text)


def test_the_demo_says_in_one_line_that_the_tag_is_taken(
    make_community, settings, tmp_path, capsys
):
    settings.DATA = tmp_path
    make_community(tag="CouncilHour")

    code = main(["demo"])

    told = capsys.readouterr().err
    assert code == 1
    assert told.startswith("goodtalk demo: #CouncilHour is a community here that is no sample")
    assert told.count("\n") == 1
