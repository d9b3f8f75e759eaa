"""The archive door: the past, read from the files that people still hold."""
