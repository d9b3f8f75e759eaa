"""The formats of archives, a module for each, and what several of them have in common."""
