"""Merchants, QR codes, payments with their receipts, transfers between people."""
