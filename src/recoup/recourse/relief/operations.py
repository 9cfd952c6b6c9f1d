"""Writes of tax relief: each unpaid invoice gets its days, is claimed or not, and money that comes sends tax back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from recoup.archive.deeds import deed
from recoup.law.places import Connections, Place, which_law
from recoup.law.tax import tax_relief
from recoup.law.values import Unknown
from recoup.ledger.models import Allocation, Invoice, InvoiceKind, InvoiceState
from recoup.ledger.operations import written_off
from recoup.lib.errors import Refused
from recoup.lib.money import text
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.letgo.operations import enter
from recoup.recourse.letgo.rules import Entry, tax_part
from recoup.recourse.models import ReliefState, TaxRelief, TaxRepayment

MOST_A_DAY = 2_000
LATE_DAYS = 30
"""An invoice gets its days when it is so late: nothing opens sooner, and most are paid before."""
WARN_DAYS = 60
MONEY = ("bank", "payments", "manual", "books")
NOT_OVER = (ReliefState.WAITING, ReliefState.OPEN)


def place_of(creditor: Creditor, region: str) -> Place:
    """The place of the creditor's registration, whose law answers."""
    key = f"{creditor.country}-{region}" if region else creditor.country
    return which_law("tax.relief", Connections(creditor=key))


def note_days(creditor: Creditor, place: Place, today: date) -> int:
    """Gives late or written-off invoices with tax their days, the oldest first; how many. None where the law is not
    known, and none for a debt that was sold: its loss is not ours."""
    rows = Invoice.objects.of(creditor).filter(
        Q(state=InvoiceState.WRITTEN_OFF)
        | Q(state=InvoiceState.OPEN, due_on__lte=today - timedelta(days=LATE_DAYS)),
        kind=InvoiceKind.INVOICE, tax_minor__gt=0, tax_relief__isnull=True, assigned_to="",
    ).exclude(is_assigned=True)  # fmt: skip
    made = []
    for row in rows.order_by("due_on", "pk")[:MOST_A_DAY]:
        found = tax_relief(place, row.due_on, row.supplied_on)
        if isinstance(found, Unknown):
            return 0
        made.append(
            TaxRelief(
                creditor=creditor,
                invoice=row,
                place=place.key,
                opens_on=found.opens_on,
                lapses_on=found.lapses_on,
            )
        )
    TaxRelief.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def turn(creditor: Creditor, today: date) -> tuple[list[TaxRelief], list[TaxRelief]]:
    """What opened by the day and what lapses soon, each told once; what was paid, sold or has lapsed is over.

    Where the law holds no waiting time the tax opens when the debt is written off or the debtor insolvent. Returns
    (opened, to be warned of), with their invoices.
    """
    rows = TaxRelief.objects.of(creditor).filter(state__in=NOT_OVER)
    rows.filter(invoice__state=InvoiceState.PAID).update(state=ReliefState.PAID)
    rows.filter(lapses_on__lt=today).update(state=ReliefState.LAPSED)
    sold = Q(invoice__state__in=(InvoiceState.SOLD, InvoiceState.CANCELLED)) | Q(invoice__is_assigned=True)
    rows.filter(sold | ~Q(invoice__assigned_to="")).update(state=ReliefState.NOT_CLAIMED)
    mine = rows.select_related("invoice__debtor").order_by("pk")
    is_lost = Q(invoice__state=InvoiceState.WRITTEN_OFF) | Q(invoice__debtor__insolvent_on__lte=today)
    is_open = Q(opens_on__lte=today) | (Q(opens_on__isnull=True) & is_lost)
    opened = list(mine.filter(is_open, state=ReliefState.WAITING)[:MOST_A_DAY])
    TaxRelief.objects.filter(pk__in=[one.pk for one in opened]).update(state=ReliefState.OPEN)
    soon = today + timedelta(days=WARN_DAYS)
    lapsing = list(
        mine.filter(Q(state=ReliefState.OPEN, warned_on__isnull=True, lapses_on__lte=soon))[:MOST_A_DAY]
    )
    TaxRelief.objects.filter(pk__in=[one.pk for one in lapsing]).update(warned_on=today)
    return opened, lapsing


def claimables(creditor: Creditor, rows: Sequence[TaxRelief]) -> dict[int, int]:
    """The tax in what is not paid of each invoice, open or written off, in minor units; one query."""
    off = written_off(creditor, [one.invoice_id for one in rows])
    return {
        one.pk: tax_part(
            one.invoice.open_minor + off.get(one.invoice_id, 0),
            one.invoice.amount_minor,
            one.invoice.tax_minor,
        )
        or 0
        for one in rows
    }


