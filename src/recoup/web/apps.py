"""The Django app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Room `web`."""

    name = "recoup.web"
    label = "web"
