"""What a shop does behind its till: programs, webhooks, money to the bank."""
