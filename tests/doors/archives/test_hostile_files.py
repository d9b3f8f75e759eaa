"""Files that mean harm, and files that are something else: one sentence, or harmless posts."""

import json
import random

import pytest

from goodtalk.chats.models import Account, Post
from goodtalk.doors.archives.entries import WrongFile

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "<a href='data:text/html,x'>x</a>",
    "{{ 7*7 }}{% debug %}",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "' OR 1=1; DROP TABLE chats_post; --",
    "\u202egnp.exe",
    "\x1b[2J\x1b]0;owned\x07",
    "A\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
]


WEB_PAGE = "This is a web page and no archive; perhaps it was saved in place of the file."
NO_COLUMNS = (
    "The first line of the file names no column for the text, the date, the author or the id of a"
    " post; if one has it, say which with --map (in the browser, below the file)."
)


@pytest.mark.parametrize("hostile", SCRIPTS)
def test_scripts_in_every_field_come_out_harmless(bring_in, make_tags, header, hostile):
    filled = dict.fromkeys(header, hostile) | {
        "id_str": "444000000000000001",
        "created_at": "Fri Mar 14 13:01:00 +0000 2014",
        "from_user_id_str": "12",
        "text": f"{hostile} #lgovsm",
    }

    report = bring_in(make_tags(filled))

    post, account = Post.objects.get(), Account.objects.get()
    assert report.stored == 1
    assert post.text == f"{hostile} #lgovsm"
    assert "<script" not in post.html
    assert "<img" not in post.html
    assert "<svg" not in post.html
    assert 'href="javascript' not in post.html
    assert 'href="data' not in post.html
    assert account.handle == ""
    assert account.url in ("", f"https://twitter.com/{account.handle[1:]}")
    assert post.url.startswith("https://twitter.com/")
    assert post.in_reply_to == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "This is a picture."),
        (
            b'{"toots": []}',
            "This looks like JSON, but neither like tweets nor like posts from Mastodon.",
        ),
        (b"Grailbird.data.a = " + b"[" * 10_000, "Line 1 is nested too deeply."),
        (b'Grailbird.data.a = [{"id":' + b'{"a":' * 10_000, "Line 1 is nested too deeply."),
        (b"", "The file is empty."),
        (b"<!doctype html><title>Sign in</title>", WEB_PAGE),
        (b"<html><body>Sign in</body></html>", WEB_PAGE),
        (random.Random(1).randbytes(3000).replace(b"\0", b"a"), "This is not a text file."),
        (
            b'{"type": "OrderedCollection", "orderedItems": [{"type": "Create", "to": ["htt',
            "The file breaks off in line 1; it was not copied whole.",
        ),
        (
            b'{"id": "5", "words": "' + b"x" * 9_000_000 + b'"}',
            "Line 1 holds a value of more than 4 million characters.",
        ),
        (b"id_str,text,created_at,from_user\n", "There are no posts in this file."),
        (
            b"id_str,text,created_at,from_user\n5,,,jo\n6,,,jo\n",
            "No post can be made of any of the 2 rows of this file; line 2 is the first: no text.",
        ),
        (b"just some words\nand more of them\n", NO_COLUMNS),
        (b"2013,11,19,5,YO11,2\n2013,11,19,5,PL17,1\n", NO_COLUMNS),
        (
            ",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1,2\n",
            "The file has 10,000 columns; posts have never had so many.",
        ),
        (
            b'id,text,created_at,author_id\n1,"' + b"x" * 2_000_000 + b'",2014,2\n',
            "Line 2 has more than a million characters.",
        ),
    ],
)
def test_what_is_no_archive_gets_one_clear_sentence(bring_in, make_file, content, sentence):
    with pytest.raises(WrongFile) as caught:
        bring_in(make_file(content))

    assert str(caught.value) == sentence
    assert not Post.objects.exists()


