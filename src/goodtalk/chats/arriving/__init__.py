"""The way in: from what a door hands in to a post that is stored, once."""
