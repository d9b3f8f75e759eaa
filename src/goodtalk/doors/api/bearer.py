"""Who is asking: a program with a token, which is good for one community."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.api.models import ApiToken
from goodtalk.doors.api.tokens import find_token


class Request(HttpRequest):
    """As an endpoint gets it."""

    auth: ApiToken


class Bearer(HttpBearer):
    """`Authorization: Bearer gt_…`, as RFC 6750 has it."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """One query; one more when the token has not been used for a minute."""
        found = find_token(token.strip())
        if found is not None:
            found.note_use(timezone.now())
        return found


def community_of(request: Request, tag: str) -> Community:
    """The token's own community, if that is what the address names; otherwise 403.

    The address is not looked up: a token tells nothing of which other communities there are.
    """
    community = request.auth.community
    if fold_tag(tag) != community.tag_key:
        raise HttpError(
            403, _("This token is for %(community)s alone.") % {"community": community}
        )
    return community
