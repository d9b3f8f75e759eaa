"""What people say beside a file: whose it is, and which columns hold what."""

import pytest

from goodtalk.doors.archives.files.hints import Owner, read_map, read_owner

KNOWN = (
    "text, author, published, id, author_id, name, url, reply_to, conversation, share_of, tags, "
    "links, language, visibility"
)


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (
            "text=Tweet,author=Who,published=When,id=No",
            {"text": "Tweet", "handle": "Who", "published": "When", "id": "No"},
        ),
        ("text=Said, in short,id=No", {"text": "Said, in short", "id": "No"}),
        ("text = a=b , reply_to=To", {"text": "a=b", "reply_to": "To"}),
        ('text="Said, id=no", id = "No"', {"text": "Said, id=no", "id": "No"}),
        ("text=“Said, id=no”,id=No", {"text": "Said, id=no", "id": "No"}),
        ('published="Date, UTC"+Time,id=No', {"published": "Date, UTC+Time", "id": "No"}),
        ("visibility=For whom", {"visibility": "For whom"}),
    ],
)
def test_columns_are_named_by_what_they_hold(words, columns):
    assert read_map(words) == columns


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Tweet", "“Tweet” is not such as text=NAME, with the name of a column."),
        ("text=", "“text=” is not such as text=NAME, with the name of a column."),
        ('text=""', "“text=” is not such as text=NAME, with the name of a column."),
        ("text=a,text=b", "“text” is there twice."),
        ("mood=a", f"“mood” is none of {KNOWN}."),
    ],
)
def test_words_that_name_no_column_are_explained(words, sentence):
    with pytest.raises(ValueError) as caught:
        read_map(words)

    assert str(caught.value) == sentence


def test_an_account_is_given_by_its_handle():
    assert read_owner(" @jo_bloggs ") == Owner(handle="jo_bloggs")
    with pytest.raises(ValueError) as caught:
        read_owner("jo@council.example")

    assert str(caught.value) == "“jo@council.example” is not a handle; one is such as @jo_bloggs."
