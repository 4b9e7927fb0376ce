"""Companies that take cards for us, each behind the same protocol."""
