"""The room's Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the room's README."""

    name = "recoup.intake"
    label = "intake"
