"""A person's pages."""
