"""Archives of one hour complete one another: what one file cut short, another has whole."""

from dataclasses import replace

from goodtalk.chats.arriving.completing import Change, Completions, completions_told_to
from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.chats.arriving.receive import receive_post, receive_posts
from goodtalk.chats.keeping_order.moderation import refile, withdraw
from goodtalk.chats.models import Post
from tests.conftest import incoming_post
from tests.hour import at, logged

WHOLE = "A1 We told people the evening before which roads would be gritted #lgovsm"
CUT = "A1 We told people the evening before…"


def take(chat, text=WHOLE, **fields):
    incoming = replace(incoming_post(text), **{"uri": "https://social.example/posts/1"} | fields)
    return receive_post(chat.community, incoming, now=at("13:30"), into=chat)


def test_a_text_that_was_cut_short_is_completed_and_the_room_is_told(make_chat):
    chat = make_chat()
    take(chat, CUT)

    receipt = take(chat, tags=("lgovsm",))

    post = Post.objects.get()
    assert (receipt.outcome, receipt.completed, post.text) == ("duplicate", True, WHOLE)
    assert (post.tags, "roads would be gritted" in post.html) == (["lgovsm"], True)
    assert logged(chat) == [(1, "post.received"), (2, "post.edited")]


def test_a_text_that_ends_in_its_own_address_was_cut_short_too(make_chat):
    chat = make_chat()
    take(chat, CUT + " https://t.co/abc")

    take(chat)

    assert Post.objects.get().text == WHOLE


def test_a_tweet_that_was_cut_without_dots_is_completed(make_chat):
    chat = make_chat()
    take(chat, WHOLE[:50], network="twitter")

    receipts = [take(chat, network="twitter"), take(chat, WHOLE[:60], network="twitter")]

    assert [receipt.completed for receipt in receipts] == [True, False]
    assert Post.objects.get().text == WHOLE


def test_nothing_is_shortened_and_other_words_do_not_take_its_place(make_chat):
    chat = make_chat()
    take(chat)

    receipts = [take(chat, CUT), take(chat, "Something else"), take(chat, WHOLE + " and more")]

    assert [receipt.completed for receipt in receipts] == [False, False, False]
    assert Post.objects.get().text == WHOLE
    assert logged(chat) == [(1, "post.received")]


def test_a_text_that_begins_otherwise_does_not_complete_one_that_was_cut(make_chat):
    chat = make_chat()
    take(chat, CUT)

    take(chat, "A2 Something that is much longer than what is here, and begins in another way")

    assert Post.objects.get().text == CUT


def test_what_its_author_took_back_stays_empty(make_chat):
    chat = make_chat()
    withdraw(take(chat, CUT).post, now=at("13:20"))

    receipt = take(chat)

    assert (receipt.completed, Post.objects.get().text) == (False, "")


def test_what_it_answers_is_taken_from_who_knows_it(make_chat, post_in):
    chat = make_chat()
    parent = post_in(chat, "Who grits?", when="13:05", uri="https://social.example/posts/9").post
    take(chat)

    receipt = take(chat, in_reply_to=parent.uri, language="en")

    post = Post.objects.get(uri="https://social.example/posts/1")
    assert (receipt.completed, post.parent, post.language) == (True, parent, "en")


def test_a_completed_post_finds_the_question_that_its_whole_text_names(make_chat):
    chat = make_chat(questions=2)
    take(chat, "We told people…")

    take(chat, "We told people the evening before. A2")

    assert Post.objects.get().question == chat.questions.get(number=2)


def test_a_question_that_the_chair_chose_stays(make_chat, chair):
    chat = make_chat(questions=2)
    post = take(chat, CUT).post
    refile(post, chat.questions.get(number=2), by=chair, now=at("13:20"))

    take(chat)

    post.refresh_from_db()
    assert (post.text, post.question.number, post.filed_by) == (WHOLE, 2, "chair")


def test_another_communitys_post_is_its_own_affair(make_chat, make_community):
    take(make_chat(), CUT)
    sister = make_community(tag="sister")
    incoming = replace(incoming_post(WHOLE), uri="https://social.example/posts/1")

    receipt = receive_post(sister, incoming, now=at("13:30"))

    assert (receipt.completed, Post.objects.get().text) == (False, CUT)


