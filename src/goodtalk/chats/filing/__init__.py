"""How a post finds its question, and an old hour its questions."""
