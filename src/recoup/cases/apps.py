"""The room's Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """See the room's README."""

    name = "recoup.cases"
    label = "cases"
