"""Django's PostgreSQL, asked once less for every request."""
