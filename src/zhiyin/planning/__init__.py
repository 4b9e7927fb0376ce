"""Where the money goes: spending by category and month."""
