"""The frame: settings, base templates, sign-in, the command line, and the demo."""
