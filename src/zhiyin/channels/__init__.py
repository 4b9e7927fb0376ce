"""Ways to a person: the in-app inbox first."""
