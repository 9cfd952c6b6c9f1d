"""The room's Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See the room's README."""

    name = "recoup.documents"
    label = "documents"
