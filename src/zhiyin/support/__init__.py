"""Cases: what a person reports, who solves it, what was said."""
