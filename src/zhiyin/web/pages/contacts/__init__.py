"""How often and when a person may be reached, and everything that reached them or did not."""
