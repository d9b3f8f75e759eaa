"""The ways to read an hour: as a flow, by question, by thread, by time, and what waits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat, Person, Post, PostQuerySet, Question, Thanks
from goodtalk.chats.strip import newcomers_among

THREADS_A_PAGE = 150
POSTS_A_PAGE = 400

WAYS = {
    "flow": _("Everything"),
    "question": _("By question"),
    "thread": _("By thread"),
    "time": _("By time"),
    "waiting": _("Waiting"),
}


@dataclass
class Thread:
    """Something said to the room and what was answered to it, in the order it was said."""

    post: Post
    replies: list[Post] = field(default_factory=list)


@dataclass
class Lane:
    """A question and what stands under it; without a question, the talk around the questions."""

    question: Question | None
    threads: list[Thread]
    posts: int  # in all, also where the page shows only the first threads


@dataclass
class Reading:
    """What one page of an hour shows, and what each post's partial asks about."""

    way: str
    page: Page[Thread] | Page[Post] | None = None
    lanes: Sequence[Lane] = ()
    newcomers: set[int] = field(default_factory=set)
    thanked: set[int] = field(default_factory=set)


def read_flow(chat: Chat, *, lane: Question | None = None, page: int = 1) -> Reading:
    """Threads, latest first: all of them, or those of one question. Five queries.

    An answer stands under its question also where it was said in another question's thread.
    """
    roots = _roots(chat) if lane is None else _roots_in(chat, lane)
    paged = _page(roots.order_by("-published_at", "-pk"), THREADS_A_PAGE, page)
    way = f"q{lane.number}" if lane else "flow"
    return Reading(way, page=_with_replies(chat, paged))


def read_waiting(chat: Chat, *, page: int = 1) -> Reading:
    """What nobody has answered, the longest wait first."""
    waiting = _readable(chat).unanswered().order_by("published_at", "pk")
    return Reading("waiting", page=_with_replies(chat, _page(waiting, THREADS_A_PAGE, page)))


def read_by_thread(chat: Chat, *, page: int = 1) -> Reading:
    """Threads, earliest first."""
    paged = _page(_roots(chat).order_by("published_at", "pk"), THREADS_A_PAGE, page)
    return Reading("thread", page=_with_replies(chat, paged))


def read_by_time(chat: Chat, *, page: int = 1) -> Reading:
    """Every post, earliest first, replies where they were said."""
    posts = _readable(chat).select_related("parent__account").order_by("published_at", "pk")
    paged = _page(posts, POSTS_A_PAGE, page)
    paged.object_list = list(paged.object_list)
    for post in paged.object_list:
        if post.parent and not post.parent.is_visible:
            post.parent = None  # whose it was is not told either
    return Reading("time", page=paged)


def read_by_question(chat: Chat, questions: Sequence[Question], *, page: int = 1) -> Reading:
    """Each question with its threads, and the talk around them last. Three queries.

    An answer stands under its question also where it was said in another question's thread.
    """
    said = _readable(chat).select_related("parent__account")
    posts = list(said.order_by("published_at", "pk"))
    by_question: dict[int | None, list[Post]] = defaultdict(list)
    for post in posts:
        if not post.is_prompt:
            by_question[post.question_id].append(post)
    lanes = [
        Lane(question, _threads(by_question[question.pk]), len(by_question[question.pk]))
        for question in questions
    ]
    if by_question[None] or not lanes:
        lanes.append(Lane(None, _threads(by_question[None]), len(by_question[None])))
    return Reading("question", lanes=lanes)


def for_reader(reading: Reading, chat: Chat, person: Person | None) -> Reading:
    """With who is new here, and what the reader has given thanks for. Two queries."""
    posts = list(_posts_on(reading))
    reading.newcomers = newcomers_among(chat, {post.account.person_id for post in posts})
    if person is not None:
        given = Thanks.objects.filter(person=person, post__chat=chat)
        reading.thanked = set(given.values_list("post", flat=True))
    return reading


