"""Journeys: their list, one as a drawing with its history, and the forms that change it."""
