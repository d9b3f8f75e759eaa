"""Signing in with an account on another server, which links that account to a person."""
