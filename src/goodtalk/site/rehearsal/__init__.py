"""`goodtalk replay`: an old hour said again in a room of its own, to learn the desk by."""
