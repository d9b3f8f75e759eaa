"""`goodtalk worker`: keeps the time of every hour and does the tasks, beside `goodtalk web`."""

import argparse

from goodtalk.site.working import work


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


def run(_options: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C. Raises CannotServe."""
    work()
    return 0
