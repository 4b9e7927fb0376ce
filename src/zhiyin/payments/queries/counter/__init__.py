"""What a shop takes from its till: its books, and the tag on its counter."""
