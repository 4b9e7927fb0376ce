"""Money into the wallet and out of it."""
