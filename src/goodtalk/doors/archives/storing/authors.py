"""One account for one author, whether a file knows their number, their handle or both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Max, Min
from django.db.models.functions import Lower

from goodtalk.chats.arriving.among import among, rows_of
from goodtalk.chats.arriving.calling import made_up_name
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.known_names import learn_numbers, make_accounts_one, remember
from goodtalk.chats.models import Account, FormerName, Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import Entry
from goodtalk.doors.archives.storing.same_tweets import Tie, ties_by_tweets
from goodtalk.doors.archives.storing.ties import Ties

NUMBER, HANDLE = "twitter:user:", "twitter:@"


REMEMBERED = 5000  # few people say most
A_DAY = timedelta(days=1)  # after a change of handle, and some tools have other zones' times


@dataclass
class _Learnt:
    """What some rows tell of the accounts that are here."""

    numbers: dict[str, str] = field(default_factory=dict)  # of whom a handle alone was known
    same: dict[str, str] = field(default_factory=dict)  # of two accounts: handle, number


class Authors:
    """Who was met in one run over an archive; remembers some of them."""

    def __init__(self, community: Community, now: datetime) -> None:
        self._community = community
        self._now = now
        self._settled: dict[Author, Author] = {}
        self._ties = Ties()
        self._learnt = _Learnt()
        # A file says everything of a moment at once: it ties its own tweets within a delivery.
        self._has_tweets = Post.objects.filter(network="twitter").exists()
        self.renamed: dict[str, str] = {}  # who was met by the first, and is the second
        self._former: dict[str, set[str]] = {}  # handles to be remembered, by whose they were

    def settle(self, entries: Sequence[Entry]) -> list[IncomingPost]:
        """The posts, each author under the account by which they are known here already, if any.

        A number is looked for as such, then under the handle beside it; a handle alone is looked
        for with any number that a row has beside it, and among handles that have changed. A tweet
        that is here under another name tells that both are one's. Whoever has neither handle nor
        name gets a name to be told from others by. One query when all of them have been met, and
        up to nine more.
        """
        self._learnt = _Learnt()
        # One author's posts mostly share one object; to compare the values of each takes long.
        objects = {id(post.author): post.author for _, post in entries}
        twitter = {id(post.author): None for _, post in entries if post.network == "twitter"}
        met = {objects[key]: None for key in twitter}
        new = [author for author in met if author not in self._settled]
        self.renamed, changed = self._ties.learn(new)
        if self.renamed or changed:  # of whom more is known than when they were settled
            self._forget(self.renamed.keys() | changed)
            new = [author for author in met if author not in self._settled]
        settled = self._settle(new) if new else {}
        settled |= {author: self._settled[author] for author in met if author not in settled}
        uris = {key: settled.get(author, author).uri for key, author in objects.items()}
        if tied := self._tied([post for _, post in entries], uris):
            again = [one for one in met if one.uri in tied or settled[one].uri in tied]
            self._forget(tied)
            settled |= self._settle(again)
        self._remember(settled)
        by_object = {key: _changed(author, settled) for key, author in objects.items()}
        return [_by(post, by_object[id(post.author)]) for _, post in entries]

    def make_known(self, now: datetime) -> None:
        """Before the posts are stored: their authors are who they turned out to be.

        Of people who were here before, too. Mostly there is nothing to do.
        """
        learn_numbers(self._learnt.numbers)
        make_accounts_one(self._learnt.same, now=now)

    def remember_former(self) -> None:
        """When the posts are stored: let handles lead to those who say that they had them."""
        if self._former:
            found = Account.objects.filter(among("uri", self._former), network="twitter")
            remember((handle, one) for one in found for handle in self._former.pop(one.uri))

    def _tied(self, posts: Sequence[IncomingPost], uris: Mapping[int, str]) -> set[str]:
        """Note what tweets tell of who is who. Returns the names of whom they tell anything."""
        known = [Tie(*each) for each in (*self._learnt.numbers.items(), *self._learnt.same.items())]
        known += [Tie(there, here) for here, there in known]
        ties = ties_by_tweets(
            posts, uris, known, self._community, are_any_here=self._has_tweets
        )
        others = self._others(ties)
        if not others:
            return set()
        found = Account.objects.filter(network="twitter")
        found = found.filter(among("uri", {*others, *others.values()}))
        accounts = {account.uri: account for account in rows_of(found)}
        told = set()
        for handle, other in others.items():
            theirs, account = accounts.get(handle), accounts.get(other)
            if theirs and account and not self._may_be_one(theirs, account):
                continue
            self._ties.tie(handle, other)
            if theirs and account:
                self._learnt.same[handle] = other
            elif theirs and other.startswith(NUMBER):
                self._learnt.numbers[handle] = other
            self.renamed[handle] = other
            told |= {handle, other}
        return told

    def _others(self, ties: Iterable[Tie]) -> dict[str, str]:
        """For handles, the one other name of whoever has them; where there are several, none."""
        numbers: dict[str, set[str]] = defaultdict(set)
        handles = []
        for tie in ties:
            lone = [uri for uri in tie if uri.startswith(HANDLE)]
            if len(lone) == 2:
                handles.append(tie)
            else:
                known = self._ties.number_of(lone[0])
                numbers[lone[0]] |= {uri for uri in (*tie, known) if uri.startswith(NUMBER)}
        others: dict[str, set[str]] = {**numbers}
        for came, here in handles:
            if came in numbers or here in numbers:
                for one, other in ((came, here), (here, came)):
                    others.setdefault(one, set()).update(numbers.get(other, ()))
            else:
                others.setdefault(came, set()).add(here)
        alone = {handle: min(names) for handle, names in others.items() if len(names) == 1}
        return {one: other for one, other in alone.items() if other not in alone}

    def _may_be_one(self, one: Account, other: Account) -> bool:
        """Whether two are not known, from other files, as people of other names in one time."""
        if not (one.handle and other.handle) or one.handle.lower() == other.handle.lower():
            return True
        before = Post.objects.filter(account__in=[one, other]).exclude(received_at=self._now)
        spans = before.order_by().values_list("account").annotate(
            Min("published_at"), Max("published_at")
        )
        (_, *first), (_, *second) = [*spans, (0, None, None), (0, None, None)][:2]
        if None in (*first, *second):
            return True
        return bool(first[1] < second[0] or second[1] < first[0])

    def _forget(self, names: Iterable[str]) -> None:
        """Of whom more is known than when they were settled."""
        known = {*names}
        self._settled = {
            one: other
            for one, other in self._settled.items()
            if one.uri not in known and other.uri not in known
        }

    def _settle(self, new: Sequence[Author]) -> dict[Author, Author]:
        tied = {
            author.uri: self._ties.number_of(author.uri) or self._ties.tied(author.uri)
            for author in new
            if _is_lone(author)
        }
        accounts = _accounts(new, {number for number in tied.values() if number})
        for author in new:
            self._learn(author, accounts)
        return {author: self._of(author, tied.get(author.uri, ""), accounts) for author in new}

    def _learn(self, author: Author, accounts: Mapping[str, Account]) -> None:
        """What a row that has number and handle tells of accounts that are here."""
        if not author.uri.startswith(NUMBER):
            return
        account, is_here = accounts.get(author.uri), author.uri in accounts
        for handle, until in [(_by_handle(author), None), *_formerly(author).items()]:
            other = accounts.get(handle)
            if other is None or other.uri != handle or _spoke_after(until, other):
                continue
            if not is_here:
                self._learnt.numbers[handle], is_here = author.uri, True
            elif account is None or account.pk != other.pk:
                self._learnt.same[handle] = author.uri
        if author.former:
            self._former[author.uri] = {handle for handle, _until in author.former}

    def _of(self, author: Author, number: str, accounts: Mapping[str, Account]) -> Author:
        if number:  # of a handle alone
            last = self._ties.handle_of(number) if self._ties.number_of(author.uri) else ""
            is_former = last and last.lower() != author.handle.lower()
            return replace(author, uri=number, handle="" if is_former else author.handle)
        account = accounts.get(author.uri)
        if account and _is_lone(author) and account.handle.lower() != author.handle.lower():
            author = replace(author, handle="")  # they are called otherwise now
        if account is None:
            known = author.handle or author.name or self._ties.handle_of(author.uri)
            is_told = known or self._ties.tied(author.uri)
            return author if is_told else replace(author, name=made_up_name(author.uri))
        return replace(author, uri=account.uri)

    def _remember(self, settled: dict[Author, Author]) -> None:
        """Keep what will be so next time; a name that was made up may be known by then."""
        if len(self._settled) > REMEMBERED:
            self._settled.clear()
        self._settled |= {one: other for one, other in settled.items() if one.name == other.name}


def _changed(author: Author, settled: Mapping[Author, Author]) -> Author:
    found = settled.get(author, author)
    return author if found == author else found


def _by(post: IncomingPost, author: Author) -> IncomingPost:
    return post if author is post.author else replace(post, author=author)


def _accounts(authors: Iterable[Author], numbers: set[str]) -> dict[str, Account]:
    """The accounts that may be theirs, by uri; also by a handle that they have, or had."""
    uris = {author.uri for author in authors} | {_by_handle(author) for author in authors}
    uris |= {handle for author in authors for handle in _formerly(author)}
    known = Account.objects.filter(network="twitter")
    by_uri = known.filter(among("uri", (uris | numbers) - {""}))
    accounts = {account.uri: account for account in rows_of(by_uri)}
    missing = {author.uri for author in authors} - accounts.keys()
    if lone := {uri.removeprefix("twitter:") for uri in missing if uri.startswith(HANDLE)}:
        found = known.alias(lower=Lower("handle")).filter(among("lower", lone))
        found = found.order_by("-pk")
        accounts |= {f"twitter:{account.handle.lower()}": account for account in found}
        missing -= accounts.keys()
    if missing:
        names = FormerName.objects.filter(among("uri", missing), network="twitter")
        accounts |= {name.uri: name.account for name in names.select_related("account")}
    return accounts


def _is_lone(author: Author) -> bool:
    return author.uri.startswith(HANDLE)


def _by_handle(author: Author) -> str:
    return f"twitter:{author.handle.lower()}" if author.handle else ""


def _formerly(author: Author) -> dict[str, float]:
    """By which handles they were known before, and till when."""
    return {f"twitter:{handle.lower()}": until for handle, until in author.former}


def _spoke_after(until: float | None, account: Account) -> bool:
    """Whether an account spoke when its handle was not theirs any more who gave it up."""
    if until is None:
        return False
    end = datetime.fromtimestamp(until, UTC) + A_DAY
    return bool(Post.objects.filter(account=account, published_at__gt=end).exists())
