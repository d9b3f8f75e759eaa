"""What follows from the host's rules: followers and deliveries go, posts are set aside, or back."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from goodtalk.chats.arriving.domains import domains_of, is_under
from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.keeping_order.moderation import restore, set_aside
from goodtalk.chats.models import Account, Post
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.communities.models import Community, User
from goodtalk.doors.fediverse.hosts.models import DomainRule, HiddenPost
from goodtalk.doors.fediverse.hosts.rules import domain_key, domains_above, rules_of
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower

AT_ONCE = 500  # rows that one statement names
Tell = Callable[[str], None]


@dataclass
class Outcome:
    """What has come of a change of rules, or would come of it."""

    followers: int = 0  # that are gone
    deliveries: int = 0  # that are not sent any more
    set_aside: int = 0  # posts
    restored: int = 0  # posts

    def __str__(self) -> str:
        return (
            f"Followers gone: {self.followers:,}; deliveries dropped: {self.deliveries:,}; "
            f"posts set aside: {self.set_aside:,}; posts restored: {self.restored:,}."
        )


@dataclass(frozen=True)
class Scope:
    """The servers whose rules have changed: those of these domains, and all under them."""

    domains: frozenset[str]
    suspended: frozenset[str] = frozenset()  # as if these were so as well

    def suspends(self, homes: Collection[str]) -> bool:
        """Whether a server that goes by these names is suspended now."""
        rules = rules_of({domain_key(host) for host in homes})
        return any(self._is_suspended(key, rule) for key, rule in rules.items())

    def holds(self, homes: Collection[str]) -> bool:
        """Whether it is about such a server."""
        return any(is_under(domain_key(host), self.domains) for host in homes)

    def _is_suspended(self, key: str, rule: DomainRule | None) -> bool:
        """By its rule, or by what is more specific than its rule."""
        above = next((one for one in domains_above(key) if one in self.suspended), "")
        if above and (rule is None or len(above) >= len(rule.domain)):
            return True
        return rule is not None and rule.severity == DomainRule.Severity.SUSPEND


def bring_about(
    domains: Iterable[str], *, by: User | None, now: datetime, tell: Tell = lambda words: None
) -> Outcome:
    """Do what follows from the rules of these domains as they are now.

    Safe to call twice, and again after it was cut short: each post is a transaction. `by` is None
    for whoever sits at the console. `tell` hears how far it is.
    """
    scope, outcome = Scope(frozenset(domains)), Outcome()
    outcome.followers = _followers(scope).delete()[0]
    outcome.deliveries = _deliveries(scope).delete()[0]
    outcome.set_aside = _hide(scope, by, now, tell)
    outcome.restored = _show_again(scope, by, now, tell)
    return outcome


def what_would_follow(suspended: Iterable[str]) -> Outcome:
    """What would go if these domains were suspended as well; nothing is changed."""
    domains = frozenset(suspended)
    scope = Scope(domains, suspended=domains)
    return Outcome(
        followers=_followers(scope).count(),
        deliveries=_deliveries(scope).count(),
        set_aside=sum(_to_hide(accounts).count() for accounts in _accounts(scope)),
    )


@task
def bring_about_later(domains: list[str], by: int) -> None:
    """The same by the worker, for a page that does not wait for it. Safe to repeat."""
    bring_about(domains, by=User.objects.filter(pk=by).first(), now=timezone.now())


def _followers(scope: Scope) -> models.QuerySet[Follower]:
    rows = Follower.objects.values_list("pk", "actor__uri", "actor__handle")
    return Follower.objects.filter(pk__in=_suspended(scope, rows))


def _deliveries(scope: Scope) -> models.QuerySet[Delivery]:
    hosts = Delivery.objects.order_by().values_list("host", flat=True).distinct()
    gone = [host for host in hosts if scope.holds([host]) and scope.suspends([host])]
    return Delivery.objects.filter(host__in=gone)


def _accounts(scope: Scope) -> Iterator[list[int]]:
    """Those who are at home on a suspended server, some at a time."""
    rows = Account.objects.filter(network="fediverse").order_by("pk")
    found = _suspended(scope, rows.values_list("pk", "uri", "handle").iterator())
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]


def _suspended(scope: Scope, rows: Iterable[tuple[int, str, str]]) -> list[int]:
    """Of those whose address and handle these are, the ones whose server is suspended now."""
    known: dict[frozenset[str], bool] = {}  # servers are far fewer than their people
    found = []
    for pk, uri, handle in rows:
        homes = frozenset(domains_of(Author(uri, handle)))
        if homes not in known:
            known[homes] = scope.holds(homes) and scope.suspends(homes)
        if known[homes]:
            found.append(pk)
    return found


def _to_hide(accounts: list[int]) -> models.QuerySet[Post]:
    return Post.objects.filter(  # type: ignore[no-any-return]
        account__in=accounts, withdrawn_at=None, set_aside_at=None, same_as=None
    )


def _hide(scope: Scope, by: User | None, now: datetime, tell: Tell) -> int:
    done, told = 0, set[int]()
    for accounts in _accounts(scope):
        for post in _to_hide(accounts).order_by("pk"):
            with transaction.atomic():
                HiddenPost.objects.get_or_create(post=post, defaults={"hidden_at": now})
                _set_aside(post, by, now)
                if post.community_id not in told:
                    _write(post.community, "domain.blocked", scope, by, now)
            told.add(post.community_id)
            tell(f"Posts set aside: {(done := done + 1):,}")
    return done


def _show_again(scope: Scope, by: User | None, now: datetime, tell: Tell) -> int:
    hidden = HiddenPost.objects.select_related("post__account", "post__community").order_by("pk")
    done, told = 0, set[int]()
    for one in hidden:
        homes = domains_of(Author(one.post.account.uri, one.post.account.handle))
        if not scope.holds(homes) or scope.suspends(homes):
            continue
        with transaction.atomic():
            _restore(one.post, by, now)
            one.delete()
            if one.post.community_id not in told:
                _write(one.post.community, "bar.lifted", scope, by, now)
        told.add(one.post.community_id)
        tell(f"Posts restored: {(done := done + 1):,}")
    return done


def _set_aside(post: Post, by: User | None, now: datetime) -> None:
    if post.chat_id is not None:
        set_aside(post, by=by, now=now)
    else:  # talk between times has no room that could be told
        Post.objects.filter(pk=post.pk).update(set_aside_at=now, set_aside_by=by)


def _restore(post: Post, by: User | None, now: datetime) -> None:
    if post.chat_id is not None:
        restore(post, by=by, now=now)
    else:
        Post.objects.filter(pk=post.pk).update(set_aside_at=None, set_aside_by=None)


def _write(
    community: Community, kind: str, scope: Scope, by: User | None, now: datetime
) -> None:
    """One line for the desk, whatever the number of posts."""
    domains = sorted(scope.domains)
    write_line(
        community, kind, by=by, at=now, domain=domains[0] if len(domains) == 1 else "",
        reason=_("The host of this server decided it, for every community here."),
    )  # fmt: skip
