"""Who is in which arm, and who is left alone on purpose."""
