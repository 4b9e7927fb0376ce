"""Whether a difference between groups of people is more than chance: planned before, read as often as one likes, never said too early."""
