"""What a person allowed, and who used their data for what."""
