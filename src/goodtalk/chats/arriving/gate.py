"""What is asked of each post before it may come in: is its author kept out, is it spam?

Archives are not asked, nor what comes to an hour that was rebuilt from one: that was long ago.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from django.conf import settings
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.domains import domains_of, host_of, is_under
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.wording import links_in
from goodtalk.chats.models import Account, Bar, Chat, Post
from goodtalk.communities.models import Community, Membership, Removal

Key = tuple[str, str]  # network, uri
# Who is to be refused or held, and why in one plain sentence, by (network, author's uri).
Judge = Callable[[Community, Mapping[Key, Author]], Mapping[Key, str]]
# Of whom words alone are taken; of whose servers nothing is asked.
Stripper = Callable[[Mapping[Key, Author]], Collection[Key]]

SAME_WORDS = 25  # letters and digits; shorter ones ("Good point!") many say, and say again
SAME_AMONG = 300  # of the latest posts, where an hour has more: floods are dense, reading is dear
SAME_WITHIN = timedelta(hours=1)
REMEMBERED = 2_000  # texts: each post that comes in is compared with the same ones
SAME_BY_SEVERAL = 3  # accounts; somebody may say a thing on two networks
MAX_LINKS = 5
NEWCOMERS_LINKS = 2  # of somebody who has never spoken here

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

_refusers: list[Judge] = []
_holders: list[Judge] = []
_strippers: list[Stripper] = []
_shutters: list[Stripper] = []


def refuse_when(refuser: Judge) -> None:
    """Have a room upstairs say whose posts are not taken. It is asked once a delivery."""
    if refuser not in _refusers:
        _refusers.append(refuser)


def hold_when(holder: Judge) -> None:
    """Have a room upstairs say whose posts wait for a look. It is asked once a delivery."""
    if holder not in _holders:
        _holders.append(holder)


def strip_when(stripper: Stripper) -> None:
    """Have a room upstairs say of whom words alone are taken. Asked where there is more."""
    if stripper not in _strippers:
        _strippers.append(stripper)


def of_words_alone(authors: Mapping[Key, Author]) -> set[Key]:
    """Of whom no pictures are taken, kept or shown. The queries of the judges."""
    return {key for judge in _strippers for key in judge(authors)} if authors else set()


def ask_nothing_when(shutter: Stripper) -> None:
    """Have a room upstairs say of whose servers nothing is fetched, whoever asks for it."""
    if shutter not in _shutters:
        _shutters.append(shutter)


def of_whom_nothing_is_asked(authors: Mapping[Key, Author]) -> set[Key]:
    """Of whose servers nothing is fetched. The queries of the judges."""
    return {key for judge in _shutters for key in judge(authors)} if authors else set()


@lru_cache(REMEMBERED)
def same_words(text: str) -> str:
    """What is left of a text when looks are left out: two that are equal say the same.

    Neither case nor punctuation nor spaces make other words, nor does what cannot be seen
    (zero-width spaces, soft hyphens, variation selectors): letters and digits alone count.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(filter(str.isalnum, plain.casefold()))


def addresses_in(post: IncomingPost) -> set[str]:
    """Everything in it that one could follow, also what is never shown as a link."""
    return {*links_in(post), *_ADDRESS.findall(post.text)}


def number_of_links(post: IncomingPost) -> int:
    """By the words or by the network's own list, whichever has more: both tell of the same ones."""
    return max(len(set(links_in(post))), len(_ADDRESS.findall(post.text)))