def claimable(relief: TaxRelief) -> int:
    """The same of one invoice."""
    return claimables(relief.creditor, [relief])[relief.pk]


def claim(
    creditor: Creditor, relief: TaxRelief, minor: int, *, on: date, actor: str, moment: datetime
) -> None:
    """The tax was claimed back, with its line for the books.

    Raises Refused: `decided_already`, `too_early`, `lapsed`, `over_claimed`.
    """
    row = relief.invoice
    with deed(actor, moment, creditor.key, [row.debtor.stream_key]):
        if relief.state in NOT_OVER and relief.lapses_on is not None and on > relief.lapses_on:
            raise Refused(
                "lapsed",
                say("It could be claimed until %(on)s.", on=relief.lapses_on),
                "on",
                "It cannot be claimed any more.",
            )
        if relief.opens_on is not None and on < relief.opens_on:
            raise Refused(
                "too_early",
                say("It can be claimed from %(on)s on.", on=relief.opens_on),
                "on",
                "Wait until then.",
            )
        most = claimable(relief)
        if not 0 < minor <= most:
            raise Refused(
                "over_claimed",
                say("The tax in what is unpaid is %(most)s.", most=text(most, row.currency)),
                "amount",
                "Claim at most that.",
            )
        newest = Allocation.objects.of(creditor).filter(invoice=row).aggregate(pk=Max("pk"))["pk"] or 0
        _decide(relief, ReliefState.CLAIMED, on, actor, claimed_minor=minor, seen_allocation=newest)
        enter(creditor, row, [Entry("tax_relief", "tax", "bad_debts", minor, minor)], on)


def leave(relief: TaxRelief, note: str, *, on: date, actor: str) -> None:
    """It is not claimed, for a reason. Raises Refused: `missing`, `decided_already`."""
    if not note.strip():
        raise Refused("missing", "Say why the tax is not claimed.", "note", "A few words will do.")
    _decide(relief, ReliefState.NOT_CLAIMED, on, actor, note=note.strip()[:500])


def _decide(relief: TaxRelief, state: ReliefState, on: date, actor: str, **more: object) -> None:
    waiting = TaxRelief.objects.filter(pk=relief.pk, state__in=NOT_OVER)
    if not waiting.update(state=state, decided_on=on, decided_by=actor, **more):
        raise Refused(
            "decided_already", "This is decided already, or has lapsed.", "relief", "See the list again."
        )
    relief.refresh_from_db()


def note_repayments(creditor: Creditor, today: date) -> list[TaxRepayment]:
    """Money that came on invoices whose tax was claimed: the tax in it has to go back. Each payment once."""
    claimed = (
        TaxRelief.objects.of(creditor).filter(state=ReliefState.CLAIMED).select_related("invoice__debtor")
    )
    came = Q(invoice__allocations__tax_repayment__isnull=True, invoice__allocations__is_active=True)
    came &= Q(invoice__allocations__source__in=MONEY)
    made = []
    for relief in claimed.filter(came).distinct():
        row = relief.invoice
        left = relief.claimed_minor - sum(relief.repayments.values_list("amount_minor", flat=True))
        money = Allocation.objects.of(creditor).filter(
            invoice=row,
            is_active=True,
            source__in=MONEY,
            pk__gt=relief.seen_allocation,
            tax_repayment__isnull=True,
        )
        for one in money.order_by("pk"):
            minor = min(left, tax_part(one.amount_minor, row.amount_minor, row.tax_minor) or 0)
            if minor <= 0:
                break
            left -= minor
            made.append(
                TaxRepayment.objects.create(
                    creditor=creditor, relief=relief, allocation=one, amount_minor=minor, noted_on=today
                )
            )
    return made


def repay(creditor: Creditor, repayment: TaxRepayment, *, on: date, actor: str, moment: datetime) -> bool:
    """The tax went back, with its line for the books; False where that was said before."""
    row = repayment.relief.invoice
    with deed(actor, moment, creditor.key, [row.debtor.stream_key]):
        waiting = TaxRepayment.objects.filter(pk=repayment.pk, repaid_on__isnull=True)
        if not waiting.update(repaid_on=on, repaid_by=actor):
            return False
        minor = repayment.amount_minor
        enter(creditor, row, [Entry("tax_repaid", "bad_debts", "tax", minor, minor)], on)
    return True
