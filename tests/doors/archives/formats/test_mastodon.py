"""What people take home from Mastodon, as posts."""

import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, IncomingPost, Picture, Poll
from goodtalk.chats.models import Post
from goodtalk.doors.archives.entries import BadRow
from goodtalk.doors.archives.files import json_values
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import find_format
from goodtalk.doors.archives.formats.mastodon import MastodonFormat
from goodtalk.doors.archives.storing import importing

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
JO = "https://a.example/users/jo"
NOTE = {
    "id": f"{JO}/statuses/1",
    "type": "Note",
    "summary": None,
    "published": "2023-03-17T13:05:00Z",
    "url": "https://a.example/@jo/1",
    "attributedTo": JO,
    "inReplyTo": "https://b.example/users/ann/statuses/9",
    "to": [PUBLIC],
    "cc": [f"{JO}/followers"],
    "content": '<p>A1: bins<br>and <a href="https://hull.gov.uk">roads</a></p>',
    "contentMap": {"en": "<p>…</p>"},
    "tag": [{"type": "Mention", "name": "@ann"}, {"type": "Hashtag", "name": "#lgovsm"}],
}
CREATE = {"id": f"{JO}/statuses/1/activity", "type": "Create", "actor": JO, "object": NOTE}
ANNOUNCE = {
    "id": f"{JO}/statuses/2/activity",
    "type": "Announce",
    "actor": JO,
    "published": "2023-03-17T13:06:00Z",
    "to": PUBLIC,
    "object": "https://b.example/users/ann/statuses/9",
}
ACTOR = {"id": JO, "preferredUsername": "jo", "name": "Jo Bloggs", "url": "https://a.example/@jo"}
STATUS = {
    "id": "1",
    "uri": f"{JO}/statuses/1",
    "url": "https://a.example/@jo/1",
    "created_at": "2023-03-17T13:05:00.000Z",
    "visibility": "public",
    "language": "en",
    "content": NOTE["content"],
    "spoiler_text": "",
    "tags": [{"name": "lgovsm"}],
    "account": {"id": "7", "acct": "jo", "url": "https://a.example/@jo", "display_name": "Jo"},
    "reblog": None,
}
POST = IncomingPost(
    network="fediverse",
    uri=f"{JO}/statuses/1",
    author=Author(JO, "@jo@a.example", "", JO),
    text="A1: bins\nand roads",
    published=datetime(2023, 3, 17, 13, 5, tzinfo=UTC),
    html=NOTE["content"],
    url="https://a.example/@jo/1",
    in_reply_to="https://b.example/users/ann/statuses/9",
    tags=("lgovsm",),
    links=("https://hull.gov.uk",),
    language="en",
)

UNREADABLE = "a date that cannot be read: “0000-01-01T00:00:00Z”"


def outbox(*activities):
    context = "https://www.w3.org/ns/activitystreams"
    head = {"@context": context, "id": "outbox.json", "type": "OrderedCollection"}
    return json.dumps(head | {"orderedItems": activities})


@pytest.fixture
def read(make_file):
    def rows(content):
        archive = open_archive(make_file(content, "outbox.json"))
        kind = find_format("auto", archive)
        assert kind.name == "mastodon"
        return [
            row if isinstance(row, BadRow) else row.post for row in MastodonFormat().read(archive)
        ]

    return rows


def test_a_post_in_an_outbox(read):
    assert read(outbox(CREATE)) == [POST]


def test_a_boost_is_a_share_of_which_the_address_is_known(read):
    address = "https://b.example/users/ann/statuses/9"

    assert read(outbox(ANNOUNCE)) == [
        IncomingPost(
            network="fediverse",
            uri=f"{JO}/statuses/2/activity",
            author=POST.author,
            text=address,
            published=datetime(2023, 3, 17, 13, 6, tzinfo=UTC),
            links=(address,),
            is_share=True,
        )
    ]


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ([PUBLIC], [f"{JO}/followers"], "public"),
        ("as:Public", [], "public"),
        ([f"{JO}/followers"], [PUBLIC], "unlisted"),
        ([f"{JO}/followers"], [], "private"),
        (["https://b.example/users/ann"], None, "private"),
        ([], [], "private"),
    ],
)
def test_who_was_meant_to_see_a_post_is_kept(read, to, cc, visibility):
    both = {"to": to, "cc": cc}
    activities = (CREATE | both | {"object": NOTE | both}, ANNOUNCE | both)

    assert [post.visibility for post in read(outbox(*activities))] == [visibility, visibility]


