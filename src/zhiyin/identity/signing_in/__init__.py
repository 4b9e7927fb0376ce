"""The pages of signing up and in: what we make of allauth. Nothing outside this folder and `queries` knows it."""
