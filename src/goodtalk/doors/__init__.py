"""How posts come in and go out; one folder for each door."""
