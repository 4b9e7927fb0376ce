"""Django's registration of the room."""

import importlib

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The only money truth: accounts, two-leg transfers, holds, one posting function."""

    name = "zhiyin.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Registers what time makes due."""
        importlib.import_module("zhiyin.ledger.jobs")
