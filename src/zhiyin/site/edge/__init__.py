"""Where requests come in: what every answer carries, static files, answers for machines, the log."""
