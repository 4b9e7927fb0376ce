"""A whole deployment under a load of every kind, while its processes are killed."""
