"""The room's Django app."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """See the room's README."""

    name = "recoup.cli"
    label = "cli"
