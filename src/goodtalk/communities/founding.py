"""How a community begins: its hashtag is free, somebody runs it, and it may take after another."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodtalk.communities.hashtags import fold_tag, valid_tag
from goodtalk.communities.models import Community, Membership, User

# The site's own addresses that could be a hashtag. The others have a hyphen or a dot.
TAKEN_BY_THE_SITE = frozenset({"api", "said", "static"})

# What a sister community takes over. Tag and name are its own.
SHARED = (
    "welcome", "house_rules", "accent", "may_post", "holds_newcomers",
    "rule", "at", "zone", "minutes", "since",
    "template_welcome", "template_welcome_minutes", "template_questions",
    "template_wrap_up", "template_wrap_up_minutes",
)  # fmt: skip


class TagUnusable(ValueError):
    """No community can be started under this tag. Its text is one sentence for the founder."""


def usable_tag(text: str) -> str:
    """The tag as it was written, without #, if a community can have it. Raises TagUnusable."""
    bare = text.strip().removeprefix("#").removeprefix("＃")
    if not valid_tag(bare):
        raise TagUnusable(
            _(
                "A hashtag is made of letters, digits and underscores, 64 at most, with a letter "
                "among them and no underscore at the end: such as LgovSM."
            )
        )
    if fold_tag(bare) in TAKEN_BY_THE_SITE:
        raise TagUnusable(_("This site needs that address itself. Choose another hashtag."))
    if Community.objects.tagged(bare).exists():
        raise _taken(bare)
    return bare


@transaction.atomic
def start_community(community: Community, *, organiser: User | None) -> Community:
    """Keep a new community, with whoever made it as its organiser. Raises TagUnusable."""
    try:
        with transaction.atomic():
            community.save(force_insert=True)
    except IntegrityError:  # somebody else was quicker
        raise _taken(community.tag) from None
    if organiser:
        community.memberships.create(user=organiser, role=Membership.Role.ORGANISER)
    return community


def sister_of(community: Community) -> Community:
    """A community that is not kept yet, with the other's rhythm, rules and run sheet template."""
    return Community(**{name: getattr(community, name) for name in SHARED})


def _taken(tag: str) -> TagUnusable:
    return TagUnusable(
        _("There is a community #%(tag)s here already. Choose another hashtag, or join that one.")
        % {"tag": tag}
    )
