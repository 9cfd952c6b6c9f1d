"""The room's Django app."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Creditors, users, memberships, settings."""

    name = "recoup.org"
    label = "org"
