"""Themes, improvements, and telling the people who asked for them."""
