"""Zhiyin (知音): a self-hosted wallet that knows its people and comes back to them."""

__version__ = "0.1.0"
