"""What comes in: activities of others, and what becomes of each."""
