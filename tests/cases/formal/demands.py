"""A case at the formal demand, with all that it needs or with what is left out."""

from io import BytesIO

import pikepdf
from tests.cases.people.worlds import World, world

from recoup.archive.deeds import Content
from recoup.cases.facts import context, gather
from recoup.cases.formal import law
from recoup.cases.formal.demand import deeds
from recoup.cases.formal.demand.draft import Draft, draft
from recoup.cases.people.causes import set_cause
from recoup.ledger.operations import add_exhibit
from recoup.recourse.models import Demand


def paper() -> bytes:
    """A PDF of one empty page."""
    with pikepdf.new() as made:
        made.add_blank_page()
        out = BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def at_demand(**debtor: object) -> World:
    """A case for which the demand has to be prepared; the due date was agreed."""
    w = world(**debtor)
    w.invoice.due_basis = "agreed"
    w.invoice.save()
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"))
    w.run_until("find_contact")
    w.record("found", task=w.task("find_contact"), name="Eve Right", phone="+44 20 7946 0001")
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"))
    w.run_until("visit")
    w.record("met_decision_maker", task=w.task("visit"))
    w.run_until("demand")
    return w


def drafted(w: World) -> Draft:
    """The demand as it stands."""
    ctx = context(w.creditor, w.by["moment"])
    case = type(w.case).objects.select_related("debtor", "creditor").get(pk=w.case.pk)
    return draft(ctx, case, gather(ctx, [w.debtor.pk])[0])


def prepare(w: World) -> World:
    """Everything that stops a demand is mended, and nothing is missing."""
    deeds.verify_identity(w.creditor, w.case.pk, "Companies House 01234567", **w.by)
    settle_law(w)
    for kind in ("order", "terms", "delivery", "invoice"):
        add_exhibit(w.creditor, w.invoice, kind, f"{kind}.pdf", Content(paper(), "application/pdf"), **w.by)
    set_cause(w.creditor, w.case.pk, "forgotten", **w.by)
    return w


def settle_law(w: World) -> None:
    """The places are chosen and the figures compared."""
    for factor in ("contract", "court"):
        law.choose_place(w.creditor, w.case.pk, factor, "GB-EAW", "Clause 12", **w.by)
    for figure in drafted(w).to_confirm:
        law.confirm_figure(w.creditor, w.case.pk, figure, seen_in="the Act", reason="Same", **w.by)


def asked(w: World, **more: object) -> Demand:
    """A demand that was asked for by the controller."""
    given = {"method": "post", "reasons": {}, **w.by, **more}
    return deeds.ask(w.creditor, w.case.pk, **given)  # type: ignore[arg-type]


def made(w: World) -> Demand:
    """A demand whose letter lies printed."""
    return deeds.decide(w.creditor, asked(w).pk, is_granted=True, **w.by_owner)
