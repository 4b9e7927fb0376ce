"""What is known of a person, learned from events alone."""
