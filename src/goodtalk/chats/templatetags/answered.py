"""Tells a page whether to say that what a post answers is not here."""

from django import template

from goodtalk.chats.reading.answered import answers_what_is_missing

register = template.Library()
register.filter("answers_what_is_missing", answers_what_is_missing)
