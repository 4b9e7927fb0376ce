"""Letters on their way out of the house."""
