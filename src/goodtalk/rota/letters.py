"""The few e-mails of the rota: their words, and the errand that sends each of them."""

from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from goodtalk.communities.addresses import whole_address
from goodtalk.communities.models import Community, Membership, User
from goodtalk.rota.dates import Occasion
from goodtalk.rota.models import Turn

PAUSES = (  # after a mail server has failed; then it is given up
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4),
)  # fmt: skip


@task()
def send_letter(to: str, subject: str, body: str, failures: int = 0) -> None:
    """Send one e-mail to one address. A mail server that fails is tried again, after a pause."""
    try:
        EmailMessage(subject, body, to=[to]).send()
    except (SMTPException, OSError):
        if failures == len(PAUSES):
            raise
        later = send_letter.using(run_after=timezone.now() + PAUSES[failures])
        later.enqueue(to, subject, body, failures + 1)


def write(name: str, to: Iterable[str], occasion: Occasion, **words: object) -> None:
    """Put a letter into the queue for each address: it goes when what it tells of is kept.

    Its words stand in `rota/letters/NAME.txt`; their first line is the subject.
    """
    community = occasion.community
    context = {
        "community": community,
        "occasion": occasion,
        "when": occasion.in_words,
        "rota": whole_address(f"/{community.tag_key}/rota/"),
        "desk": whole_address(occasion.chat.desk_url()) if occasion.chat else "",
        **words,
    }
    text = render_to_string(f"rota/letters/{name}.txt", context)
    subject, _, body = text.strip().partition("\n")
    for each in dict.fromkeys(to):
        send_letter.enqueue(each, subject.strip(), body.strip() + "\n")


def ask_by_letter(turn: Turn, occasion: Occasion, path: str) -> None:
    """To somebody who is asked, with the link on which they answer."""
    write("asked", [turn.email], occasion, turn=turn, link=whole_address(path))


def organisers_of(community: Community, *, but: User | None = None) -> list[str]:
    """Where those who run it get their mail, except whoever knows already."""
    running = community.memberships.filter(role=Membership.Role.ORGANISER)
    others = running.exclude(user=but) if but else running
    return list(others.order_by("pk").values_list("user__email", flat=True))
