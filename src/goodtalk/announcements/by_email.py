"""The way by e-mail: a letter for everybody who asked, in batches that the worker posts."""

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from goodtalk.announcements.handing_over import (
    NotNow,
    Refused,
    ServerAway,
    Unsure,
    hand_over,
    opened,
)
from goodtalk.announcements.models import Letter, Subscription, Which
from goodtalk.announcements.wording import facts
from goodtalk.chats.models import Chat
from goodtalk.communities.addresses import whole_address

A_BATCH = 50  # letters in one task
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 60, 120))

logger = logging.getLogger(__name__)


def write_to_subscribers(chat: Chat, which: str, text: str) -> None:
    """Put a letter aside for each who asked. `text` is the announcement's, which has been kept."""
    announcement = chat.announcements.get(which=which, starts_at=chat.starts_at)
    asked = Subscription.objects.filter(community=chat.community_id).wanting(which)
    letters = Letter.objects.bulk_create(
        [Letter(announcement=announcement, subscription=one) for one in asked.order_by("pk")]
    )
    numbers = [letter.pk for letter in letters]
    for start in range(0, len(numbers), A_BATCH):
        post_letters.enqueue(numbers[start : start + A_BATCH])


@task
def post_letters(numbers: list[int], attempt: int = 0) -> None:
    """Hand over those of a batch that are waiting; what could not leave comes again, later."""
    now = timezone.now()
    try:
        _post_all(waiting(numbers, now), now)
    except ServerAway as error:
        logger.warning("The mail server is away: %s", error)
    except Unsure as error:
        logger.warning("The mail server broke off in the middle of a letter: %s", error)
    if attempt < len(PAUSES) and (left := [letter.pk for letter in waiting(numbers, now)]):
        later = post_letters.using(run_after=now + PAUSES[attempt])
        later.enqueue(left, attempt + 1)


def letter_to(letter: Letter) -> EmailMessage:
    """What one subscriber gets. Two queries at most, for what its words name."""
    announcement, to = letter.announcement, letter.subscription
    stop = whole_address(to.stop_path)
    return EmailMessage(
        subject=_subject(announcement.chat, announcement.which),
        body=f"{announcement.text}\n\n-- \n{footer(announcement.chat, stop)}\n",
        to=[to.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
    )


def footer(chat: Chat, stop: str) -> str:
    """Why they get it, how to end it, and that the hour is kept."""
    named = {
        "tag": chat.community,
        "stop": stop,
        "kept": whole_address(f"{chat.community.get_absolute_url()}kept/"),
    }
    return _(
        "You asked to be told of %(tag)s. To end that: %(stop)s\n"
        "What is said in the hour is kept, for everybody to read. How to be left out: %(kept)s"
    ) % named


def _subject(chat: Chat, which: str) -> str:
    words = {
        Which.HOUR: _("%(tag)s at %(time)s: %(theme)s"),
        Which.LIVE: _("%(tag)s is on now: %(theme)s"),
    }
    subject = words.get(Which(which), _("%(tag)s, %(day)s, %(time)s: %(theme)s"))
    return " ".join((subject % facts(chat, with_questions=False)).split())


def waiting(numbers: list[int], now: datetime) -> list[Letter]:
    """Those that have not left and still make sense: nobody reads of a past hour's beginning."""
    letters = Letter.objects.select_related(
        "announcement__chat__community", "announcement__chat__chair", "subscription__community"
    )
    still = letters.filter(
        pk__in=numbers, handed_over_at=None, refused_at=None,
        announcement__good_until__gt=now, announcement__chat__closed_at=None,
    )  # fmt: skip
    return list(still.order_by("pk"))


def _post_all(letters: list[Letter], now: datetime) -> None:
    """Over one line. Raises ServerAway, Unsure."""
    if not letters:
        return
    with opened(get_connection()) as server:
        for letter in letters:
            _post(letter, server, now)


def _post(letter: Letter, server: BaseEmailBackend, now: datetime) -> None:
    """One letter, if nobody else has taken it; its subscriber may have gone meanwhile.

    Of whoever is unsure the letter stays marked as handed over: rather none than two.
    """
    row = Letter.objects.filter(pk=letter.pk, refused_at=None)
    if not row.filter(handed_over_at=None).update(handed_over_at=now):
        return
    try:
        hand_over(letter_to(letter), server)
    except NotNow as error:
        row.update(handed_over_at=None)
        if isinstance(error, ServerAway):
            raise
    except Refused as error:
        row.update(handed_over_at=None, refused_at=now)
        logger.warning("The mail server refused a letter of %s: %s", letter.announcement, error)
