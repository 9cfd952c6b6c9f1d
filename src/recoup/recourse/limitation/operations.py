"""What people note that moves the last day to sue."""

from datetime import date, datetime

from recoup.ledger.models import Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.limitation.rules import NOTED, SPANS
from recoup.recourse.models import LimitationFact


def note_fact(
    creditor: Creditor,
    debtor: Debtor,
    what: str,
    on: date,
    *,
    today: date,
    until_on: date | None = None,
    invoice: Invoice | None = None,
    has_form: bool = True,
    actor: str,
    moment: datetime,
) -> LimitationFact:
    """Notes it; the same once more changes nothing.

    Raises Refused: `unknown_fact`, `date_in_future` (what has not happened moves nothing), `missing` (a span without
    its end), `bad_span`.
    """
    if what not in NOTED:
        raise Refused(
            "unknown_fact",
            say("“%(what)s” moves no limitation.", what=what),
            "what",
            "Choose one of the list.",
        )
    if on > today:
        raise Refused(
            "date_in_future", say("%(on)s has not come yet.", on=on), "on", "Give the day it happened."
        )
    if what in SPANS and until_on is None:
        raise Refused("missing", "The day it ends on is needed.", "until", "Give the last day.")
    if until_on is not None and (what not in SPANS or until_on < on) and what != "decided":
        raise Refused(
            "bad_span", "The end lies before the beginning.", "until", "Give the later day as the end."
        )
    known = LimitationFact.objects.of(creditor).filter(
        debtor=debtor, invoice=invoice, what=what, happened_on=on, until_on=until_on, has_form=has_form,
        withdrawn_on__isnull=True,
    )  # fmt: skip
    before: LimitationFact | None = known.first()
    if before is not None:
        return before
    made: LimitationFact = LimitationFact.objects.create(
        creditor=creditor, debtor=debtor, invoice=invoice, what=what, happened_on=on, until_on=until_on,
        has_form=has_form, noted_by=actor, noted_at=moment,
    )  # fmt: skip
    return made


def withdraw_fact(creditor: Creditor, pk: int, *, today: date) -> LimitationFact:
    """It was noted by mistake. Raises Refused (`no_such_fact`); a second time changes nothing."""
    found: LimitationFact | None = (
        LimitationFact.objects.of(creditor).select_related("debtor").filter(pk=pk).first()
    )
    if found is None:
        raise Refused("no_such_fact", say("Nothing was noted under %(pk)s.", pk=pk), "fact", "")
    if found.withdrawn_on is None:
        found.withdrawn_on = today
        found.save(update_fields=["withdrawn_on"])
    return found
