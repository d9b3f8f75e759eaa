"""JSON of every shape, one value at a time, and what is said of the shapes that are none."""

import io
import json

import pytest

from goodtalk.doors.archives.entries import BadRow, WrongFile
from goodtalk.doors.archives.files import json_values
from goodtalk.doors.archives.files.json_values import HALVES, Value, values_of
from goodtalk.doors.archives.files.opening import NULS, Archive, open_archive

ONE, TWO = {"id": 1}, {"id": 2}


@pytest.fixture
def values_in(make_file):
    def values(content):
        return list(values_of(open_archive(make_file(content))))

    return values


def refusal(values_in, content):
    with pytest.raises(WrongFile) as caught:
        values_in(content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ('{"id": 1}\n{"id": 2}\n', (1, 2)),
        ('{"id": 1}{"id": 2}', (1, 1)),
        ('{\n "id": 1\n}\n\n{\n "id": 2\n}\n', (1, 5)),
        ('[{"id": 1}, {"id": 2}]', (1, 1)),
        ('[\r\n{"id": 1},\r\n{"id": 2},\r\n]\r\n', (2, 3)),
        ('[{"id": 1}]\n[{"id": 2}]', (1, 2)),
        ('\ufeffGrailbird.data.tweets_2014_07 = \n[{"id": 1},\n{"id": 2}]', (2, 3)),
        ('window.YTD.tweet.part0 = [ {"id": 1}, {"id": 2} ];\n', (1, 1)),
        ('var one = {"id": 1};\nvar two = {"id": 2};', (1, 2)),
    ],
)
def test_objects_come_one_by_one_with_their_lines(values_in, content, lines):
    assert values_in(content) == [Value(lines[0], "", ONE), Value(lines[1], "", TWO)]


@pytest.mark.parametrize("between", [", ", "\n"])
@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("9" * 5000, "9" * 5000),
        ("-" + "9" * 5000, "-" + "9" * 5000),
        ("1" + "0" * 4000, 10**4000),
        ("0." + "1" * 5000, 1 / 9),
        ("1e999", float("inf")),
        ("1" * 5000 + "e9", float("inf")),
    ],
)
def test_a_number_of_thousands_of_digits_harms_neither_its_object_nor_others(
    values_in, number, read, between
):
    strange = f'{{"id": 2, "n": {number}}}'
    content = between.join((json.dumps(ONE), strange, json.dumps(TWO)))

    values = values_in(f"[{content}]" if "," in between else content)

    assert [each.value for each in values] == [ONE, TWO | {"n": read}, TWO]


def test_values_that_lie_across_pieces_come_whole(values_in):
    objects = [{"text": "“é” \\ \n #" * (number % 50), "n": number} for number in range(5000)]

    assert [each.value for each in values_in(json.dumps(objects))] == objects
    assert [each.value for each in values_in(json.dumps(objects, indent=1))] == objects


def test_an_object_too_large_to_be_held_is_gone_into(values_in, monkeypatch):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", 200_000)
    tweets = [{"id": number, "text": "x" * 100} for number in range(3000)]
    page = {"data": tweets, "includes": {"users": [ONE], "media": []}, "meta": {"count": 3000}}

    values = values_in(json.dumps(page))

    assert [each.value for each in values if each.within == "data"] == tweets
    assert values[3000:] == [Value(1, "includes.users", ONE), Value(1, "meta.count", 3000)]


def test_a_line_that_is_no_json_is_told_and_does_not_stop_the_rest(values_in):
    content = '{"id": 1}\n{"id": 1, "te\nsome words\n{"id": 2}\n{"id":'

    assert values_in(content) == [
        Value(1, "", ONE),
        BadRow(2, "not JSON (Invalid control character at)"),
        Value(4, "", TWO),
        BadRow(5, "not JSON (Expecting value)"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("some words\nand more\n", "There is no JSON in this file."),
        ('[{"id": 1},\n{"id": 2', "The file breaks off in line 2; it was not copied whole."),
        ('[{"id": 1},\n', "The file breaks off in line 2; it was not copied whole."),
        ('[{"id": 1}\n{"id": 2}]', "The file is damaged in line 2: there is no JSON."),
        ('[{"id": 1},\n{"id" 2}]' + " " * 99, "The file is damaged in line 2: there is no JSON."),
        ("[" * 10_000, "Line 1 is nested too deeply."),
        ('{"a":' * 10_000, "Line 1 is nested too deeply."),
        ('{"id": 1}\n' + '{"a":[' * 10_000, "Line 2 is nested too deeply."),
    ],
)
def test_what_cannot_be_read_on_is_refused_in_a_sentence(values_in, content, sentence):
    assert refusal(values_in, content) == sentence


class Endless(io.RawIOBase):
    """A gigabyte that nobody has to write to a disc."""

    def __init__(self, beginning):
        self.beginning = beginning
        self.given = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        if self.given > 1024**3:
            return 0
        piece = self.beginning[self.given : self.given + len(buffer)]
        buffer[:] = piece + b"x" * (len(buffer) - len(piece))
        self.given += len(buffer)
        return len(buffer)

    def tell(self):
        return self.given


@pytest.mark.parametrize(
    "beginning", [b'{"text": "', b'["', b'[{"a": ["', b'{"data": {"a": {"b": "']
)
def test_a_line_of_a_gigabyte_is_given_up_after_a_few_megabytes(tmp_path, beginning):
    file = Endless(beginning)
    archive = Archive(tmp_path, 1024**3, beginning, "utf-8", source=lambda: file)

    with pytest.raises(WrongFile) as caught:
        list(values_of(archive))

    assert str(caught.value) == "Line 1 holds a value of more than 4 million characters."
    assert file.given < 10 * 1024**2


@pytest.mark.parametrize(
    ("written", "read", "repairs"),
    [
        (r"half \ud83d emoji", "half  emoji", {HALVES: 1}),
        (r"half \uDE97 and \ud83d", "half  and ", {HALVES: 2}),
        (r"whole \ud83d\ude97, half \ud83d\ud83d\ude97", "whole 🚗, half 🚗", {HALVES: 1}),
        (r"nul \u0000 here", "nul  here", {NULS: 1}),
        (r"whole \ud83d\ude97 caf\u00e9", "whole 🚗 café", {}),
        (r"no \\\\ud83d at all", r"no \\ud83d at all", {}),
    ],
)
def test_what_no_text_has_is_left_out_and_the_rest_stays(make_file, written, read, repairs):
    archive = open_archive(make_file(f'[{{"text": "{written}", "in": ["{written}"]}}]'))

    values = [each.value for each in values_of(archive)]

    assert values == [{"text": read, "in": [read]}]
    assert archive.repairs == {what: 2 * count for what, count in repairs.items()}
