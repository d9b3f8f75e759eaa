"""Mail by the operator's server: not to those who have given no address."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from goodtalk.doors.fediverse.signing_in.no_email import NOWHERE


class SentMailBackend(EmailBackend):
    """What nobody would get is not sent: a mail server would only send it back."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send what reaches somebody; how many there were."""
        some = reaching(email_messages)
        return (super().send_messages(some) or 0) + len(email_messages) - len(some)


def reaching(email_messages: Sequence[EmailMessage]) -> list[EmailMessage]:
    """Those that are for somebody, to nobody else."""
    for message in email_messages:
        for who in (message.to, message.cc, message.bcc):
            who[:] = [each for each in who if not each.endswith(NOWHERE)]
    return [message for message in email_messages if message.recipients()]
