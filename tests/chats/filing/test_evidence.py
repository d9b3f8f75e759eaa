"""An hour's questions and posts on the scales."""

from goodtalk.chats.filing.evidence import Evidence
from goodtalk.chats.models import Question
from tests.hour import at


def test_what_is_weighed_is_the_question_for_which_the_sum_is_largest(make_chat, post_in):
    chat = make_chat(state="closed")
    for number, clock in ((1, "13:05"), (2, "13:15")):
        Question.objects.create(
            chat=chat, number=number, text="Who?", due_at=at(clock), released_at=at(clock)
        )
    post_in(chat, "A2 gritters", when="13:20")
    salt = post_in(chat, "Salt", when="13:22").post
    evidence = Evidence(list(chat.questions.all()), list(chat.posts.all()))

    sums = evidence.sums(salt)

    assert sorted(sums, key=sums.__getitem__) == [1, 2]
    assert evidence.weigh(salt).number == 2


def test_a_reply_to_a_tweet_that_is_not_here_is_weighed_by_when_that_was_said(make_chat, post_in):
    chat = make_chat(state="closed")
    for number, clock in ((1, "13:05"), (2, "13:15")):
        Question.objects.create(
            chat=chat, number=number, text="Who?", due_at=at(clock), released_at=at(clock)
        )
    milliseconds = int(at("13:06").timestamp() * 1000) - 1_288_834_974_657
    tweet = f"https://twitter.com/i/status/{milliseconds << 22}"
    late = post_in(chat, "Salt", when="13:18", in_reply_to=tweet).post
    plain = post_in(chat, "Grit", when="13:18").post
    evidence = Evidence(list(chat.questions.all()), list(chat.posts.all()))

    assert [evidence.weigh(post).number for post in (late, plain)] == [1, 2]
