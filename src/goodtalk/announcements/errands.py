"""Single letters that somebody waits for: to confirm an address, to tell organisers of a wish.

Their tasks name rows and no addresses, so that nothing is left of these in the queue.
"""

import logging
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from goodtalk.announcements.handing_over import NotNow, Refused, Unsure, hand_over, opened
from goodtalk.announcements.models import Asking, Request
from goodtalk.communities.addresses import whole_address
from goodtalk.communities.models import User

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))

logger = logging.getLogger(__name__)


@task(priority=10)
def ask_to_confirm(number: int, attempt: int = 0) -> None:
    """Write to an address that was given, whoever gave it."""
    asking = Asking.objects.select_related("community").filter(pk=number).first()
    if asking and not _left(_confirmation(asking)) and attempt < len(PAUSES):
        later = ask_to_confirm.using(run_after=timezone.now() + PAUSES[attempt])
        later.enqueue(number, attempt + 1)


@task
def tell_organiser(number: int, user: int, attempt: int = 0) -> None:
    """Write to one organiser that somebody asks to be left out."""
    request = Request.objects.select_related("community").filter(pk=number).first()
    organiser = User.objects.filter(pk=user).first()
    if not request or not organiser:
        return
    if not _left(_request(request, organiser)) and attempt < len(PAUSES):
        later = tell_organiser.using(run_after=timezone.now() + PAUSES[attempt])
        later.enqueue(number, user, attempt + 1)


def _left(letter: EmailMessage) -> bool:
    """Hand it over; False when it may be tried again."""
    try:
        with opened(get_connection()) as server:
            hand_over(letter, server)
    except NotNow as error:
        logger.warning("The mail server does not take letters now: %s", error)
        return False
    except (Refused, Unsure) as error:
        logger.warning("A letter may not have left: %s", error)
    return True


def _confirmation(asking: Asking) -> EmailMessage:
    path = reverse("announcements:confirm", args=[asking.community.tag_key, asking.secret])
    named = {"tag": asking.community, "link": whole_address(path)}
    return EmailMessage(
        subject=_("Shall we tell you of %(tag)s?") % named,
        body=_(
            "Somebody gave this address to be told before each hour of %(tag)s. "
            "If it was you, open this page and press the button:\n\n"
            "    %(link)s\n\n"
            "If it was not, there is nothing to do: you will hear no more of it.\n"
        ) % named,
        to=[asking.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _request(request: Request, organiser: User) -> EmailMessage:
    path = reverse("announcements:requests", args=[request.community.tag_key])
    named = {
        "tag": request.community,
        "name": request.name,
        "words": request.words,
        "answer": request.email or _("no address was given"),
        "link": whole_address(path),
    }
    return EmailMessage(
        subject=_("%(tag)s: somebody asks to be left out") % named,
        body=_(
            "Who: %(name)s\nAnswer to: %(answer)s\n\n%(words)s\n\n"
            "It stays on your list until you mark it as done: %(link)s\n"
        ) % named,
        to=[organiser.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
