"""What this person sees: look, home tiles, suggestions and their reasons."""