def milestones(posts: Iterable[Post], questions: Sequence[Question]) -> dict[int, list[Question]]:
    """Before which post each question was asked, by the post's number: read by time."""
    asked = [(one.released_at, one) for one in questions if one.released_at]
    asked.sort(key=lambda pair: pair[0])
    found: dict[int, list[Question]] = {}
    for post in posts:
        passed = [question for moment, question in asked if moment <= post.published_at]
        if passed:
            found[post.pk] = passed
            asked = asked[len(passed) :]
    return found


def _readable(chat: Chat) -> PostQuerySet:
    posts: PostQuerySet = chat.posts.visible().authored().for_reading()
    return posts


def _roots(chat: Chat) -> PostQuerySet:
    """What was said to the room, and replies to what is not there (any more)."""
    return _readable(chat).roots()


def _roots_in(chat: Chat, lane: Question) -> PostQuerySet:
    """What is filed under a question, except below something else that is."""
    filed = _readable(chat).filter(question=lane)
    return filed.exclude(Exists(filed.filter(pk=OuterRef("parent"))))


def _page(posts: PostQuerySet, size: int, number: int) -> Page[Post]:
    return Paginator(posts, size).get_page(number)


def _with_replies(chat: Chat, page: Page[Post]) -> Page[Thread]:
    """The page's posts as threads. One query for each depth of reply, of which few are deep."""
    threads = {post.pk: Thread(post) for post in page.object_list}
    root_of = dict.fromkeys(threads)
    roots = {pk: pk for pk in root_of}
    level = set(roots)
    while level:
        replies = list(_readable(chat).filter(parent__in=level).order_by("published_at", "pk"))
        fresh = [reply for reply in replies if reply.pk not in roots]
        for reply in fresh:
            roots[reply.pk] = roots[reply.parent_id or 0]
            threads[roots[reply.pk]].replies.append(reply)
        level = {reply.pk for reply in fresh}
    for thread in threads.values():
        thread.replies.sort(key=lambda post: (post.published_at, post.pk))
    return Page(list(threads.values()), page.number, page.paginator)  # type: ignore[arg-type]


def _threads(posts: Iterable[Post]) -> list[Thread]:
    """Threads among these posts alone; a reply whose parent is elsewhere begins one."""
    posts = list(posts)
    by_id = {post.pk: post for post in posts}
    threads: dict[int, Thread] = {}
    for post in posts:
        root = _root(post, by_id)
        thread = threads.setdefault(root.pk, Thread(root))
        if post is not root:
            thread.replies.append(post)
    return sorted(threads.values(), key=lambda thread: _moment(thread.post))


def _root(post: Post, by_id: dict[int, Post]) -> Post:
    """Up to where nobody here is answered: a parent is always older, so that this ends."""
    while parent := by_id.get(post.parent_id or 0):
        post = parent
    return post


def _moment(post: Post) -> tuple[datetime, int]:
    return post.published_at, post.pk


def _posts_on(reading: Reading) -> Iterable[Post]:
    threads: list[Thread] = [thread for lane in reading.lanes for thread in lane.threads]
    for entry in reading.page or ():
        if isinstance(entry, Thread):
            threads.append(entry)
        else:
            yield entry
    for thread in threads:
        yield thread.post
        yield from thread.replies


def read_thread(chat: Chat, post: Post) -> Reading:
    """The thread that a post stands in, from what was said to the room."""
    root, steps = post, 0
    while root.parent_id and steps < 100:
        parent = chat.posts.visible().for_reading().filter(pk=root.parent_id).first()
        if parent is None:
            break
        root, steps = parent, steps + 1
    page: Page[Post] = Page([root], 1, Paginator([root], 1))
    return Reading("post", page=_with_replies(chat, page))


@dataclass
class Link:
    """A page that somebody pointed to."""

    url: str
    shared_by: str
    times: int

    @property
    def shown(self) -> str:
        """Without what every address begins with."""
        return self.url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def links_of(chat: Chat, most: int = 5) -> list[Link]:
    """The links of the hour, those that most people shared first. One query."""
    found: dict[str, Link] = {}
    rows = chat.posts.visible().authored().exclude(links=[]).select_related("account")
    for post in rows.only("links", "account__name", "account__handle"):
        for url in post.links:
            link = found.setdefault(url, Link(url, str(post.account.shown_name), 0))
            link.times += 1
    return sorted(found.values(), key=lambda link: -link.times)[:most]
