"""The address of a community, written down without loading the pages of the server."""

import os
import subprocess
import sys

import pytest
from django.urls import resolve, reverse

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.pages import front

ASK = """
import sys, django
django.setup()
from goodtalk.communities.models import Community
print(Community(tag_key="snow").get_absolute_url(), "goodtalk.site.urls" in sys.modules)
"""


@pytest.mark.parametrize("tag", ["lgovsm", "schnee_ä", "雪", "a.b", "50%"])
def test_it_is_the_address_of_the_page(tag):
    address = Community(tag_key=tag).get_absolute_url()

    assert address == reverse("community", args=[tag])
    assert resolve(f"/{tag}/").func == front


def test_no_page_is_loaded_for_it():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "goodtalk.site.settings"}
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["/snow/", "False"]
