"""What else is in a wallet: other currencies, points, virtual currencies."""