@pytest.mark.parametrize("end", ["", "}", "{{{", '{"id_str": "6", "text"'])
def test_nothing_is_stored_of_a_list_that_breaks_off_after_thousands(bring_in, make_file, end):
    tweet = {
        "id_str": "5",
        "created_at": "Fri Mar 14 13:01:00 +0000 2014",
        "text": "Hello #lgovsm",
        "user": {"id_str": "12"},
    }
    content = "Grailbird.data.a = [" + f"{json.dumps(tweet)},\n" * 3000 + end

    with pytest.raises(WrongFile) as caught:
        bring_in(make_file(content))

    assert str(caught.value) in (
        "The file breaks off in line 3001; it was not copied whole.",
        "The file is damaged in line 3001: there is no JSON.",
    )
    assert not Post.objects.exists()


@pytest.mark.parametrize("year", ["0000", "0001", "1970", "2005", "9999"])
def test_impossible_years_are_invalid(bring_in, make_tags, year):
    report = bring_in(make_tags({}, {"created_at": f"Fri Mar 14 13:01:00 +0000 {year}"}))

    assert (report.stored, report.invalid) == (1, 1)


def test_a_moment_that_has_not_come_yet_is_invalid(bring_in, make_tags):
    report = bring_in(make_tags({}, {"created_at": "Fri Mar 12 13:01:00 +0000 2027"}))

    assert [row.reason for row in report.bad_rows] == ["It comes from the future."]


def test_a_wrong_encoding_costs_no_post_and_is_said(bring_in, make_file):
    text = "id,text,created_at,author_id\n1,Caf\xe9 \x93so\x94 #lgovsm,2014-03-14T13:05:00Z,2\n"

    report = bring_in(make_file(text.encode("latin-1")))

    assert Post.objects.get().text == "Café “so” #lgovsm"
    assert report.notes == ["3 bytes were not UTF-8 and were read as Windows-1252."]


@pytest.mark.parametrize("hostile", SCRIPTS)
def test_scripts_in_every_field_of_a_tweet_come_out_harmless(bring_in, make_file, hostile):
    fields = ("lang", "source", "in_reply_to_status_id_str", "in_reply_to_screen_name")
    tweet = dict.fromkeys(fields, hostile) | {
        "id_str": "5",
        "created_at": "Fri Mar 14 13:01:00 +0000 2014",
        "full_text": f"{hostile} #lgovsm",
        "entities": {"urls": [{"expanded_url": hostile}], "hashtags": [{"text": hostile}]},
        "user": {"id_str": "12", "screen_name": hostile, "name": hostile},
    }

    report = bring_in(make_file(json.dumps([tweet])))

    post, account = Post.objects.get(), Account.objects.get()
    assert report.stored == 1
    assert harm_in(post.html) == []
    assert (account.handle, account.url) == ("", "")
    assert post.url == "https://twitter.com/i/status/5"
    assert [link for link in post.links if not link.startswith(("https://", "http://"))] == []
    assert post.in_reply_to == ""


@pytest.mark.parametrize("hostile", SCRIPTS)
def test_scripts_in_every_field_of_a_status_come_out_harmless(bring_in, make_file, hostile):
    fields = ("language", "spoiler_text", "url", "in_reply_to_id", "in_reply_to_account_id")
    status = dict.fromkeys(fields, hostile) | {
        "uri": "https://a.example/users/jo/statuses/5",
        "created_at": "2023-03-17T13:05:00Z",
        "content": f"<p>#lgovsm {hostile} <a href='javascript:alert(1)'>x</a></p>",
        "tags": [{"name": hostile}],
        "account": {
            "id": hostile,
            "acct": hostile,
            "url": "javascript:alert(1)",
            "display_name": hostile,
        },
    }

    report = bring_in(make_file(json.dumps([status])))

    post, account = Post.objects.get(), Account.objects.get()
    assert report.stored == 1
    assert harm_in(post.html) == []
    assert (post.url, account.handle, account.url) == ("", "@jo@a.example", "")


def harm_in(html):
    marks = ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data')
    return [mark for mark in marks if mark in html]
