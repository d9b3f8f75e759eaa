"""What of a note becomes part of a post."""

import pytest

from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.inbox.notes import NotAPost, incoming_of
from tests.hour import at

HELLO = '<p>Hello <a href="https://x.example/tags/lgovsm">#lgovsm</a><br>twice</p>'
MEDIA = "https://media.example"


@pytest.fixture
def read(peer, jo):
    """The post that a note of jo's with these fields is."""
    return lambda **fields: incoming_of(peer.note(1, **fields), author=jo, now=at("13:20"))


def test_a_note_is_a_post(peer, read):
    post = read(
        content=HELLO,
        contentMap={"en": HELLO},
        inReplyTo="https://x.example/1",
        tag={"type": "Hashtag", "name": "#LGovSM"},
    )

    assert (post.network, post.uri, post.url) == (
        "fediverse", f"{peer.actor_uri}/statuses/1", f"{peer.origin}/@jo/1"
    )
    assert (post.text, post.tags, post.language) == ("Hello #lgovsm\ntwice", ("lgovsm",), "en")
    assert (post.in_reply_to, post.published) == ("https://x.example/1", at("13:10"))
    assert (post.author.handle, post.author.name) == (f"@jo@{peer.host}", "Jo")
    assert (post.visibility, post.enclosed) == ("public", None)


def test_what_comes_with_the_words_is_as_its_author_meant_it(read):
    post = read(
        summary="Long  read",
        sensitive=True,
        attachment=[
            {
                "type": "Document", "mediaType": "image/png", "url": f"{MEDIA}/1.png",
                "name": "A road", "width": 640, "height": 480, "blurhash": "U",
            },
            {"type": "Video", "url": [{"type": "Link", "href": f"{MEDIA}/2.mp4"}]},
            {"type": "Document", "mediaType": "application/pdf", "url": f"{MEDIA}/3.pdf"},
            {"type": "Link", "href": "https://news.example/1"},
        ],
        quote="https://x.example/quoted",
        tag=[{"type": "Emoji", "name": ":cat:", "icon": {"url": f"{MEDIA}/cat.png"}}],
    )

    assert post.enclosed == Enclosed(
        warning="Long read",
        is_sensitive=True,
        pictures=(
            Picture(f"{MEDIA}/1.png", "A road", "image", 640, 480),
            Picture(f"{MEDIA}/2.mp4", "", "video"),
        ),
        quote="https://x.example/quoted",
        emoji=((":cat:", f"{MEDIA}/cat.png"),),
    )
    assert post.links == ("https://news.example/1",)


def test_emoji_of_the_authors_name_come_along_and_those_of_the_words_count_first(db, peer):
    tag = [
        {"type": "Emoji", "name": f":{name}:", "icon": {"url": f"{MEDIA}/{name}.png"}}
        for name in ("blob", "cat", "other")
    ]
    told = peer.actor() | {"name": "Jo :blob: :cat:", "tag": tag}
    actor = keep_actor(told, now=at("12:00"))
    own = [{"type": "Emoji", "name": ":cat:", "icon": {"url": f"{MEDIA}/own.png"}}]

    plain = incoming_of(peer.note(1), author=actor)
    with_own = incoming_of(peer.note(2, tag=own), author=actor)

    name = ((":blob:", f"{MEDIA}/blob.png"), (":cat:", f"{MEDIA}/cat.png"))
    assert plain.enclosed == Enclosed(emoji=name)
    assert as_data(with_own.enclosed) == {
        "emoji": {":blob:": f"{MEDIA}/blob.png", ":cat:": f"{MEDIA}/own.png"}
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"quoteUrl": "https://x.example/q"},
        {"quoteUri": "https://x.example/q"},
        {"_misskey_quote": "https://x.example/q"},
        {"quote": {"id": "https://x.example/q", "type": "Note"}},
        {"tag": [{"type": "Link", "mediaType": "application/activity+json",
                  "href": "https://x.example/q"}]},
    ],
    ids=["fedibird", "misskey-url", "misskey", "embedded", "FEP-e232"],
)
def test_a_quoted_post_has_many_names(read, fields):
    assert read(**fields).enclosed == Enclosed(quote="https://x.example/q")


def test_a_poll_is_a_list_of_choices(read):
    choices = [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}
        for name, votes in (("Yes", 3), ("No", 1))
    ]

    post = read(
        type="Question", oneOf=choices, endTime="2026-11-28T13:00:00Z", votersCount=4
    )

    ends = at("13:00").replace(day=28)
    assert post.enclosed == Enclosed(poll=Poll((("Yes", 3), ("No", 1)), False, ends, 4))


