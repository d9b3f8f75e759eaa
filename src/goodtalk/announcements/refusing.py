"""Who asked to be left out is not brought back in by their tag alone."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from goodtalk.announcements.models import LeavingOut
from goodtalk.chats.arriving.among import among
from goodtalk.chats.models import Account
from goodtalk.communities.models import Community

Key = tuple[str, str]  # network, the author's uri


def asked_to_be_left_out(community: Community, authors: Collection[Key]) -> dict[Key, str]:
    """Those who took all back, and whose posts come from other networks by themselves.

    Whoever writes on this site does so knowing it, and is taken at their word. One query, none
    where nobody comes from elsewhere.
    """
    elsewhere = [uri for network, uri in authors if network != "web"]
    if not elsewhere:
        return {}
    left = LeavingOut.objects.filter(community=community).values("person")
    accounts = Account.objects.filter(among("uri", elsewhere), person__in=left)
    reason = _("They asked to be left out of %(community)s.") % {"community": community}
    found = set(accounts.order_by().values_list("network", "uri"))
    return {key: reason for key in authors if key in found}
