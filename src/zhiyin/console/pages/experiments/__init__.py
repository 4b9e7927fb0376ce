"""Trying things out on some people, and what coming back to people came to."""
