"""Every promise of the program, asked of the rows as they are: what `recoup check` runs on a live database."""

from collections.abc import Callable

from recoup.cases.check import books, formal, sending, work
from recoup.cases.check.result import Check
from recoup.org.models import Creditor

__all__ = ["CHECKS", "Check", "checks"]

CHECKS: tuple[tuple[str, Callable[[Creditor], tuple[int, list[str]]]], ...] = (
    ("nothing neglected", work.nothing_neglected),
    ("one open case for each invoice", work.one_case),
    ("no task older than its limit", work.tasks_in_time),
    ("a rung is earned", work.earned),
    ("never twice", sending.never_twice),
    ("never wrongly: asked what was open", sending.asked_what_was_open),
    ("never wrongly: not while disputed", sending.not_while_disputed),
    ("never wrongly: not while held", sending.not_while_held),
    ("never too much", sending.never_too_much),
    ("failed is not done", sending.failed_is_not_done),
    ("every message in the record", sending.in_the_record),
    ("our account in printed letters", sending.our_account),
    ("exact money: invoices", books.invoices_add_up),
    ("exact money: payments", books.payments_add_up),
    ("exact money: what was let go", books.let_go_adds_up),
    ("exact money: charges", books.charges_add_up),
    ("formal steps: demands", formal.demands),
    ("formal steps: in professional hands", formal.placements),
    ("formal steps: claims in court", formal.claims),
    ("formal steps: what was let go", formal.letting_go),
    ("formal steps: claims in insolvencies", formal.proofs),
    ("apart", books.apart),
)


def checks(creditor: Creditor) -> list[Check]:
    """All checks of one creditor, in a fixed order. Reads only."""
    return [Check(name, *look(creditor)) for name, look in CHECKS]
