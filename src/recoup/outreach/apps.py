"""The room's Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """See the room's README."""

    name = "recoup.outreach"
    label = "outreach"
