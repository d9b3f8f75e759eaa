"""The record: what was said, taken out again."""
