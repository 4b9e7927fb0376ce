"""Django's registration of the room."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Merchants, QR codes, payments with their receipts, transfers between people."""

    name = "zhiyin.payments"
    label = "payments"
