"""The hour: its run sheet, its posts, what the chair does, and the log of it all."""
