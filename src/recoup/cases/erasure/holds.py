"""Legal holds: nothing of a debtor is erased while a court, an authority or a claim needs it."""

from datetime import datetime

from recoup.archive.deeds import Content, deed
from recoup.cases.models import LegalHold
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

_LONGEST = 300


def standing(creditor: Creditor, debtor: Debtor) -> LegalHold | None:
    """The hold that stands on the debtor."""
    rows = LegalHold.objects.of(creditor).filter(debtor=debtor, released_at__isnull=True)
    found: LegalHold | None = rows.first()
    return found


def set_hold(creditor: Creditor, debtor: Debtor, reason: str, *, actor: str, moment: datetime) -> LegalHold:
    """Sets it. Raises Refused: `no_reason`, `held_already`."""
    reason = _reason(reason)
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as act:
        if standing(creditor, debtor) is not None:
            raise Refused("held_already", "A legal hold stands already.", "reason")
        made: LegalHold = LegalHold.objects.create(
            creditor=creditor, debtor=debtor, reason=reason, set_by=actor, set_at=moment
        )
        act.record(
            debtor.stream_key, "legal_hold.set", klass="internal", facts={"hold": made.pk},
            payloads={"reason": Content(reason.encode())},
        )  # fmt: skip
    return made


def release(creditor: Creditor, debtor: Debtor, reason: str, *, actor: str, moment: datetime) -> None:
    """Ends it. Raises Refused: `no_reason`, `not_held`."""
    reason = _reason(reason)
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as act:
        found = standing(creditor, debtor)
        if found is None:
            raise Refused("not_held", "No legal hold stands.", "reason")
        found.released_by, found.released_at, found.release_reason = actor, moment, reason
        found.save(update_fields=["released_by", "released_at", "release_reason"])
        act.record(
            debtor.stream_key, "legal_hold.released", klass="internal", facts={"hold": found.pk},
            payloads={"reason": Content(reason.encode())},
        )  # fmt: skip


def _reason(text: str) -> str:
    said = " ".join(text.split())[:_LONGEST]
    if not said:
        raise Refused("no_reason", "Say why.", "reason", "Like: claim filed at the county court.")
    return said
