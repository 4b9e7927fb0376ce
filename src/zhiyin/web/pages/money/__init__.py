"""Money into the wallet and out of it: cards, bank accounts, top-ups, withdrawals."""
