"""回访: planned contacts, the decision about each, and why."""
