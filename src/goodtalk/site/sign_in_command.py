"""`goodtalk sign-in`: a link for somebody whose mail does not arrive, or for the first host."""

import argparse
import sys

from django.conf import settings

from goodtalk.communities.models import User
from goodtalk.site import configuration
from goodtalk.site.sign_in_links import sign_in_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("email", metavar="EMAIL", help="whose link; made here when new")
    parser.add_argument(
        "--host", action="store_true", help="from now on this is a host, who may do everything"
    )


def run(options: argparse.Namespace) -> int:
    """Print a link that signs in once. Returns the exit code."""
    if "@" not in options.email:
        sys.stderr.write(f"goodtalk sign-in: {options.email} is no e-mail address.\n")
        return 1
    user = User.objects.filter(email__iexact=options.email).first()
    user = user or User.objects.create_user(options.email)
    if options.host:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    origin = settings.ORIGIN or f"http://{configuration.BIND.read()}"
    sys.stdout.write(f"{origin}{sign_in_path(user)}\n")
    return 0