def test_what_stands_behind_a_content_warning_stays_behind_it(read):
    note = NOTE | {"summary": "Snow <3 #winter", "sensitive": True}
    status = STATUS | {"spoiler_text": "Snow <3 #winter", "sensitive": True}

    posts = [read(outbox(CREATE | {"object": note}))[0], read(json.dumps([status]))[0]]

    behind = Enclosed(warning="Snow <3 #winter", is_sensitive=True)
    assert [(post.text, post.html, post.enclosed) for post in posts] == [
        ("A1: bins\nand roads", NOTE["content"], behind)
    ] * 2
    assert [post.tags for post in posts] == [("winter", "lgovsm")] * 2


PICTURE = {"type": "Document", "mediaType": "image/png", "url": "/system/a.png", "name": "A plough"}
ATTACHED = {"type": "image", "url": "https://a.example/system/a.png", "description": "A plough"}
SHOWN = Picture("https://a.example/system/a.png", "A plough")


@pytest.mark.parametrize("words", ["", "<p>Look</p>"])
def test_pictures_come_with_their_descriptions_and_may_be_all_there_is(read, words):
    note = NOTE | {"content": words, "attachment": [PICTURE]}
    status = STATUS | {"content": words, "media_attachments": [ATTACHED]}

    posts = [read(outbox(CREATE | {"object": note}))[0], read(json.dumps([status]))[0]]

    assert [post.enclosed for post in posts] == [Enclosed(pictures=(SHOWN,))] * 2


def test_what_can_be_chosen_in_a_poll_comes_with_it(read):
    choices = [{"name": "Yes", "replies": {"totalItems": 2}}, {"name": "No"}]
    note = NOTE | {"type": "Question", "oneOf": choices, "votersCount": 2}
    options = [{"title": "Yes", "votes_count": 2}, {"title": "No", "votes_count": 0}]
    status = STATUS | {"poll": {"options": options, "multiple": False, "voters_count": 2}}

    posts = [read(outbox(CREATE | {"object": note}))[0], read(json.dumps([status]))[0]]

    assert [post.enclosed.poll for post in posts] == [
        Poll(choices=(("Yes", 2), ("No", 0)), voters=2)
    ] * 2


def test_what_came_with_the_words_is_stored_by_both_processes(
    bring_in, make_file, community, monkeypatch
):
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", 0)
    note = NOTE | {"content": "", "summary": "Ice", "attachment": [PICTURE]}

    report = bring_in(make_file(outbox(CREATE | {"object": note})), companion=True)

    assert report.stored == 1
    assert Post.objects.get().came_with == Enclosed(warning="Ice", pictures=(SHOWN,))


def test_a_reply_to_what_is_not_in_the_file_is_known_to_be_one(read):
    stranger = STATUS | {"in_reply_to_id": "5", "in_reply_to_account_id": "9"}
    neighbour = stranger | {"mentions": [{"id": "9", "acct": "ann"}]}

    assert [post.in_reply_to for post in read(json.dumps([stranger, neighbour]))] == [
        "https://a.example/web/statuses/5",
        "https://a.example/users/ann/statuses/5",
    ]


def test_an_outbox_too_large_to_be_held_reads_the_same(read, monkeypatch):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", 5000)

    assert read(outbox(*[CREATE] * 300)) == [POST] * 300


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_the_archive_says_more_of_its_owner(tmp_path, kind):
    files = {
        "outbox.json": outbox(CREATE),
        "actor.json": json.dumps(ACTOR),
        "media_attachments/files/1/original/outbox.png": "picture",
    }
    path = tmp_path / f"archive.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as bundle:
            for name, content in files.items():
                bundle.writestr(name, content)
    else:
        with tarfile.open(path, "w:gz") as bundle:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                bundle.addfile(info, io.BytesIO(content.encode()))
    archive = open_archive(path)

    rows = list(find_format("auto", archive).read(archive))

    assert rows[0].post.author == Author(
        JO, "@jo@a.example", "Jo Bloggs", "https://a.example/@jo"
    )


@pytest.mark.parametrize("joiner", ["list", "lines"])
def test_statuses_of_the_api_are_the_same_posts(read, joiner):
    content = json.dumps([STATUS]) if joiner == "list" else json.dumps(STATUS) + "\n"
    author = Author(JO, "@jo@a.example", "Jo", "https://a.example/@jo")

    post = read(content)[0]

    assert (post.uri, post.author, post.text, post.tags) == (POST.uri, author, POST.text, POST.tags)
    assert (post.html, post.links, post.language, post.in_reply_to) == (
        POST.html,
        POST.links,
        "en",
        "",
    )


def test_a_boost_of_the_api_has_the_words_of_what_it_repeats(read):
    ann = {"acct": "ann@b.example", "url": "https://b.example/@ann", "id": "9"}
    original = STATUS | {"uri": "https://b.example/users/ann/statuses/9", "account": ann}
    boost = STATUS | {"uri": f"{JO}/statuses/2/activity", "content": "", "reblog": original}

    post = read(json.dumps([boost]))[0]

    assert (post.uri, post.author.uri, post.is_share, post.text, post.html) == (
        f"{JO}/statuses/2/activity",
        JO,
        True,
        "RT @ann@b.example: A1: bins\nand roads",
        "",
    )


