"""The ways to read an hour: as a flow, by question, by thread, by time, and what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat, Person, Post, PostQuerySet, Question, Thanks
from goodtalk.chats.reading.outline import Branch, Stub, branches, first_of, in_pages, outline
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.chats.reading.strip import newcomers_among
from goodtalk.chats.reading.whole_thread import whole_thread

THREADS_A_PAGE = 150  # while it is live, the latest first
POSTS_A_PAGE = 200  # of the record, so that a page stays below half a megabyte
REPLIES_A_PAGE = 50  # at a post's own address
POSTS_A_LANE = 30  # where all questions are on one page
UNTOLD = "untold"  # instead of the address of what was answered and is not shown any more

WAYS = {
    "flow": _("Everything"),
    "question": _("By question"),
    "thread": _("By thread"),
    "time": _("By time"),
    "waiting": _("Waiting"),
}
DOUBT = {"": _("All"), "without": _("Without the doubtful"), "only": _("The doubtful alone")}


@dataclass
class Thread:
    """Something said to the room and what was answered to it, in the order it was said."""

    post: Post
    replies: list[Post] = field(default_factory=list)
    more: int = 0  # replies that are only at the post's own address


@dataclass
class Lane:
    """A question and what stands under it; without a question, the talk around the questions."""

    question: Question | None
    threads: list[Thread]
    posts: int  # in all, also where the page shows only the first threads
    is_cut: bool = False

    @property
    def way(self) -> str:
        """The way to read all of it."""
        return f"q{self.question.number}" if self.question else "talk"


@dataclass
class Reading:
    """What one page of an hour shows, and what each post's partial asks about."""

    way: str
    page: Page[Any] | None = None
    lanes: Sequence[Lane] = ()
    doubtful: int = 0  # posts whose question was only assumed
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
    waiting = readable(chat).unanswered(chat).order_by("published_at", "pk")
    return Reading("waiting", page=_with_replies(chat, _page(waiting, THREADS_A_PAGE, page)))


def read_by_thread(chat: Chat, *, page: int = 1) -> Reading:
    """Threads, earliest first. Two queries."""
    return Reading("thread", page=_page_of_threads(chat, branches(outline(chat)), page))


def read_backwards(chat: Chat, *, page: int = 1) -> Reading:
    """The flow of an hour that is over: threads, latest first, in even pages. Two queries."""
    return Reading("flow", page=_page_of_threads(chat, branches(outline(chat))[::-1], page))


def read_by_time(chat: Chat, *, page: int = 1) -> Reading:
    """Every post, earliest first, replies where they were said."""
    return Reading("time", page=page_of_posts(readable(chat), page))


def read_lane(
    chat: Chat, lane: Question | None, *, page: int = 1, doubt: str = ""
) -> Reading:
    """All that stands under one question, or around them all, earliest first. Two queries."""
    under = _under(outline(chat), lane)
    found = branches(_wanted(under, doubt))
    paged = _page_of_threads(chat, found, page)
    way = f"q{lane.number}" if lane else "talk"
    return Reading(way, page=paged, doubtful=_doubtful(under))


def read_by_question(
    chat: Chat, questions: Sequence[Question], *, doubt: str = ""
) -> Reading:
    """Each question with its first threads, and the talk around them last. Two queries.

    In the record without those that were not asked, unless something is filed there all the same.
    An answer stands under its question also where it was said in another question's thread.
    """
    stubs = outline(chat)
    if chat.is_over:
        questions = [one for one in questions if one.is_released or _under(stubs, one)]
    under = {question: _wanted(_under(stubs, question), doubt) for question in (*questions, None)}
    if questions and not under[None]:
        del under[None]
    found = {question: branches(those) for question, those in under.items()}
    first = {question: first_of(those, POSTS_A_LANE) for question, those in found.items()}
    posts = _fetch(chat, [branch for those in first.values() for branch in those])
    lanes = [
        Lane(
            question,
            _threads(those, posts),
            len(under[question]),
            is_cut=sum(branch.posts for branch in those) < len(under[question]),
        )
        for question, those in first.items()
    ]
    return Reading("question", lanes=lanes, doubtful=_doubtful(stubs))


def read_thread(chat: Chat, post: Post, *, page: int | None = None) -> Reading:
    """The thread that a post stands in, from what was said to the room. Two queries.

    A page has fifty replies; without a number it is the one on which the post stands.
    """
    root, *replies = whole_thread(outline(chat), post.pk)
    paginator = Paginator(replies, REPLIES_A_PAGE)
    if page is None:
        page = replies.index(post.pk) // REPLIES_A_PAGE + 1 if post.pk in replies else 1
    paged = paginator.get_page(page)
    branch = Branch(root, list(paged.object_list))
    threads = _threads([branch], _fetch(chat, [branch])) or [Thread(post)]
    return Reading("post", page=Page(threads, paged.number, paginator))


