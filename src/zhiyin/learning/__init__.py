"""Pure functions that learn: counts and days in, rankings and reasons out. No Django, no clock, no database."""
