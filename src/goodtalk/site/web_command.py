"""`goodtalk web`: one of several web processes, which share a PostgreSQL database."""

import argparse

from goodtalk.site.serve_command import add_arguments
from goodtalk.site.serving import web

__all__ = ["add_arguments", "run"]


def run(options: argparse.Namespace) -> int:
    """Serve pages and live streams until SIGTERM or Ctrl-C. Raises CannotServe."""
    web(options.bind)
    return 0
