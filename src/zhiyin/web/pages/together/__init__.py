"""Money between people that is more than one transfer."""
