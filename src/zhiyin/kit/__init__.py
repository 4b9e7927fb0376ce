"""Small pure things that every room may use. No Django here."""
