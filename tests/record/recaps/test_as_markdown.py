import pytest
from markdown_it import MarkdownIt

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.record.recaps.as_markdown import as_markdown, recap_as_data
from goodtalk.record.recaps.publishing import keep_text, publish_recap, take_recap_back
from goodtalk.record.recaps.reading import Recap
from tests.hour import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(make_chat):
    return make_chat(state="closed")


def test_quotes_names_links_and_numbers_are_filled_in(chat, post_in, settings):
    settings.ADDRESS = "https://chat.example"
    post = post_in(chat, "We *grit*\nthe hills, https://example.org/a", by="nia").post
    text = f"[[people]] here.\n\n[[quote {post.pk}]]\n\n- [[name {post.pk}]]: [[links {post.pk}]]"

    said = as_markdown(Recap(chat, text))

    nia = f"[Nia](<https://chat.example/lgovsm/2026-11-27/{post.pk}/>)"
    assert said == (
        "1 person here.\n\n"
        f"> We \\*grit\\*\n> the hills, https://example.org/a\n>\n> — {nia}\n\n"
        f"- {nia}: <https://example.org/a>"
    )


@pytest.mark.parametrize(
    "words",
    [
        "1. First of all",
        "2) Secondly",
        "&copy; us &amp; you",
        "Grit\n===",
        "Grit\n---",
        "# no heading, `no code`, <b>no</b> | table |",
        "* no list",
    ],
)
def test_what_somebody_said_is_read_as_they_said_it(chat, post_in, words):
    post = post_in(chat, words, by="nia").post

    said = as_markdown(Recap(chat, f"[[quote {post.pk}]]"))

    read = MarkdownIt("commonmark").parse(said.split("\n>\n")[0])
    kinds = [token.type for token in read if token.nesting == 1]
    lines = [child.content for token in read for child in token.children or ()]
    assert kinds == ["blockquote_open", "paragraph_open"]
    assert "".join(lines) == words.replace("\n", "")


def test_what_was_taken_back_is_not_in_it(chat, post_in):
    post = post_in(chat, "Too much", by="nia").post
    text = f"It was icy.\n\n[[quote {post.pk}]]\n\n[[name {post.pk}]] said too much."
    before = as_markdown(Recap(chat, text))

    withdraw(post, now=at("14:10"))

    assert ("Too much" in before, as_markdown(Recap(chat, text))) == (True, "It was icy.\n\n")


def test_only_what_is_published_is_exported(chat, chair):
    kept = keep_text(chat, "Secret", after=0, by=chair, now=at("14:10"))
    before = recap_as_data(chat)
    publish_recap(chat, "We grit.", after=kept.pk, by=chair, now=at("14:11"))
    chat.refresh_from_db()
    published = recap_as_data(chat)
    take_recap_back(chat, by=chair, now=at("14:12"))
    chat.refresh_from_db()

    after = recap_as_data(chat)

    told = {"by": "Charlie", "published": "2026-11-27T14:11:00Z", "markdown": "We grit."}
    assert (before, published, after) == (None, told, None)
