"""`goodtalk demo`: the server, with a sample community whose chat is live at once."""

import argparse
import math
import sys
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from goodtalk.chats.steering.planning import TooManyThatDay
from goodtalk.site import claims, configuration
from goodtalk.site.command_line import fail
from goodtalk.site.database import bring_up_to_date
from goodtalk.site.demo.loading import Sample, TagIsTaken, load_sample
from goodtalk.site.demo.player import Player
from goodtalk.site.serving import serve
from goodtalk.site.sign_in_links import sign_in_path

FASTEST = 60  # an hour in a minute
OTHER_FOLDER = f"Give the demo a data folder of its own: {configuration.DATA.variable}=./demo-data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--bind",
        metavar="HOST:PORT",
        default=configuration.BIND.read(),
        help="where to listen (default: %(default)s)",
    )
    parser.add_argument(
        "--speed",
        metavar="N",
        type=speed,
        default=1.0,
        help=f"let the sample hour pass N times as fast, at most {FASTEST} (default: 1)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve the sample until SIGTERM or Ctrl-C. Raises CannotServe."""
    try:
        _write("Laying out the sample …\n")
        sample = _load(options.speed)
    except TagIsTaken as problem:
        return fail(
            "demo", f"#{problem} is a community here that is no sample; it stays. {OTHER_FOLDER}"
        )
    except TooManyThatDay:
        return fail("demo", f"twenty sample hours have been held here today. {OTHER_FOLDER}")
    player, way_in = Player(sample.talk), way_into(sample)

    def announce(address: str) -> None:
        _write(way_in((settings.ORIGIN or address).rstrip("/")))
        player.start()

    try:
        serve(options.bind, announce=announce)
    finally:
        player.stop()
    return 0


def speed(text: str) -> float:
    """How many times as fast. Raises argparse.ArgumentTypeError."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, at most {FASTEST}")
    return number


def way_into(sample: Sample) -> Callable[[str], str]:
    """What to print once the server's address is known."""
    room, community = sample.chat.get_absolute_url(), sample.community.get_absolute_url()
    sign_in = sign_in_path(sample.organiser)

    def words(base: str) -> str:
        return (
            f"Goodtalk is at {base}/ with a sample community, {sample.community}.\n"
            "Its people, councils and posts are invented.\n\n"
            f"  The hour that is live now:  {base}{room}\n"
            f"  The community's page:       {base}{community}\n"
            f"  Sign in as its organiser:   {base}{sign_in}\n"
            "                              (this link works once)\n\n"
            f"Ctrl-C stops it. What is said and changed there is kept in {settings.DATA}.\n"
        )

    return words


def _load(speed: float) -> Sample:
    """While nobody else serves this folder: their visitors did not ask for a sample."""
    with claims.data_folder(settings.DATA):
        bring_up_to_date(settings.DATA)
        return load_sample(now=timezone.now(), speed=speed)


def _write(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()
