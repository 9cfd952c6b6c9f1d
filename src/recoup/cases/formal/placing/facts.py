"""What the rules of a placement need of a case, read from the rows."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from recoup.cases.facts.gather import Context
from recoup.cases.models import Case, CasePlacement, StepRun, StepState
from recoup.ladder.position import CaseFacts, Position
from recoup.ledger.models import Charge, Debtor, Invoice
from recoup.org.models import Creditor
from recoup.org.settings import Settings
from recoup.recourse.models import HELD, Placement
from recoup.recourse.placement.rules import Debt


def claim_of(facts: CaseFacts, today: date) -> list[tuple[int, int]]:
    """(invoice, minor units) of what is overdue, open and undisputed, the oldest first."""
    owed = [one for one in facts.invoices if one.due_on < today and one.asked_minor > 0]
    return [(one.id, one.asked_minor) for one in sorted(owed, key=lambda one: (one.due_on, one.id))]


def charges_of(
    creditor: Creditor, debtor: Debtor, currency: str, invoices: Sequence[int]
) -> list[tuple[int, int]]:
    """(charge, minor units) of what is open of the charges on these invoices, and of those on none."""
    rows = Charge.objects.of(creditor).filter(debtor=debtor, currency=currency, is_void=False)
    mine = rows.filter(Q(invoice__in=invoices) | Q(invoice__isnull=True)).order_by("pk")
    return [(one.pk, one.open_minor) for one in mine if one.open_minor > 0]


def deadline_of(creditor: Creditor, case: Case) -> date | None:
    """Until when the last formal demand that was served gave time."""
    served = StepRun.objects.of(creditor).filter(
        case=case, kind="demand", state=StepState.DONE, is_void=False, due_on__isnull=False
    )
    found: date | None = served.order_by("-due_on").values_list("due_on", flat=True).first()
    return found


def debt_of(
    ctx: Context, debtor: Debtor, case: Case, position: Position, items: Sequence[tuple[int, int]]
) -> Debt:
    """The debt as the rules see it."""
    mine = next((one for one in position.cases if one.id == case.pk), None)
    placed = Placement.objects.of(ctx.creditor).filter(debtor=debtor, state__in=HELD)
    invoices = Invoice.objects.of(ctx.creditor).filter(pk__in=[pk for pk, _ in items], insured=True)
    return Debt(
        kind=position.kind,
        country=position.country,
        claim_minor=sum(minor for _, minor in items),
        is_insolvent=debtor.insolvent_on is not None and debtor.insolvent_on <= ctx.today,
        is_represented=position.is_represented,
        has_unread=position.unread_since_on is not None,
        is_insured=invoices.exists(),
        is_placed=placed.exists(),
        deadline_on=deadline_of(ctx.creditor, case),
        has_account_owner=bool(mine and mine.has_account_owner),
        owner_told_on=mine.owner_told_on if mine else None,
        is_for_others=ctx.settings.works_for == "others",
        licences=licences_of(ctx.settings),
    )


def licences_of(settings: Settings) -> frozenset[str]:
    """The countries for which a licence to collect for others is entered."""
    return frozenset(settings.licences.split())


def case_of(creditor: Creditor, placement: Placement) -> Case:
    """The case that a placement is of."""
    link: CasePlacement = (
        CasePlacement.objects.of(creditor).select_related("case__debtor").get(placement=placement)
    )
    return link.case
