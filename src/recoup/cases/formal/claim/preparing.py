"""A claim is drawn up by one person and approved by another; nothing is signed or filed by the program."""

from datetime import date, datetime

from recoup.archive.deeds import Content, salted
from recoup.cases.formal.claim.drawing import DUE_BASES, Asked, Drawn, drawn, refuse_open
from recoup.cases.formal.claim.known import Known, identity_of_claim, known_of, net_of
from recoup.cases.formal.limitation import standing
from recoup.cases.models import Case, CaseClaim, CasePlacement
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.documents.court.pdf import court_pdf
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.claim import papers
from recoup.recourse.claim.rules import BEFORE, MEDIATIONS, PLACEMENTS, RUNNING, Need, needs
from recoup.recourse.claim.rules import Known as Facts
from recoup.recourse.models import HELD, Claim, ClaimInvoice, ClaimState
from recoup.recourse.solvency.queries import means_of

APPROVE, FILE = "approve_claim", "claim_file"
"""What people are asked: whether it may go to court, then to sign and file it."""
FILE_DAYS = 2
NEEDS = {
    "placement": say("whether it was with professionals, and is back from them"),
    "mediation": say("what was done about settling it without a court"),
    "means": say("means of the debtor, looked up within 30 days"),
    "net": say("something left of it after all costs"),
    "limitation": say("a last day to sue that is known and not over"),
    "identity": say("the debtor's legal identity, checked within 30 days"),
    "solvent": say("no insolvency"),
    "figures": say("every figure of the law compared with the official text"),
    "places": say("whose law answers, confirmed"),
}
"""What has to stand before a claim is approved."""


def of_case(case: Case) -> Claim | None:
    """The newest claim about a case."""
    links = CaseClaim.objects.of(case.creditor_id).filter(case=case).select_related("claim__debtor")
    link: CaseClaim | None = links.order_by("-pk").first()
    return link.claim if link else None


def asked_of(claim: Claim) -> Asked:
    """What was said when the claim was drawn up."""
    return Asked(
        form=claim.form,
        place=claim.place,
        basis=claim.basis,
        signer=claim.signer,
        placement=claim.placement,
        mediation=claim.mediation,
        identity_on=claim.identity_on,
        net_minor=claim.net_minor,
        identity_reason=claim.identity_reason,
        net_reason=claim.net_reason,
        means_reason=claim.means_reason,
    )


