"""What a merchant's program can do with a key of the merchant's."""
