"""One file for each part of a person's wallet."""
