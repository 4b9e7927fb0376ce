"""A person's or merchant's accounts per asset: balance, statement."""
