"""Staff who speak with people: the calls that are owed, and talks face to face."""