def test_whoever_asked_hears_what_was_there_before(make_chat, post_in):
    chat = make_chat()
    parent = post_in(chat, "Who grits?", when="13:05", uri="https://social.example/posts/9").post
    post = take(chat, CUT).post
    before, heard = post.html, []

    with completions_told_to(heard.extend):
        receive_post(
            chat.community,
            replace(incoming_post(WHOLE), uri=post.uri, in_reply_to=parent.uri),
            now=at("13:40"),
            into=chat,
        )
    take(chat, tags=("lgovsm",))  # nobody listens any more

    whole = Post.objects.get(pk=post.pk)
    assert heard == [
        Change(post.pk, "text", CUT, WHOLE),
        Change(post.pk, "html", before, whole.html),
        Change(post.pk, "in_reply_to", "", parent.uri),
        Change(post.pk, "parent_id", None, parent.pk),
    ]


def test_what_one_delivery_completes_of_itself_is_not_told(make_chat):
    chat, heard = make_chat(), []
    posts = [replace(incoming_post(text), uri="https://social.example/1") for text in (CUT, WHOLE)]

    with completions_told_to(heard.extend):
        receive_posts(chat.community, posts, now=at("13:30"))

    assert (Post.objects.get().text, heard) == (WHOLE, [])


def test_talk_that_its_author_takes_back_meanwhile_stays_empty(make_community):
    community, heard = make_community(), []
    incoming = incoming_post(CUT + " #lgovsm…", when="09:00")
    post = receive_post(community, incoming, now=at("09:00")).post
    completions = Completions(community, {}, at("13:30"))
    completions.add(post, replace(incoming, text=CUT + " #lgovsm and more"))
    withdraw(Post.objects.get(), now=at("13:20"))

    with completions_told_to(heard.extend):
        completions.keep()

    assert (Post.objects.get().text, heard) == ("", [])


SHORT, PAGE = "https://t.co/Ab3", "https://hull.gov.uk/roads"
PIC, PIC_PAGE = "https://t.co/Pic9", "https://twitter.com/jo/status/1/photo/1"
LED = ((SHORT, PAGE, False), (PIC, PIC_PAGE, True))
GONE = Picture("https://pbs.twimg.com/a.jpg", is_gone=True)


def tweet(chat, text, **fields):
    return take(chat, text, network="twitter", **fields).completed


def test_a_tweet_of_which_a_later_file_knows_where_its_addresses_lead_shows_it(make_chat):
    chat, text = make_chat(), f"Map {SHORT} #lgovsm {PIC}"
    came = Enclosed(pictures=(GONE,))
    tweet(chat, text, links=(SHORT, PIC))

    completed = [
        tweet(chat, text, links=(PAGE,), addresses=LED, enclosed=came),
        tweet(chat, text, links=(PAGE,), addresses=LED, enclosed=came),
        tweet(chat, text, links=(SHORT, PIC)),
    ]

    post = Post.objects.get()
    assert completed == [True, False, False]
    assert (post.text, post.links, post.came_with) == (text, [PAGE, PIC_PAGE], came)
    assert "t.co" not in post.html
    assert ">hull.gov.uk/roads</a>" in post.html


def test_a_whole_text_keeps_what_is_known_of_the_addresses_in_what_was_cut(make_chat):
    chat, cut = make_chat(), f"Map {SHORT} and all that we know of…"
    tweet(chat, cut, links=(PAGE,), addresses=LED[:1])

    whole = f"Map {SHORT} and all that we know of gritting"
    assert tweet(chat, whole, links=(SHORT,))

    post = Post.objects.get()
    assert (post.text, post.links, "t.co" in post.html) == (whole, [PAGE], False)


def test_each_file_adds_what_it_knows_of_the_pictures_and_the_quote(make_chat):
    chat, quote = make_chat(), "https://twitter.com/i/status/77"
    described = replace(GONE, description="A white road")

    completed = [
        tweet(chat, "Snow", enclosed=came)
        for came in (
            None,
            Enclosed(quote=quote),
            Enclosed(pictures=(GONE,)),
            Enclosed(pictures=(described,)),
            Enclosed(pictures=(GONE,)),
            Enclosed(pictures=(described,), quote=quote),
        )
    ]

    assert completed == [False, True, True, True, False, False]
    assert Post.objects.get().came_with == Enclosed(pictures=(described,), quote=quote)