def test_an_article_has_its_title_and_its_summary_is_no_warning(read):
    post = read(type="Article", name="On & on", summary="In short", content="<p>At length</p>")

    assert (post.text, post.enclosed) == ("On & on\n\nAt length", None)


@pytest.mark.parametrize("kind", ["Article", "Video", "Page"])
def test_the_summary_of_what_is_sensitive_is_a_warning_whatever_it_is(read, kind):
    post = read(type=kind, name="At sea", summary="Warning: gore", sensitive=True, content="Blood")

    assert (post.text, post.enclosed) == (
        "At sea\n\nBlood", Enclosed(warning="Warning: gore", is_sensitive=True)
    )


def test_warnings_titles_and_descriptions_may_be_told_by_language(read):
    post = read(
        type="Article",
        content=None,
        contentMap={"cy": "<p>Geiriau</p>"},
        name=None,
        nameMap={"cy": "Teitl", "en": "Title"},
        summaryMap={"cy": "Rhybudd"},
        sensitive=True,
        attachment=[
            {"type": "Image", "mediaType": "image/png", "url": f"{MEDIA}/1.png",
             "nameMap": {"": 7, "cy": "Ffordd"}},
        ],
    )

    picture = Picture(f"{MEDIA}/1.png", "Ffordd")
    assert (post.text, post.enclosed) == (
        "Teitl\n\nGeiriau",
        Enclosed(warning="Rhybudd", is_sensitive=True, pictures=(picture,)),
    )


def test_a_note_whose_warning_is_told_by_language_alone_is_behind_it(read):
    assert read(summaryMap={"en": "Long read"}).enclosed == Enclosed(warning="Long read")


def test_what_a_poll_offers_may_be_told_by_language(read):
    post = read(type="Question", oneOf=[{"type": "Note", "nameMap": {"en": "Yes"}}])

    assert post.enclosed == Enclosed(poll=Poll((("Yes", 0),)))


def test_of_an_article_that_is_too_long_the_summary_is_taken(read):
    post = read(type="Article", name="Book", summary="In short", content=f"<p>{'x ' * 20_000}</p>")

    assert post.text == "Book\n\nIn short"


def test_plain_words_are_not_taken_for_html(read):
    post = read(type="Video", name="Film", content="1 < 2 & so on", mediaType="text/markdown")

    assert (post.text, post.html) == ("Film\n\n1 < 2 & so on", "")


def test_it_is_known_what_was_said_beside_public_timelines_alone(read):
    post = read(to=["https://x.example/followers"], cc=["as:Public"])

    assert (post.visibility, post.enclosed) == ("unlisted", Enclosed(is_unlisted=True))


def test_a_bridges_copy_names_what_it_is_a_copy_of(peer, jo):
    original = "at://did:plc:abc/app.bsky.feed.post/3k"
    note = peer.note(1) | {"id": f"{peer.origin}/convert/ap/{original}"}

    assert incoming_of(note, author=jo).copy_of == (original,)


@pytest.mark.parametrize("published", [None, "", "yesterday", 7, "0001-01-01T00:00:00Z", [1]])
def test_what_does_not_say_when_was_said_now(read, published):
    assert read(published=published).published == at("13:20")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "ChatMessage"}, "It is no post, but a thing of the kind ChatMessage."),
        ({"type": None}, "It is no post, but a thing without a type."),
        ({"id": "javascript:x"}, "It has no usable address."),
        ({"to": [], "cc": []}, "It is not public."),
        ({"content": "", "name": "Yes", "inReplyTo": "https://x.example/1"},
         "It is a vote in a poll."),
        ({"content": "", "nameMap": {"en": "Yes"}, "inReplyTo": "https://x.example/1"},
         "It is a vote in a poll."),
        ({"content": "a" * 100_000}, "It is longer than 20,000 characters."),
        ({"content": "<ul><li>" * 4_000}, "Its HTML has more than 5,000 tags."),
        ({"content": "a\0b"}, "It holds a character that no text has (NUL, or half of a pair)."),
        ({"content": "a\ud800b"},
         "It holds a character that no text has (NUL, or half of a pair)."),
        ({"tag": [{"type": "Mention", "href": f"https://x.example/{n}"} for n in range(10_000)]},
         "It mentions more than 100 people."),
    ],
    ids=range(11),
)
def test_what_is_no_post_is_refused_in_words(read, fields, reason):
    with pytest.raises(NotAPost) as refusal:
        read(**fields)

    assert str(refusal.value) == reason
