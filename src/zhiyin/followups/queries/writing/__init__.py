"""Journeys for those who write them, and what trying them came to."""
