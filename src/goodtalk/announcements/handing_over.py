"""Handing a letter to the mail server, and what its answer means for trying again."""

import contextlib
import smtplib
from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

TEMPORARY = range(400, 500)  # SMTP's answers that mean: later
CLOSING = 421  # the server says goodbye to everybody


class NotNow(Exception):
    """This letter has surely not left, and may later."""


class ServerAway(NotNow):
    """Nor will any other now."""


class Refused(Exception):
    """The server will never take this letter: it does not know the address."""


class Unsure(Exception):
    """The line broke while it was being handed over: nobody knows whether it left."""


@contextlib.contextmanager
def opened(server: BaseEmailBackend) -> Iterator[BaseEmailBackend]:
    """One line to the mail server for several letters. Raises ServerAway."""
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        raise ServerAway(str(error)) from error
    try:
        yield server
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.close()


def hand_over(letter: EmailMessage, server: BaseEmailBackend) -> None:
    """Give one letter to a server whose line is open. Raises NotNow, Refused, Unsure."""
    try:
        server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure(str(error)) from error


def _answered(code: int, words: bytes | str) -> Exception:
    if code == CLOSING:
        return ServerAway(words)
    return NotNow(words) if code in TEMPORARY else Refused(words)
