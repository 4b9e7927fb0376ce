"""Django's registration of the room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Facts on their way: kept in commit order, read by each listener at its own pace."""

    name = "zhiyin.outbox"
    label = "outbox"