def for_reader(reading: Reading, chat: Chat, person: Person | None) -> Reading:
    """With who is new here, what is quoted, and what the reader has given thanks for.

    Two queries; one more where something is quoted.
    """
    posts = list(_posts_on(reading))
    find_quoted(posts)
    reading.newcomers = newcomers_among(chat, {post.account.person_id for post in posts})
    if person is not None:
        given = Thanks.objects.filter(person=person, post__chat=chat)
        reading.thanked = set(given.values_list("post", flat=True))
    return reading


def readable(chat: Chat) -> PostQuerySet:
    """What everybody may read of an hour, in its authors' own words."""
    posts: PostQuerySet = chat.posts.visible().authored().for_reading()
    return posts


def page_of_posts(posts: PostQuerySet, number: int) -> Page[Post]:
    """One page of posts, earliest first, each knowing whom it answers. Two queries."""
    posts = posts.select_related("parent__account").order_by("published_at", "pk")
    paged = _page(posts, POSTS_A_PAGE, number)
    paged.object_list = [discreet(post) for post in paged.object_list]
    return paged


def discreet(post: Post) -> Post:
    """Without whom it answers, where that cannot be read (any more)."""
    if post.parent and not post.parent.is_visible:
        post.parent, post.in_reply_to = None, UNTOLD
    return post


def _roots(chat: Chat) -> PostQuerySet:
    """What was said to the room, and replies to what is not there (any more)."""
    return readable(chat).roots()


def _roots_in(chat: Chat, lane: Question) -> PostQuerySet:
    """What is filed under a question, except below something else that is."""
    filed = readable(chat).filter(question=lane)
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
        replies = list(readable(chat).filter(parent__in=level).order_by("published_at", "pk"))
        fresh = [reply for reply in replies if reply.pk not in roots]
        for reply in fresh:
            roots[reply.pk] = roots[reply.parent_id or 0]
            threads[roots[reply.pk]].replies.append(reply)
        level = {reply.pk for reply in fresh}
    for thread in threads.values():
        thread.replies.sort(key=lambda post: (post.published_at, post.pk))
    return Page(list(threads.values()), page.number, page.paginator)  # type: ignore[arg-type]


def _under(stubs: Iterable[Stub], lane: Question | None) -> list[Stub]:
    """What stands under a question, without the post that asked it."""
    number = lane.pk if lane else None
    return [stub for stub in stubs if stub.question == number and not stub.is_prompt]


def _wanted(stubs: Iterable[Stub], doubt: str) -> list[Stub]:
    if doubt not in ("only", "without"):
        return list(stubs)
    return [stub for stub in stubs if stub.is_assumed is (doubt == "only")]


def _doubtful(stubs: Iterable[Stub]) -> int:
    return sum(stub.is_assumed for stub in stubs)


def _page_of_threads(chat: Chat, found: Sequence[Branch], number: int) -> Page[Thread]:
    page = Paginator(in_pages(found, POSTS_A_PAGE), 1).get_page(number)
    shown = [branch for those in page.object_list for branch in those]
    threads = _threads(shown, _fetch(chat, shown))
    return Page(threads, page.number, page.paginator)  # type: ignore[arg-type]


def _fetch(chat: Chat, found: Iterable[Branch]) -> dict[int, Post]:
    """The posts of some threads, each knowing whom it answers. One query."""
    numbers = [pk for branch in found for pk in (branch.root, *branch.replies)]
    posts = readable(chat).select_related("parent__account").filter(pk__in=numbers)
    return {post.pk: discreet(post) for post in posts}


def _threads(found: Iterable[Branch], posts: dict[int, Post]) -> list[Thread]:
    return [
        Thread(
            posts[branch.root],
            [posts[pk] for pk in branch.replies if pk in posts],
            branch.more,
        )
        for branch in found
        if branch.root in posts  # taken back since the outline was read
    ]


def _posts_on(reading: Reading) -> Iterable[Post]:
    threads: list[Thread] = [thread for lane in reading.lanes for thread in lane.threads]
    for entry in reading.page or ():
        if isinstance(entry, Thread):
            threads.append(entry)
        elif isinstance(entry, Post):
            yield entry
    for thread in threads:
        yield thread.post
        yield from thread.replies
