"""An hour's questions and posts on the scales: which labels and whose words count."""

from collections.abc import Sequence

from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.filing.addressed_moments import said_at
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.filing.repeating import only_repeats_question
from goodtalk.chats.filing.weighing import Asked, Heard, Scales, Weighed
from goodtalk.chats.models import Post, Question


class Evidence:
    """What is known of an hour as a whole. Weighed filings are no evidence for other posts.

    Only labels and what a person decided are, so that filing again comes to the same result. What
    nobody reads, and what somebody else said first (boosts, bridges' copies), does not count.
    """

    def __init__(self, questions: Sequence[Question], posts: Sequence[AnyPost]) -> None:
        self._numbers = {question.pk: question.number for question in questions}
        self._absent: dict[str, int] = {}  # posts that are replied to and not here: -1, -2 …
        worded = {post.question_id for post in posts if post.is_prompt}
        asked = [
            Asked(one.number, one.released_at.timestamp(), _words(one, worded))
            for one in questions
            if one.released_at
        ]
        counts = [post for post in posts if post.is_visible and not post.is_share]
        self._known = {post.pk: self._heard(post, self._number_of(post)) for post in counts}
        is_rebuilt = any(one.chat.is_rebuilt for one in questions)
        self._scales = Scales(asked, list(self._known.values()), is_exact=not is_rebuilt)

    def weigh(self, post: AnyPost) -> Weighed | None:
        """For which question most speaks."""
        return self._scales.weigh(self._known.get(post.pk) or self._heard(post, 0))

    def sums(self, post: AnyPost) -> dict[int, float]:
        """What speaks for each question, by its number."""
        return self._scales.sums(self._known.get(post.pk) or self._heard(post, 0))

    def _heard(self, post: AnyPost, number: int) -> Heard:
        return Heard(
            post.pk,
            self._answers(post),
            post.account_id,
            post.published_at.timestamp(),
            post.text,
            number,
            said_at(post.in_reply_to) if post.in_reply_to and not post.parent_id else None,
        )

    def _answers(self, post: AnyPost) -> int:
        if post.parent_id or not post.in_reply_to:
            return post.parent_id or 0
        return self._absent.setdefault(post.in_reply_to, -1 - len(self._absent))

    def _number_of(self, post: AnyPost) -> int:
        """What is beyond doubt about it; nothing for the posts that asked."""
        if post.is_prompt:
            return 0
        if post.filed_by == Post.FiledBy.CHAIR:
            return self._numbers.get(post.question_id or 0, 0)
        label = read_label(words_that_tell(post.text, post.enclosed))
        if label:
            return 0 if only_repeats_question(post.text) else label.number
        return self._numbers.get(post.question_id or 0, 0) if is_chosen(post) else 0


def is_chosen(post: AnyPost) -> bool:
    """Whether its author picked its question: on the web from a list, on the fediverse by replying
    to our post that asked it, which is not in the room. No label in the text need tell it.
    """
    picks = post.network == "web" or (
        post.network == "fediverse" and bool(post.in_reply_to) and not post.parent_id
    )
    return picks and post.filed_by == Post.FiledBy.LABEL


def _words(question: Question, worded: set[int | None]) -> str:
    """What was asked. In an hour from an archive nobody knows it when the post is not there."""
    return "" if question.chat.is_rebuilt and question.pk not in worded else question.text
