"""How quick and how small the real product is, beside named references. See README.md."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodtalk.site.settings")
os.environ.setdefault("GOODTALK_DATA", "build/benchmarks")  # each server has a folder of its own
django.setup()