@pytest.mark.parametrize(
    ("own", "boosted", "visibility"),
    [
        ("public", None, "public"),
        ("unlisted", None, "unlisted"),
        ("private", None, "private"),
        ("direct", None, "private"),
        ("public", "private", "private"),
    ],
)
def test_the_api_says_who_was_meant_to_see_it(read, own, boosted, visibility):
    reblog = boosted and STATUS | {"visibility": boosted}

    assert read(json.dumps([STATUS | {"visibility": own, "reblog": reblog}]))[0].visibility == (
        visibility
    )


def test_somebody_s_answer_to_themselves_finds_what_it_answers(read):
    own, other = {"in_reply_to_id": "5", "in_reply_to_account_id": "7"}, {"in_reply_to_id": "5"}

    posts = read(json.dumps([STATUS | own, STATUS | other]))

    assert [post.in_reply_to for post in posts] == [f"{JO}/statuses/5", "https://a.example/web/statuses/5"]


def test_an_answer_finds_what_it_answers_in_the_same_file(read):
    ann = {"id": "9", "acct": "ann@b.example", "url": "https://b.example/@ann"}
    asked = STATUS | {"id": "5", "uri": "https://b.example/objects/5", "account": ann}
    answer = STATUS | {"in_reply_to_id": "5", "in_reply_to_account_id": "9"}

    posts = read(json.dumps([answer, asked]))

    assert [(post.author.handle, post.in_reply_to) for post in posts] == [
        ("@jo@a.example", "https://b.example/objects/5"),
        ("@ann@b.example", ""),
    ]


def test_a_few_fields_are_enough_and_name_the_same_post_as_an_outbox(read):
    simple = {key: STATUS[key] for key in ("content", "created_at", "url")}

    post = read(json.dumps([simple]))[0]

    assert (post.uri, post.author) == (
        POST.uri,
        Author(JO, "@jo@a.example", "", "https://a.example/@jo"),
    )


@pytest.mark.parametrize(
    ("activity", "reason"),
    [
        (CREATE | {"type": "Delete"}, "no post, but an activity of the kind “Delete”"),
        (CREATE | {"object": f"{JO}/statuses/1"}, "no post, but an activity of the kind “Create”"),
        (CREATE | {"actor": 5}, "no id"),
        (CREATE | {"actor": "https:"}, "an id that is no address: “https:”"),
        (ANNOUNCE | {"object": None}, "a boost of nothing"),
        ("a word", "no post, but a list or a single word"),
    ],
)
def test_what_is_no_post_says_why(read, activity, reason):
    assert read(outbox(activity)) == [BadRow(1, reason)]


@pytest.mark.parametrize("note", [{"content": "<p>Grit\ud83d</p>"}, {"content": "<p>Gr\0it</p>"}])
def test_half_an_emoji_and_what_no_text_has_are_left_out(read, note):
    [post] = read(outbox(CREATE | {"object": NOTE | note}))

    assert post.text == "Grit"


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ({"content": ""}, "no text"),
        ({"content": "x" * 90_000}, "more than 80,000 characters"),
        ({"id": "javascript:x"}, "an id that is no address: “javascript:x”"),
        ({"published": "0000-01-01T00:00:00Z"}, UNREADABLE),
        ({"published": "9999-01-01T00:00:00Z"}, "a date in the year 9999"),
    ],
)
def test_a_note_that_holds_no_post_says_why(read, note, reason):
    assert read(outbox(CREATE | {"object": NOTE | note})) == [BadRow(1, reason)]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"url": "", "uri": ""}, "no id"),
        ({"uri": "https://b.example/notice/5", "url": "", "account": None}, "no author"),
        ({"content": "<p></p>"}, "no text"),
        ({"created_at": "yesterday"}, "a date that cannot be read: “yesterday”"),
    ],
)
def test_a_status_that_holds_no_post_says_why(read, status, reason):
    assert read(json.dumps([STATUS | status])) == [BadRow(1, reason)]


@pytest.mark.parametrize(
    ("note", "text"),
    [({"content": "bins \ud83d here"}, "bins  here"), ({"content": "a\0b"}, "ab")],
)
def test_what_no_text_has_is_left_out_of_a_note(read, note, text):
    [post] = read(outbox(CREATE | {"object": NOTE | note}))

    assert post.text.split() == text.split()


@pytest.mark.parametrize(
    "page",
    [
        {"accounts": [], "statuses": [STATUS], "hashtags": []},
        {"ancestors": [], "descendants": [STATUS]},
        {"ancestors": [STATUS], "descendants": []},
    ],
)
def test_statuses_in_a_page_of_the_api_are_the_same_posts(read, page):
    assert read(json.dumps(page)) == read(json.dumps([STATUS]))
