"""The pages of the till, one file per thing a shop does."""
