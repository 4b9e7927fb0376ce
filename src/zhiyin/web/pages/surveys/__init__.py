"""Questionnaires as people see them, and the wishes they make."""
