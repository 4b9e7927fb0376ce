"""Talking with somebody of ours: by telephone, or face to face."""
