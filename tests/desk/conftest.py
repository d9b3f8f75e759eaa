"""Two days before the tests' Friday, whenever these tests run: nobody is near an hour by chance."""

from datetime import timedelta

import pytest

from tests.hour import at


@pytest.fixture(autouse=True)
def wednesday(monkeypatch):
    """What the pages take for now; a test that steers an hour gives moments of its own."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("10:00") - timedelta(days=2))
