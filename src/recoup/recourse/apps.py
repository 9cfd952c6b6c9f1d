"""The room's Django app."""

from django.apps import AppConfig


class RecourseConfig(AppConfig):
    """See the room's README."""

    name = "recoup.recourse"
    label = "recourse"
