"""Pages about seals: what is proved to its owner, and what everybody may see."""
