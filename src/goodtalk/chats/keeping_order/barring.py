"""Holds or blocks an account or a domain in one community, and lifts that again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.arriving.domains import domains_of, is_under
from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.keeping_order.moderation import restore, set_aside
from goodtalk.chats.models import Account, Bar, Chat, Person, Post, PostQuerySet
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.communities.models import Community, Membership, Removal, User

KINDS = {  # of the desk's log
    ("held", "account"): "account.held", ("held", "domain"): "domain.held",
    ("blocked", "account"): "account.blocked", ("blocked", "domain"): "domain.blocked",
}  # fmt: skip


class OneOfUs(Exception):
    """Whoever sits at a desk of the community is not held or blocked in it."""


class NoDomain(Exception):
    """The account's address names no server."""


@transaction.atomic
def hold_account(post: Post, *, by: User, now: datetime, because: str = "") -> Bar:
    """Have all that the author of a post says from now on wait for a look. Safe to call twice.

    Raises OneOfUs.
    """
    return _bar(post, Bar.Kind.HELD, by=by, now=now, reason=because, account=post.account)


@transaction.atomic
def block_account(
    post: Post, *, by: User, now: datetime, because: str = "", and_set_aside: bool = False
) -> Bar:
    """Take no post of this author any more, here. Safe to call twice. Raises OneOfUs.

    `and_set_aside` sets aside, too, what they have said in the post's hour.
    """
    bar = _bar(post, Bar.Kind.BLOCKED, by=by, now=now, reason=because, account=post.account)
    if and_set_aside:
        _set_aside_with(bar, post.chat, by=by, now=now)
    return bar


@transaction.atomic
def block_domain(
    post: Post, *, by: User, now: datetime, because: str = "", and_set_aside: bool = False
) -> Bar:
    """The same for everybody who is at home where the author is. Raises NoDomain, OneOfUs."""
    domain = domain_of(post.account)
    if not domain:
        raise NoDomain(post.account)
    bar = _bar(post, Bar.Kind.BLOCKED, by=by, now=now, reason=because, domain=domain)
    if and_set_aside:
        _set_aside_with(bar, post.chat, by=by, now=now)
    return bar


@transaction.atomic
def lift(bar: Bar, *, by: User, now: datetime) -> Bar:
    """Hold or block no longer; what was set aside with it comes back. Safe to call twice."""
    Community.objects.select_for_update().get(pk=bar.community_id)
    bar = Bar.objects.select_related("community", "account", "chat").get(pk=bar.pk)
    if bar.lifted_at is None:
        bar.lifted_at = now
        bar.save(update_fields=["lifted_at"])
        _write(bar, "bar.lifted", by=by, now=now)
        for post in Post.objects.filter(pk__in=bar.set_aside, set_aside_at=bar.since):
            restore(post, by=by, now=now)
    return bar


@transaction.atomic
def bar_again(bar: Bar, *, by: User, now: datetime) -> Bar:
    """Undo a lifting, unless they are barred again already. Safe to call twice."""
    Community.objects.select_for_update().get(pk=bar.community_id)
    same: dict[str, Any] = {"account": bar.account, "domain": bar.domain, "kind": bar.kind}
    if standing := _standing(bar.community, **same):
        return standing
    again = Bar.objects.create(
        community=bar.community, chat=bar.chat, reason=bar.reason, by=by, since=now, **same
    )
    _write(again, KINDS[again.kind, "domain" if again.domain else "account"], by=by, now=now)
    posts = Post.objects.filter(pk__in=bar.set_aside, withdrawn_at=None)
    _set_these_aside(again, posts, by=by, now=now)
    return again


def domain_of(account: Account) -> str:
    """Where an account is at home, as a block names it; empty for the web and for Twitter."""
    found = domains_of(Author(account.uri, account.handle))
    return min(found, key=len, default="")


