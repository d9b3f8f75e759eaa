"""The web door: what people say with the form on the hour's page."""