class Gate:
    """Answers for the posts of one delivery. Up to four queries, and those of the judges.

    `known` are the posts that are here already; of those nothing is asked.
    """

    def __init__(
        self,
        community: Community,
        chats: Mapping[Key, Chat | None],
        posts: Iterable[IncomingPost],
        known: Collection[Key],
    ) -> None:
        self.community = community
        self._chats = chats
        self._posts = [post for post in posts if (post.network, post.uri) not in known]
        self._authors = {(post.network, post.author.uri): post.author for post in self._posts}
        self._said: dict[str, list[Key]] = defaultdict(list)  # earlier in this delivery

    def refuses(self, post: IncomingPost) -> str:
        """Why a post is not taken, in a sentence for its author; empty when it is."""
        author = (post.network, post.author.uri)
        if author in self._refused:
            return self._refused[author]
        if self._is_barred(Bar.Kind.BLOCKED, post):
            return _("Posts of this account are not taken in %(community)s.") % {
                "community": self.community
            }
        return ""

    def let_through(self, post: IncomingPost) -> IncomingPost:
        """The post without what is not taken of it: pictures, films, sounds and emoji."""
        came = post.enclosed
        if came is None or not (came.pictures or came.emoji):
            return post
        if (post.network, post.author.uri) not in self._stripped:
            return post
        return replace(post, enclosed=replace(came, pictures=(), emoji=()))

    def holds(self, post: IncomingPost, before: Post | None = None) -> str:
        """Why a post waits for a look, in a sentence for the desk; empty when it does not.

        Of an edit, `before` is what it changes: what was there already is not held against it.
        """
        chat = self._chats[post.network, post.uri]
        is_old = chat is not None and chat.is_rebuilt
        reason = ("" if is_old else self._looks_like_spam(post, before)) or self._is_watched(post)
        if reason and not post.hold and (post.network, post.author.uri) in self._trusted:
            return ""
        return reason

    def _is_watched(self, post: IncomingPost) -> str:
        if post.hold:
            return _("A guest says it.")
        if self._is_barred(Bar.Kind.HELD, post):
            return _("This account is held.")
        if because := self._watched.get((post.network, post.author.uri)):
            return because
        if self._holds_newcomers(post) and not self._has_spoken(post):
            return _("Somebody new: first posts are held.")
        return ""

    def _looks_like_spam(self, post: IncomingPost, before: Post | None) -> str:
        if post.is_share or post.copy_of:
            return ""
        links = addresses_in(post)
        was = {*before.links, *_ADDRESS.findall(before.text)} if before else set()
        if (before is None or links - was) and (because := self._leads_astray(post, links)):
            return because
        is_same = before is not None and same_words(before.text) == same_words(post.text)
        return "" if is_same else self._is_said_again(post)

    def _leads_astray(self, post: IncomingPost, links: set[str]) -> str:
        hosts = {host_of(link) for link in links} | domains_of(post.author)
        if any(is_under(host, settings.BAD_DOMAINS) for host in hosts):
            return _("It leads to a site known for spam.")
        count = number_of_links(post)
        if count > MAX_LINKS:
            return _("It has %(links)s links.") % {"links": count}
        if count > NEWCOMERS_LINKS and not self._has_spoken(post):
            return _("It has %(links)s links, from somebody new.") % {"links": count}
        return ""

    def _is_said_again(self, post: IncomingPost) -> str:
        words = same_words(post.text)
        if len(words) < SAME_WORDS:
            return ""
        by = (post.network, post.author.uri)
        said = [*self._said_lately[words], *self._said[words]]
        self._said[words].append(by)
        if by in said:
            return _("The same words again within the hour.")
        if len({*said, by}) >= SAME_BY_SEVERAL:
            return _("The same words from %(accounts)s accounts.") % {
                "accounts": len({*said, by})
            }
        return ""

    def _is_barred(self, kind: Bar.Kind, post: IncomingPost) -> bool:
        accounts, domains = self._bars[kind]
        if (post.network, post.author.uri) in accounts:
            return True
        return any(is_under(host, domains) for host in domains_of(post.author))

    def _holds_newcomers(self, post: IncomingPost) -> bool:
        chat = self._chats[post.network, post.uri]
        return self.community.holds_newcomers or bool(chat and chat.holds_newcomers)

    def _has_spoken(self, post: IncomingPost) -> bool:
        return (post.network, post.author.uri) in self._spoken

    @cached_property
    def _refused(self) -> dict[Key, str]:
        """Whom rooms upstairs refuse."""
        return self._judged_by(_refusers)

    @cached_property
    def _stripped(self) -> set[Key]:
        """Of whom rooms upstairs take words alone."""
        return of_words_alone(self._authors)

    @cached_property
    def _watched(self) -> dict[Key, str]:
        """Whom rooms upstairs hold."""
        return self._judged_by(_holders)

    def _judged_by(self, judges: Iterable[Judge]) -> dict[Key, str]:
        said: dict[Key, str] = {}
        for judge in judges if self._authors else ():
            said |= judge(self.community, self._authors)
        return said

    @cached_property
    def _bars(self) -> dict[str, tuple[set[Key], set[str]]]:
        """Accounts and domains by what becomes of them: whoever is barred is so by any account of
        theirs. One query.
        """
        whose = "account__person__accounts__"
        rows = Bar.objects.standing().filter(community=self.community).order_by().values_list(
            "kind", "domain", f"{whose}network", f"{whose}uri"
        )
        found: dict[str, tuple[set[Key], set[str]]] = {
            kind: (set(), set()) for kind in Bar.Kind.values
        }
        for kind, domain, network, uri in rows:
            accounts, domains = found[kind]
            domains.add(domain) if domain else accounts.add((network, uri))
        return found

    @cached_property
    def _spoken(self) -> set[Key]:
        """Which of the authors have been heard in this community. One query."""
        accounts = Account.objects.filter(
            among("uri", [uri for network, uri in self._authors]),
            person__attendances__chat__community=self.community,
        )
        return set(accounts.order_by().values_list("network", "uri").distinct())

    @cached_property
    def _said_lately(self) -> dict[str, list[Key]]:
        """Who said these words within the last hour. One query.

        The words are compared here: no index of either database knows what makes no difference.
        """
        all_words = (same_words(post.text) for post in self._posts)
        wanted = {words for words in all_words if len(words) >= SAME_WORDS}
        shortest = min(map(len, wanted), default=SAME_WORDS)
        since = min(post.published for post in self._posts) - SAME_WITHIN
        rows = Post.objects.filter(
            community=self.community, published_at__gt=since, is_share=False, same_as=None,
        ).annotate(length=Length("text")).filter(length__gte=shortest).order_by("-published_at")
        said = rows.values_list("text", "network", "account__uri")
        found: dict[str, list[Key]] = defaultdict(list)
        for text, network, uri in said[:SAME_AMONG]:
            if (words := same_words(text)) in wanted:
                found[words].append((network, uri))
        return found

    @cached_property
    def _trusted(self) -> set[Key]:
        """Those who sit at a desk here: they may repeat a question. Asked of whom would be held.

        One query, one more where accounts of other networks are among them, and one where a chair
        or stand-by is: a seat of somebody who was removed counts for nothing.
        """
        users = self._users
        if not users:
            return set()
        desks = Membership.objects.filter(
            community=self.community, user__in=set(users.values()),
            role__in=[Membership.Role.ORGANISER, Membership.Role.MODERATOR],
        )
        here = set(desks.values_list("user", flat=True))
        chats = list(filter(None, self._chats.values()))
        seats = {chat.chair_id or 0 for chat in chats} | {chat.stand_by_id or 0 for chat in chats}
        if seated := seats & set(users.values()):
            removed = Removal.objects.filter(community=self.community, user__in=seated)
            here |= seated - set(removed.values_list("user", flat=True))
        return {key for key, number in users.items() if number in here}

    @cached_property
    def _users(self) -> dict[Key, int]:
        """Of the authors, those who sign in here: by their web account, or one that is linked."""
        web = {
            (network, uri): int(uri.removeprefix("user:"))
            for network, uri in self._authors
            if network == "web" and uri.startswith("user:")
        }
        others = {uri for network, uri in self._authors if network != "web"}
        if not others:
            return web
        linked = Account.objects.filter(among("uri", others), person__user__isnull=False)
        rows = linked.order_by().values_list("network", "uri", "person__user")
        return web | {
            (network, uri): user for network, uri, user in rows if (network, uri) in self._authors
        }


def is_kept_out(post: Post, network: str, author: Author, *, now: datetime) -> bool:
    """Whether what somebody does with a post is not taken in its community. Two queries or so."""
    silent = IncomingPost(network, "", author, "", now)  # they do something, and say nothing
    return bool(Gate(post.community, {(network, ""): post.chat}, [silent], ()).refuses(silent))
