"""Django's registration of the room."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Ways to a person: the in-app inbox first."""

    name = "zhiyin.channels"
    label = "channels"
