"""Who speaks: our own actors and their addresses, and those of others that we know."""
