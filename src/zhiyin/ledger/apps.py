"""Django's registration of the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The only money truth: accounts, two-leg transfers, holds, one posting function."""

    name = "zhiyin.ledger"
    label = "ledger"
