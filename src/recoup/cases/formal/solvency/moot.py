"""What waits for a yes when a debtor becomes insolvent falls: nobody pays by instalments, and nothing goes out.

A write-off, a sale and a supply stop are still to be decided: an insolvency makes none of them pointless.
"""

from collections.abc import Iterator
from dataclasses import replace

from recoup.cases.formal import letgo
from recoup.cases.models import Approval, Case, CaseClaim, CaseDemand, CaseLetGo, CasePlacement
from recoup.cases.people import holds, promises
from recoup.cases.people.desk import Desk
from recoup.recourse.demand import operations as demands
from recoup.recourse.letgo import operations as letting_go
from recoup.recourse.models import ClaimState, DemandState, LetGoKind, LetGoState, PlacementState
from recoup.recourse.placement import operations as placements

WHY = "insolvent"


def call_off(desk: Desk) -> None:
    """Each is closed under the hand of whoever noted the insolvency, with its entry and that reason."""
    for case, what, pk in (
        *_agreements(desk),
        *_demands(desk),
        *_placements(desk),
        *_claims(desk),
        *_offers(desk),
    ):
        replace(desk, case=case).record("approval.moot", result=what, facts={"of": pk, "why": WHY})


def _agreements(desk: Desk) -> Iterator[tuple[Case, str, int]]:
    """Late promises and instalments."""
    rows = Approval.objects.of(desk.creditor).filter(case__debtor=desk.debtor, decided_on__isnull=True)
    for asked in rows.filter(kind__in=("promise", "plan")).select_related("case", "promise").order_by("pk"):
        Approval.objects.filter(pk=asked.pk).update(
            decided_by=desk.actor, decided_on=desk.today, is_granted=False
        )
        promises.settle(replace(desk, case=asked.case), asked, False)
        yield asked.case, asked.kind, asked.pk


def _demands(desk: Desk) -> Iterator[tuple[Case, str, int]]:
    links = CaseDemand.objects.of(desk.creditor).filter(
        demand__debtor=desk.debtor, demand__state=DemandState.ASKED
    )
    for link in links.select_related("case", "demand").order_by("pk"):
        demands.end(link.demand, DemandState.WITHDRAWN, "they are insolvent", desk.today)
        replace(desk, case=link.case).close_kind("approve_demand", result=WHY)
        yield link.case, "demand", link.demand_id


def _placements(desk: Desk) -> Iterator[tuple[Case, str, int]]:
    """Asked for, or approved and not handed over yet; what others have stays with them until a person says."""
    waiting = (PlacementState.ASKED, PlacementState.APPROVED)
    links = CasePlacement.objects.of(desk.creditor).filter(
        placement__debtor=desk.debtor, placement__state__in=waiting
    )
    for link in links.select_related("case", "placement").order_by("pk"):
        placements.end(link.placement, "called_off", desk.today, list(waiting))
        replace(desk, case=link.case).close_kind("approve_placement", "hand_over", result=WHY)
        yield link.case, "placement", link.placement_id


def _claims(desk: Desk) -> Iterator[tuple[Case, str, int]]:
    """Drawn up or approved, and not filed."""
    waiting = (ClaimState.DRAFT, ClaimState.APPROVED)
    links = CaseClaim.objects.of(desk.creditor).filter(claim__debtor=desk.debtor, claim__state__in=waiting)
    for link in links.select_related("case", "claim").order_by("pk"):
        claim = link.claim
        claim.state, claim.ended_on = ClaimState.WITHDRAWN, desk.today
        claim.save(update_fields=["state", "ended_on"])
        replace(desk, case=link.case).close_kind("approve_claim", "claim_file", result=WHY)
        yield link.case, "claim", claim.pk


def _offers(desk: Desk) -> Iterator[tuple[Case, str, int]]:
    """Settlements that nobody has offered yet."""
    links = CaseLetGo.objects.of(desk.creditor).filter(
        let_go__debtor=desk.debtor, let_go__kind=LetGoKind.SETTLEMENT, let_go__state=LetGoState.ASKED
    )
    for link in links.select_related("case", "let_go").order_by("pk"):
        at = replace(desk, case=link.case)
        letting_go.end(link.let_go, LetGoState.WITHDRAWN, on=desk.today)
        holds.release_waiting(at, letgo.waiting_note(link.let_go.kind))
        at.close_kind(letgo.TASK, result=WHY)
        yield link.case, "settlement", link.let_go_id
