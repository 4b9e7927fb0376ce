"""Anchors: once a day a signed head is committed to Bitcoin by OpenTimestamps; from then on not even the key's owner can have signed another."""