def prepare(creditor: Creditor, case: int, asked: Asked, *, actor: str, moment: datetime) -> Claim:
    """Draws the claim up as of today and keeps its papers; a claim not yet filed is drawn up anew and has to be
    approved again. Somebody else is asked for their yes.

    Raises Refused: `no_such_case`, `case_closed`, `not_allowed`, `claim_runs`, `missing` (a signer, or why something
    else holds than what is kept), `unknown_basis`, `unknown_answer`, `law_open`, `insolvent`, and what `drawing.drawn`
    refuses.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        assert desk.case is not None
        before = of_case(desk.case)
        if before is not None and before.state in RUNNING:
            raise Refused(
                "claim_runs", "A claim about this case runs in court already.", "", "Note how it goes on."
            )
        _check(desk, asked)
        _check_overruled(asked, known_of(desk.case))
        made = drawn(desk.case, asked, moment)
        refuse_open(made)
        return _keep(desk, asked, made, before if before is not None and before.state in BEFORE else None)


def _check(desk: Desk, asked: Asked) -> None:
    if not asked.signer.strip():
        raise Refused("missing", "Say who checks and signs it.", "signer", "Give a name.")
    if asked.basis and asked.basis not in DUE_BASES:
        raise Refused(
            "unknown_basis", "A due date does not rest on that.", "basis", "Choose one of the list."
        )
    for name, value, known in (
        ("placement", asked.placement, PLACEMENTS),
        ("mediation", asked.mediation, MEDIATIONS),
    ):
        if value and value not in known:
            raise Refused("unknown_answer", "That is no answer to it.", name, "Choose one of the list.")
    if desk.debtor.insolvent_on is not None and desk.debtor.insolvent_on <= desk.today:
        raise Refused(
            "insolvent", "They are insolvent: a claim would cost money and bring none.", "",
            "Lodge the claim in the insolvency instead.",
        )  # fmt: skip


def _check_overruled(asked: Asked, known: Known) -> None:
    """What a person puts in the place of something kept needs its reason."""
    is_net_other = (
        asked.net_minor is not None and known.worth is not None and asked.net_minor != known.net_minor
    )
    if is_net_other and not asked.net_reason.strip():
        raise Refused(
            "missing", "What was decided on its worth says otherwise: say why your sum holds.", "net_reason",
            "Or leave the sum empty, and what was decided holds.",
        )  # fmt: skip
    is_day_other = asked.identity_on is not None and known.identity_on not in (None, asked.identity_on)
    if is_day_other and not asked.identity_reason.strip():
        raise Refused(
            "missing", "Another day is kept on which they were looked up: say why yours holds.", "identity_reason",
            "Or leave the day empty, and the one that is kept holds.",
        )  # fmt: skip


def _keep(desk: Desk, asked: Asked, made: Drawn, before: Claim | None) -> Claim:
    assert desk.case is not None
    file = made.file
    kept = {
        "pdf": salted(Content(court_pdf(file), "application/pdf")),
        "data": salted(Content(papers.data_of(made.form, file), "application/json")),
        "table": salted(Content(papers.table_of(made.form, file), "text/csv; charset=utf-8")),
    }
    values = {
        "place": made.place.key, "form": made.form.code, "currency": file.currency, "state": ClaimState.DRAFT,
        "basis": asked.basis, "signer": asked.signer.strip()[:200], "reckoned_on": file.until_on,
        "principal_minor": file.principal_minor, "interest_minor": file.interest_minor,
        "compensation_minor": file.compensation_minor, "fee_minor": file.fee_minor,
        "daily": papers.exact(file.daily, file.currency), "placement": asked.placement, "mediation": asked.mediation,
        "identity_on": asked.identity_on, "net_minor": asked.net_minor,
        "identity_reason": asked.identity_reason.strip()[:2_000], "net_reason": asked.net_reason.strip()[:2_000],
        "means_reason": asked.means_reason.strip()[:2_000],
        "prepared_by": desk.actor, "prepared_at": desk.moment, "approved_by": "", "approved_on": None,
        **{name: one.commitment for name, one in kept.items()},
    }  # fmt: skip
    if before is None:
        claim = Claim.objects.create(creditor=desk.creditor, debtor=desk.debtor, **values)
        CaseClaim.objects.create(creditor=desk.creditor, case=desk.case, claim=claim)
    else:
        claim = before
        for name, value in values.items():
            setattr(claim, name, value)
        claim.save()
        ClaimInvoice.objects.filter(claim=claim).delete()
    ClaimInvoice.objects.bulk_create(
        ClaimInvoice(
            creditor=desk.creditor, claim=claim, invoice=one.invoice, principal_minor=one.principal_minor,
            interest_minor=one.interest_minor, compensation_minor=one.compensation_minor,
        )
        for one in made.parts
    )  # fmt: skip
    reasons = {"net_reason": claim.net_reason, "identity_reason": claim.identity_reason,
               "means_reason": claim.means_reason}  # fmt: skip
    told = {name: Content(text.encode()) for name, text in reasons.items() if text}
    desk.act.record(
        desk.debtor.stream_key, "claim.prepared", klass="privileged",
        facts={"case": desk.case.pk, "claim": claim.pk, "form": claim.form, "place": claim.place},
        amounts={"claimed_minor": claim.claimed_minor}, payloads={**kept, **told},
    )  # fmt: skip
    desk.close_kind(FILE, result="drawn_again")
    desk.ask(APPROVE, desk.working_day(), role="manager")
    return claim


def conditions(case: Case, claim: Claim, made: Drawn, moment: datetime, today: date) -> tuple[Need, ...]:
    """What has to stand before the claim is approved, and whether it does."""
    debtor = case.debtor
    clock, known = standing(case, moment), known_of(case)
    verdict = means_of(case.creditor, debtor, debtor.kind, today).verdict
    return needs(
        Facts(
            today=today,
            placement=claim.placement,
            is_placed=CasePlacement.objects.of(case.creditor_id)
            .filter(case__debtor=debtor, placement__state__in=HELD)
            .exists(),
            mediation=claim.mediation,
            means=verdict,
            is_means_waived=bool(claim.means_reason),
            net_minor=net_of(claim, known),
            limitation_ends_on=clock.ends_on,
            is_limitation_open=bool(clock.unknown),
            identity_on=identity_of_claim(claim, known),
            is_insolvent=verdict == "insolvent" or debtor.insolvent_on is not None,
            open_figures=len(made.open_figures),
            open_places=len(made.law.to_confirm()),
        )
    )


def approve(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> Claim:
    """Somebody else than who drew it up says yes, once everything stands; approved before, nothing changes.

    Raises Refused: `no_such_claim`, `not_allowed`, `own_request`, `own_request_too_early`, `not_ready` with what is
    missing.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        assert desk.case is not None
        claim = _drafted(desk.case)
        if claim.state != ClaimState.DRAFT:
            if claim.state == ClaimState.APPROVED:
                return claim
            raise Refused("claim_runs", "This claim is not a draft any more.", "", "")
        alone = members.require_other(creditor, actor, claim.prepared_by, claim.prepared_at, moment)
        made = drawn(desk.case, asked_of(claim), moment, until_on=claim.reckoned_on, whole=False)
        unmet = [
            NEEDS[one.code]
            for one in conditions(desk.case, claim, made, moment, desk.today)
            if not one.is_met
        ]
        if unmet:
            raise Refused(
                "not_ready",
                say("It cannot be approved yet. Missing: %(needs)s.", needs=tuple(unmet)),
                "",
                "Bring in what is missing, or draw the claim up again.",
            )
        claim.state, claim.approved_by, claim.approved_on = ClaimState.APPROVED, actor, desk.today
        claim.save(update_fields=["state", "approved_by", "approved_on"])
        facts = {"claim": claim.pk, "alone": "yes" if alone else "no"}
        desk.record("claim.approved", klass="internal", facts=facts)
        desk.close_kind(APPROVE, result="granted")
        desk.ask(FILE, desk.working_day(FILE_DAYS))
    return claim


def refuse(creditor: Creditor, case: int, reason: str, *, actor: str, moment: datetime) -> Claim:
    """An approver says no, with a reason: this claim is over, and another may be drawn up. Refused before, nothing
    changes.

    Raises Refused: `no_such_claim`, `not_allowed`, `missing`, `claim_runs`.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        assert desk.case is not None
        claim = _drafted(desk.case)
        if claim.state == ClaimState.REFUSED:
            return claim
        if claim.state != ClaimState.DRAFT:
            raise Refused("claim_runs", "This claim is not a draft any more.", "", "")
        if not reason.strip():
            raise Refused("missing", "A refusal needs a reason.", "reason", "Say in a few words why.")
        claim.state, claim.ended_on = ClaimState.REFUSED, desk.today
        claim.save(update_fields=["state", "ended_on"])
        desk.record("claim.refused", klass="internal", facts={"claim": claim.pk}, note=reason.strip())
        desk.close_kind(APPROVE, result="refused")
    return claim


def _drafted(case: Case) -> Claim:
    claim = of_case(case)
    if claim is None:
        raise Refused("no_such_claim", "No claim was drawn up for this case.", "", "Draw it up first.")
    return claim
