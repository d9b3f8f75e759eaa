"""`goodtalk chat add`: one hour with its questions, from the command line."""

import argparse
import sys
from datetime import datetime

from django.utils import timezone

from goodtalk.chats.forms import MAX_MINUTES
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import keep_time
from goodtalk.chats.steering.planning import Plan, TooManyThatDay, plan_chat
from goodtalk.chats.steering.run_sheet import MAX_QUESTIONS, spread
from goodtalk.communities.models import Community, User
from goodtalk.communities.plain_text import plain_line

LONGEST_THEME = 200
LONGEST_QUESTION = 500


class CannotAdd(Exception):
    """No hour can be made of this. `args[0]` says why, in one sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--community", metavar="TAG", required=True, help="whose hour it is")
    parser.add_argument(
        "--starts",
        metavar="ISO8601",
        required=True,
        help="2026-11-27T13:00 is on the community's clock; with +00:00 or Z it is a moment",
    )
    parser.add_argument(
        "--minutes", metavar="N", type=float, required=True, help="its length; may be a fraction"
    )
    parser.add_argument("--theme", required=True, help="what it is about")
    parser.add_argument(
        "--question",
        action="append",
        default=[],
        dest="questions",
        help="give it again for each question; they share the time evenly",
    )
    parser.add_argument(
        "--autopilot",
        action="store_true",
        help="questions go out at their minute; otherwise the chair releases them",
    )
    parser.add_argument(
        "--chair", metavar="EMAIL", help="who sits at the desk; must have signed in once"
    )


def run(options: argparse.Namespace) -> int:
    """Add an hour and print its address. Returns the exit code: 0, or 1 when there is none."""
    try:
        chat = add_chat(options, now=timezone.now())
    except CannotAdd as error:
        sys.stderr.write(f"goodtalk chat add: {error}\n")
        return 1
    print(chat.get_absolute_url())  # noqa: T201
    return 0


def add_chat(options: argparse.Namespace, *, now: datetime) -> Chat:
    """The hour that the options describe; it begins at once if it should have. Raises CannotAdd."""
    community = Community.objects.tagged(options.community).first()
    if community is None:
        raise CannotAdd(
            f"There is no community #{options.community.lstrip('#')} here; "
            "`goodtalk community add` makes one."
        )
    questions = _questions(options.questions)
    plan = Plan(
        starts_at=_moment(options.starts, community),
        minutes=_minutes(options.minutes),
        theme=_theme(options.theme),
        chair=_chair(options.chair),
        autopilot=options.autopilot,
    )
    if plan.ends_at <= now:
        raise CannotAdd("That hour is over already; `goodtalk import` brings home the past.")
    try:
        chat = plan_chat(
            community, plan, sheet=spread(questions, plan.minutes), by=None, now=now
        )
    except TooManyThatDay:
        raise CannotAdd("Twenty hours on one day are enough.") from None
    return keep_time(chat, now=now)


def _moment(text: str, community: Community) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotAdd(f"--starts: {text!r} is no time such as 2026-11-27T13:00.") from None
    if not 2000 <= moment.year <= 2100:
        raise CannotAdd(f"--starts: the year {moment.year} is too far away.")
    return moment if moment.tzinfo else moment.replace(tzinfo=community.zone_info)


def _minutes(minutes: float) -> float:
    if not 0.1 <= minutes <= MAX_MINUTES:
        raise CannotAdd(f"--minutes: between 0.1 and {MAX_MINUTES:,}, please.")
    return minutes


def _theme(text: str) -> str:
    if not (theme := plain_line(text)) or len(theme) > LONGEST_THEME:
        raise CannotAdd(f"--theme: between 1 and {LONGEST_THEME} characters, please.")
    return theme


def _questions(texts: list[str]) -> list[str]:
    questions = [plain_line(text) for text in texts]
    if not all(0 < len(question) <= LONGEST_QUESTION for question in questions):
        raise CannotAdd(f"--question: between 1 and {LONGEST_QUESTION} characters, please.")
    if len(questions) > MAX_QUESTIONS:
        raise CannotAdd(f"--question: at most {MAX_QUESTIONS} of them, please.")
    return questions


def _chair(email: str | None) -> User | None:
    if not email:
        return None
    chair = User.objects.filter(email__iexact=email).first()
    if chair is None:
        raise CannotAdd(f"--chair: nobody here has the address {email}; they sign in once first.")
    return chair
