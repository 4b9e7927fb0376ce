"""Wallets of people, as staff deal with them."""
