"""Django's registration of the room."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Who somebody is: users, roles, sign-in. The only room that knows allauth."""

    name = "zhiyin.identity"
    label = "identity"
