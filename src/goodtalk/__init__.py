"""Goodtalk: a home of its own for a weekly hashtag chat."""
