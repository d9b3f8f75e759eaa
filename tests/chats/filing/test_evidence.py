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
