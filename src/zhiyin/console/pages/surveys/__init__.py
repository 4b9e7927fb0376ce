"""Questionnaires: written, published, handed out, and what they found out."""
