"""The room's Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """See the room's README."""

    name = "recoup.ledger"
    label = "ledger"
