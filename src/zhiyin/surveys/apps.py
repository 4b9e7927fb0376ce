"""Django's registration of the room."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questions asked, invitations to answer, answers."""

    name = "zhiyin.surveys"
    label = "surveys"
