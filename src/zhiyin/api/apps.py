"""Django's registration of the room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST, version 1."""

    name = "zhiyin.api"
    label = "api"
