"""What the frame around every page asks for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Whether mail leaves this machine: its host has to know. Whether other servers can find us,
    and send back whoever signs in there. No query.
    """
    return {
        "mail_is_kept": not settings.SMTP_URL,
        "mail_folder": settings.DATA / "mail",
        "can_be_found": bool(settings.ORIGIN),
    }
