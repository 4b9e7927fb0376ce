"""Django's registration of the room."""

from django.apps import AppConfig


class MerchantConfig(AppConfig):
    """A merchant's till and takings."""

    name = "zhiyin.merchant"
    label = "merchant"
