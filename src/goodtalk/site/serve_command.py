"""`goodtalk serve`: the whole server with one command."""

import argparse

from goodtalk.site import configuration
from goodtalk.site.serving import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--bind",
        metavar="HOST:PORT",
        default=configuration.BIND.read(),
        help="where to listen (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C. Raises CannotServe."""
    serve(options.bind)
    return 0
