"""JSON of strangers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.outside.answers import NotReachable, TooMuch
from goodtalk.outside.documents import NotJson, read_document, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.just("[{") | st.text("ab\\\"]"), inner),
)


@given(VALUES)
def test_what_is_json_is_read_as_it_was_written(value):
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary())
def test_any_bytes_are_read_or_refused(body):
    try:
        read_json(body)
    except NotReachable:
        return


def test_a_hundred_levels_are_read_and_one_more_is_not():
    assert read_document(b'{"a":' * 100 + b"1" + b"}" * 100)

    with pytest.raises(TooMuch):
        read_document(b'{"a":' * 101 + b"1" + b"}" * 101)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"\\"":'])
def test_a_thousand_levels_are_refused_before_they_are_read(opening):
    with pytest.raises(TooMuch):
        read_json(opening * 1000)


def test_brackets_within_a_string_are_no_levels():
    assert read_json(json.dumps(["[" * 1000 + '\\"{' * 1000]).encode())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{", b'{"a": NaN}', b'{"a": 1e999}', b'{"a": -Infinity}',
             b'{"a": ' + b"9" * 5000 + b"}", b"\xff\xfe", b"<html>"]
)
def test_what_is_no_json_object_is_refused(body):
    with pytest.raises(NotJson):
        read_document(body)


def test_text_that_no_database_keeps_is_mended():
    assert read_document(rb'{"a\u0000": ["\ud800x", "\ud83d\ude00"]}') == {
        "a\ufffd": ["\ufffdx", "\U0001f600"]
    }
