"""Announcements: what people are told before an hour, by their wish."""
