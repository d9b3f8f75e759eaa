"""Every setting that an operator can make, declared once with its type, default and meaning."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingNotUnderstood(Exception):
    """An environment variable holds a value that cannot be read."""


@dataclass(frozen=True)
class Setting:
    """One environment variable `GOODTALK_<NAME>`; a secret may also come from `…_FILE`."""

    name: str
    default: str
    meaning: str
    unit: str = "text"
    secret: bool = False

    @property
    def variable(self) -> str:
        return f"GOODTALK_{self.name}"

    def read(self, environment: Mapping[str, str] = os.environ) -> str:
        """What the operator said, or the default. Raises SettingNotUnderstood."""
        if self.secret and (path := environment.get(f"{self.variable}_FILE")):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingNotUnderstood(f"{self.variable}_FILE: {error.strerror}") from error
        return environment.get(self.variable, self.default)

    def whole_number(self) -> int:
        """The same where it counts something. Raises SettingNotUnderstood."""
        value = self.read()
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            raise SettingNotUnderstood(
                f"{self.variable} is a whole number above 0, not {value!r}."
            )
        return int(value)

    def yes_or_no(self) -> bool:
        """The same where it is a switch: 1 or 0. Raises SettingNotUnderstood."""
        value = self.read()
        if value not in ("0", "1"):
            raise SettingNotUnderstood(f"{self.variable} is 1 or 0, not {value!r}.")
        return value == "1"

    def read_file(self, environment: Mapping[str, str] = os.environ) -> str:
        """What is in the file that the operator named; empty for none. Raises the same."""
        if not (path := self.read(environment)):
            return ""
        try:
            return Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "It is not UTF-8."
            raise SettingNotUnderstood(f"{self.variable}: {why}") from error


DATA = Setting(
    "DATA", "./data", "The folder that holds everything: database, mail, secret key.", "path"
)
ORIGIN = Setting(
    "ORIGIN",
    "",
    "The public address, such as https://chat.example.org. Empty: this machine only.",
    "address",
)
BIND = Setting("BIND", "127.0.0.1:8000", "Where `serve` and `web` listen.", "host:port")
DATABASE_URL = Setting(
    "DATABASE_URL",
    "",
    "postgresql://user:password@host/name for PostgreSQL. Empty: SQLite in the data folder.",
    "address",
    secret=True,
)
SECRET_KEY = Setting(
    "SECRET_KEY",
    "",
    "Signs sessions and sign-in links. Empty: made once and kept in the data folder.",
    secret=True,
)
SMTP_URL = Setting(
    "SMTP_URL",
    "",
    "smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Empty: mail is printed and kept "
    "in the data folder.",
    "address",
    secret=True,
)
MAIL_FROM = Setting("MAIL_FROM", "goodtalk@localhost", "The sender of the mail we send.", "address")
THREADS = Setting("THREADS", "8", "Pages that one web process answers at a time.", "threads")
MAX_LISTENERS = Setting(
    "MAX_LISTENERS",
    "10000",
    "Live listeners that one web process holds; more are told to ask again for news instead.",
    "listeners",
)
BAD_DOMAINS = Setting(
    "BAD_DOMAINS",
    "",
    "A file with one domain a line: whatever links there, or comes from there, is held for the "
    "desk's look. Empty: none.",
    "path",
)

ALLOW_LOOPBACK = Setting(
    "ALLOW_LOOPBACK",
    "0",
    "1: other servers may be on this machine, and be spoken to without TLS. For tests and "
    "rehearsals alone: with it, a stranger can have this server call any port of this machine.",
    "1 or 0",
)
FEDIVERSE_ALLOW_LIST = Setting(
    "FEDIVERSE_ALLOW_LIST",
    "0",
    "1: only servers with an allow rule (`goodtalk domain allow`) are spoken with.",
    "1 or 0",
)
PICTURES_MEGABYTES = Setting(
    "PICTURES_MEGABYTES",
    "500",
    "How much of other servers' pictures each machine keeps; the longest kept go first.",
    "megabytes",
)
PACE_COUNTED = Setting(
    "PACE_COUNTED",
    "10",
    "Above so many posts a minute, a room says how many are new instead of showing each.",
    "posts a minute",
)
PACE_HIGHLIGHTS = Setting(
    "PACE_HIGHLIGHTS",
    "40",
    "Above so many posts a minute, a room shows its highlights, and the rest in its full log.",
    "posts a minute",
)

ALL = (
    DATA,
    ORIGIN,
    BIND,
    DATABASE_URL,
    SECRET_KEY,
    SMTP_URL,
    MAIL_FROM,
    THREADS,
    MAX_LISTENERS,
    BAD_DOMAINS,
    ALLOW_LOOPBACK,
    FEDIVERSE_ALLOW_LIST,
    PICTURES_MEGABYTES,
    PACE_COUNTED,
    PACE_HIGHLIGHTS,
)
