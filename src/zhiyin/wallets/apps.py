"""Django's registration of the room."""

from django.apps import AppConfig


class WalletsConfig(AppConfig):
    """A person's or merchant's accounts per asset: balance, statement."""

    name = "zhiyin.wallets"
    label = "wallets"
