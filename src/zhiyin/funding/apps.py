"""Django's registration of the room."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Money into the wallet and out of it."""

    name = "zhiyin.funding"
    label = "funding"
