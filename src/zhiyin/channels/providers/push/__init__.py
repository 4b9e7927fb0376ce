"""Notifications on a device: web push."""
