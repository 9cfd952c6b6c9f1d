"""Tells Django of the archive, and has the triggers made after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _after_migrate(using: str, **_: Any) -> None:
    from recoup.archive.triggers import ensure_triggers

    ensure_triggers(connections[using])


class ArchiveConfig(AppConfig):
    """The archive; label `archive`."""

    name = "recoup.archive"
    label = "archive"

    def ready(self) -> None:
        """Django's own hook for what a migrate cannot hold: an AlterField silently drops triggers."""
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="archive.triggers")
