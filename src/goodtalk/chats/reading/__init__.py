"""The ways to read an hour, as it goes on and years later."""
