"""What a letter that left the house leads to, for whoever holds it: no sign-in, no cookies."""
