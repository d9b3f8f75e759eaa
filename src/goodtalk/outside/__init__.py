"""The one client through which this server speaks to others, and its one policy."""