def bars_on(community: Community, account: Account) -> list[Bar]:
    """What stands against an account here: its person's, and of its domain. One query."""
    standing = Bar.objects.standing().filter(community=community)
    by_account = standing.filter(account__person=account.person_id)
    domain = domain_of(account)
    found = by_account | standing.filter(domain=domain) if domain else by_account
    return list(found.select_related("account", "by"))


def _bar(post: Post, kind: Bar.Kind, *, by: User, now: datetime, **whom: Any) -> Bar:
    chat, community = post.chat, post.community
    Community.objects.select_for_update().get(pk=community.pk)  # two desks, one bar
    if sits_here(community, chat, post.account):
        raise OneOfUs(post.account)
    account, domain = whom.get("account"), whom.get("domain", "")
    if standing := _standing(community, kind=kind, account=account, domain=domain):
        return standing
    bar = Bar.objects.create(
        community=community, kind=kind, chat=chat, by=by, since=now, **whom
    )
    _write(bar, KINDS[kind.value, "domain" if bar.domain else "account"], by=by, now=now)
    return bar


@transaction.atomic
def bar_both(person: Person, other: Person, *, now: datetime) -> None:
    """They are one person, and yet two: have what stands against either stand against both."""
    bars = Bar.objects.standing().select_related("community", "account", "chat", "by")
    for one, two in ((person, other), (other, person)):
        account = two.accounts.order_by("pk").first()
        for bar in bars.filter(account__person=one) if account else ():
            Community.objects.select_for_update().get(pk=bar.community_id)
            if _standing(bar.community, kind=bar.kind, account=account, domain=""):
                continue
            again = Bar.objects.create(
                community=bar.community, kind=bar.kind, chat=bar.chat, reason=bar.reason,
                by=bar.by, since=now, account=account,
            )  # fmt: skip
            _write(again, KINDS[again.kind, "account"], by=bar.by, now=now)


def _standing(
    community: Community, *, kind: str, account: Account | None, domain: str
) -> Bar | None:
    """The bar that stands already, against any account of the same person, or this domain."""
    bars = Bar.objects.standing().filter(community=community, kind=kind, domain=domain)
    return bars.filter(account__person=account.person_id if account else None).first()


def sits_here(community: Community, chat: Chat | None, account: Account) -> bool:
    """Whether the account belongs to somebody who sits at a desk of the community."""
    user = account.person.user_id
    if user is None:
        return False
    has_seat = chat is not None and user in (chat.chair_id, chat.stand_by_id)
    if has_seat and not Removal.objects.filter(community=community, user=user).exists():
        return True
    desks = community.memberships.exclude(role=Membership.Role.MEMBER)
    return desks.filter(user=user).exists()


def _set_aside_with(bar: Bar, chat: Chat | None, *, by: User, now: datetime) -> None:
    """What they have said in this hour, unless the bar is an older one's."""
    if bar.since != now or chat is None:
        return
    said: PostQuerySet = chat.posts.filter(withdrawn_at=None, set_aside_at=None, same_as=None)
    _set_these_aside(bar, [post for post in said.select_related("account") if is_of(bar, post)],
                     by=by, now=now)


def is_of(bar: Bar, post: Post) -> bool:
    """Whether the post's author is whom the bar is about: the same rule as the gate's."""
    if bar.account is not None:
        return post.account.person_id == bar.account.person_id
    home = domains_of(Author(post.account.uri, post.account.handle))
    return any(is_under(host, {bar.domain}) for host in home)


def _set_these_aside(bar: Bar, posts: Iterable[Post], *, by: User, now: datetime) -> None:
    gone = [post for post in posts if post.set_aside_at is None]
    for post in gone:
        set_aside(post, by=by, now=now)  # the bar's reason is the desk's own
    bar.set_aside = [post.pk for post in gone]
    bar.save(update_fields=["set_aside"])


def _write(bar: Bar, kind: str, *, by: User | None, now: datetime) -> None:
    write_line(
        bar.community, kind, by=by, at=now, chat=bar.chat, account=bar.account,
        domain=bar.domain, reason=bar.reason, before={"bar": bar.pk},
    )  # fmt: skip
