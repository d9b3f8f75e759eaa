"""What carries the tag but names nobody: fetched from where it can be found."""
