"""Claims for court, drawn up, made ready and filed."""

from dataclasses import asdict
from typing import Any

from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.cases.formal import decisions, law
from recoup.cases.formal.claim import preparing, running
from recoup.cases.formal.claim.drawing import Asked, drawn
from recoup.cases.formal.claim.running import Noted
from recoup.cases.formal.solvency import means
from recoup.recourse.models import Claim
from recoup.recourse.solvency.queries import list_for

ASKED = Asked(
    form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North", placement="never_placed",
    mediation="tried", identity_on=MONDAY, net_minor=300_000,
)  # fmt: skip
BARE = Asked(**{**asdict(ASKED), "net_minor": None, "identity_on": None})


def begun(**more: Any) -> World:
    """A case that has had its first reminder, on a Monday."""
    w = world(overdue=93, **more)
    w.run()
    return w


def ready(w: World, asked: Asked = ASKED) -> Claim:
    """All that a claim needs stands: means looked up, figures compared, the law confirmed."""
    claim = preparing.prepare(w.creditor, w.case.pk, asked, **w.by)
    for item in list_for(w.creditor, w.debtor, "company", w.day).items:
        if item.is_needed:
            means.note(w.creditor, w.case.pk, item.code, "sound", w.day, text="looked", **w.by)
    found = drawn(w.case, asked, at(w.day), whole=False)
    for figure in found.open_figures:
        law.confirm_figure(w.creditor, w.case.pk, figure, seen_in="the Gazette", reason="the same", **w.by)
    for choice in found.law.to_confirm():
        law.choose_place(w.creditor, w.case.pk, str(choice.factor), choice.key, "our terms", **w.by)
    return claim


def filed(w: World) -> Claim:
    """A claim that was filed today."""
    ready(w)
    preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    return running.note_step(
        w.creditor, w.case.pk, "filed", Noted(w.day, court="County Court", reference="K1"), **w.by
    )


def unmet(w: World, asked: Asked) -> set[str]:
    """What stops the claim that is drawn up so."""
    claim = preparing.prepare(w.creditor, w.case.pk, asked, **w.by)
    made = drawn(w.case, asked, at(w.day), whole=False)
    found = preparing.conditions(w.case, claim, made, at(w.day), w.day)
    return {one.code for one in found if not one.is_met} & {"net", "identity"}


def decide(w: World, option: str, minor: int | None) -> None:
    decisions.decide(w.creditor, w.case.pk, option, "So it is", {}, {}, minor, **w.by)
