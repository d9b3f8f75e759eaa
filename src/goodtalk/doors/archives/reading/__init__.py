"""An archive looked through and read, in two processes, without the database."""
