"""The lines for the books: taken over once, with the account codes of the settings, and recorded."""

from datetime import datetime

from recoup.archive.deeds import deed
from recoup.cases.people import members
from recoup.lib.clock import day_in
from recoup.org.models import Creditor
from recoup.org.settings import Settings, settings_of
from recoup.recourse.letgo.operations import take_lines


def codes(settings: Settings) -> dict[str, str]:
    """Use -> account code in the books; empty where none is set."""
    return {
        "receivables": settings.journal_receivables,
        "bad_debts": settings.journal_bad_debts,
        "recoveries": settings.journal_recoveries,
        "tax": settings.journal_tax,
        "buyer": settings.journal_buyer,
    }


def take(creditor: Creditor, *, actor: str, moment: datetime) -> int | None:
    """Marks the new lines as taken over; the number of their batch, None where there is nothing new.

    Raises Refused (`not_allowed`).
    """
    members.require(creditor, actor, "write_off")
    settings = settings_of(creditor, moment)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        number = take_lines(creditor, codes(settings), on=day_in(moment, settings.timezone))
        if number is not None:
            act.record(creditor.stream_key, "journal.taken", klass="internal", facts={"batch": number})
    return number
