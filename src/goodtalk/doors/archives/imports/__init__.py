"""Imports in the browser: sent in parts, looked at first, taken back for a week."""
