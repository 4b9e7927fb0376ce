"""A merchant's till and takings."""
