"""Announcements: what people are told before an hour by their wish, and of how it is kept."""
