"""What lies beyond asking at the end of the demo, as facts and in an owner's words."""

from typing import Any

from django.db.models import QuerySet, Sum

from recoup.cases.models import Promise, Task
from recoup.cli.screen import Screen, amount, count
from recoup.org.models import Creditor
from recoup.recourse.models import (
    Claim,
    Confirmation,
    Demand,
    Dividend,
    LetGo,
    LetGoPart,
    Placement,
    Professional,
    Proof,
    Recovery,
    Remittance,
    TaxRelief,
    Watch,
)
from recoup.recourse.models import Enforcement as Enforced

IN_COURT = ("filed", "served", "defended", "hearing", "judgment", "appeal")
DECISIONS = ("approve_demand", "approve_placement", "approve_claim", "approve_let_go")


def facts(creditor: Creditor) -> dict[str, Any]:
    """Counts of things, and sums of those in the creditor's own currency in minor units."""
    demands, placements = Demand.objects.of(creditor), Placement.objects.of(creditor)
    claims, let_go = Claim.objects.of(creditor), LetGo.objects.of(creditor)
    parts = LetGoPart.objects.of(creditor).filter(
        let_go__kind="write_off", let_go__currency=creditor.currency
    )
    remitted = Remittance.objects.of(creditor).filter(placement__isnull=False, currency=creditor.currency)
    tasks = Task.objects.of(creditor).filter(state="open")
    return {
        "currency": creditor.currency,
        "demands": {
            "served": demands.filter(served_on__isnull=False).count(),
            "paid": demands.filter(state="paid", of_case__case__state="closed_paid").count(),
            "on_the_way": demands.filter(state__in=("approved", "made")).count(),
        },
        "plans": Promise.objects.of(creditor).filter(plan__isnull=False).values("plan").distinct().count(),
        "settlements": {
            "kept": let_go.filter(kind="settlement", state="done").count(),
            "offered": let_go.filter(kind="settlement", state="offered").count(),
        },
        "placements": {
            "handed": placements.filter(placed_on__isnull=False).count(),
            "back": placements.filter(placed_on__isnull=False, state="ended").count(),
            "collected_minor": _sum(remitted, "gross_minor"),
            "net_minor": _sum(remitted, "net_minor"),
        },
        "claims": {
            "filed": claims.filter(filed_on__isnull=False).count(),
            "running": claims.filter(state__in=IN_COURT).exclude(state="judgment").count(),
            "judged": claims.filter(judgment_on__isnull=False).count(),
            "drafts": claims.filter(state="draft").count(),
            "enforced_minor": _sum(Enforced.objects.of(creditor), "got_minor"),
        },
        "insolvencies": {
            "lodged": Proof.objects.of(creditor).filter(filed_on__isnull=False).count(),
            "dividend_minor": _sum(Dividend.objects.of(creditor), "amount_minor"),
        },
        "written_off": {
            "whole_or_part": let_go.filter(kind="write_off", state="done").count(),
            "off_minor": _sum(parts, "off_minor"),
            "recovered_minor": _sum(Recovery.objects.of(creditor), "amount_minor"),
        },
        "tax_relief": TaxRelief.objects.of(creditor).filter(state="open").count(),
        "watched": Watch.objects.of(creditor).count(),
        "professionals": Professional.objects.of(creditor).count(),
        "law_confirmed": Confirmation.objects.of(creditor).count(),
        "to_decide": tasks.filter(kind__in=DECISIONS).count() + claims.filter(state="draft").count(),
    }


def _sum(rows: QuerySet[Any], name: str) -> int:
    return int(rows.aggregate(minor=Sum(name))["minor"] or 0)


def tell(told: dict[str, Any], screen: Screen) -> None:
    """The same in words; nothing where no debt grew old."""
    if not told["demands"]["served"]:
        return
    screen.line()
    screen.line("Where asking brought nothing, people went further:")
    for words in _lines(told):
        screen.line(f"  {words}")
    if told["to_decide"]:
        n = told["to_decide"]
        screen.line(f"{count(n, 'further step waits', 'further steps wait')} for the owner's yes or no.")


def _lines(told: dict[str, Any]) -> list[str]:
    currency = told["currency"]
    demands, placed, claims = told["demands"], told["placements"], told["claims"]
    off, broke, settled = told["written_off"], told["insolvencies"], told["settlements"]
    some = [
        (
            demands["served"],
            f"{count(demands['served'], 'formal demand was', 'formal demands were')} served, and "
            f"{demands['paid']} brought the money; {demands['on_the_way']} more on the way",
        ),
        (told["plans"], f"{count(told['plans'], 'plan')} of instalments agreed"),
        (
            sum(settled.values()),
            f"{count(settled['kept'], 'debt')} settled for a part that was paid in time, and "
            f"{count(settled['offered'], 'such offer')} open",
        ),
        (
            placed["handed"],
            f"{count(placed['handed'], 'debt')} given to an agency, {placed['back']} asked back; it collected "
            f"{amount(placed['collected_minor'], currency)}, of which {amount(placed['net_minor'], currency)} is ours",
        ),
        (
            claims["filed"],
            f"{count(claims['filed'], 'claim')} filed in court: {claims['judged']} with a judgment, which brought "
            f"{amount(claims['enforced_minor'], currency)} so far, {claims['running']} still running",
        ),
        (
            broke["lodged"],
            f"{count(broke['lodged'], 'claim')} lodged in an insolvency, with "
            f"{amount(broke['dividend_minor'], currency)} of dividend",
        ),
        (
            off["whole_or_part"],
            f"{amount(off['off_minor'], currency)} written off in {count(off['whole_or_part'], 'debt')}, of which "
            f"{amount(off['recovered_minor'], currency)} came in later after all",
        ),
        (
            told["tax_relief"],
            f"the tax of {count(told['tax_relief'], 'invoice')} may be claimed back",
        ),
    ]
    return [words for n, words in some if n]
