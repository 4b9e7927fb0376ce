"""Django's registration of the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """A person's pages."""

    name = "zhiyin.web"
    label = "web"
