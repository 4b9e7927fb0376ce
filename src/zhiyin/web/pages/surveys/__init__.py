"""Questionnaires as people see them."""
