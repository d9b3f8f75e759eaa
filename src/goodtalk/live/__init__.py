"""From the event log to every listener."""
