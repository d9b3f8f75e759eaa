"""What pages show of the desk."""
