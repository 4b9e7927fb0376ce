"""Seals: every line of the journal is a leaf of one growing tree, whose head is signed; whoever has a receipt can check it alone."""
