"""What this room brings to other rooms' templates."""
