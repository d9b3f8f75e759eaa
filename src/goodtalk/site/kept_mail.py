"""Mail where no mail server is set: printed on the console, and kept in the data folder."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import get_random_string


class KeptMailBackend(BaseEmailBackend):
    """Writes each message as a file of its own under `mail/`, readable by its owner alone."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep and print each of them; how many there were."""
        for message in email_messages:
            path = keep(message, settings.DATA / "mail")
            sys.stdout.write(
                f"Mail for {', '.join(message.to)} (no mail server is set; kept as {path}):\n"
                f"  {message.subject}\n"
                + "".join(f"  {line}\n" for line in str(message.body).splitlines())
            )
        sys.stdout.flush()
        return len(email_messages)


def keep(message: EmailMessage, folder: Path) -> Path:
    """Write one message into the folder. Returns where it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-{get_random_string(6)}.eml"
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(message.message().as_bytes())
    return path
