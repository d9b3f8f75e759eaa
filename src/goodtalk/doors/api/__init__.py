"""The door for other programs: `/api/v1/`, JSON with an OpenAPI document."""
