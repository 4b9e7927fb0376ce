"""Django's registration of the room."""

import importlib

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Merchants, QR codes, payments with their receipts, transfers between people."""

    name = "zhiyin.payments"
    label = "payments"

    def ready(self) -> None:
        """Registers what this room listens to and what time makes due."""
        importlib.import_module("zhiyin.payments.listeners")
        importlib.import_module("zhiyin.payments.jobs")
