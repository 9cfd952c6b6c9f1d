"""The judgment's own interest, posted as a charge up to a day that a person says; no day of it is posted twice."""

from datetime import date, datetime, timedelta

from recoup.cases.formal.claim.preparing import of_case
from recoup.cases.formal.claim.running import money_since
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, case_by, sit_down
from recoup.ledger.models import Charge, ChargeKind
from recoup.ledger.operations.charges import ChargeFacts, post_charges
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.claim.rules import judgment_debt
from recoup.recourse.models import Claim
from recoup.recourse.solvency.queries import interest_until

CARRIES = ("judgment", "appeal")
"""While a claim stands so, its judgment bears interest."""


def booked(claim: Claim) -> list[Charge]:
    """What was posted of it, the oldest first; what was waived or paid since counts as posted."""
    rows = Charge.objects.of(claim.creditor_id).filter(
        debtor=claim.debtor_id, origin__startswith=_origin(claim), is_void=False
    )
    return list(rows.order_by("until_on", "pk"))


def unbooked(claim: Claim, until_on: date) -> int:
    """What has come on top of what was posted, up to that day, in minor units; 0 without a rate."""
    if claim.judgment_on is None or claim.judgment_minor is None or not claim.judgment_rate:
        return 0
    money = money_since(claim, claim.judgment_on)
    debt = judgment_debt(claim.judgment_minor, claim.judgment_rate, claim.judgment_on, money, until_on)
    return max(0, debt.interest_minor - sum(one.amount_minor for one in booked(claim)))


def book(creditor: Creditor, case: int, until_on: date, *, actor: str, moment: datetime) -> Charge:
    """Posts the judgment's interest up to and including that day, less what was posted before.

    All of it since the judgment is reckoned anew each time and rounded once, so that the parts add up to the whole. The
    same day again changes nothing. Raises Refused: `no_such_claim`, `not_allowed`, `no_judgment`, `no_rate`,
    `claim_over`, `date_in_future`, `before_judgment`, `booked_already` for a day before one that was posted,
    `insolvent` for a day after an insolvency, `nothing_to_book`.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        claim = _judged(desk)
        before = booked(claim)
        same = next((one for one in before if one.until_on == until_on), None)
        if same is not None:
            return same
        from_on = _from(claim, before)
        _check_day(desk, claim, from_on, until_on)
        minor = unbooked(claim, until_on)
        if not minor:
            raise Refused(
                "nothing_to_book", say("Up to %(on)s nothing is to be added.", on=until_on), "until",
                "Choose a later day, or look at what was paid since.",
            )  # fmt: skip
        facts = ChargeFacts(
            kind=ChargeKind.INTEREST, amount_minor=minor, currency=claim.currency, law=claim.place, until_on=until_on,
            source=f"{claim.court} {claim.reference}".strip() or claim.form,
        )  # fmt: skip
        origin = f"{_origin(claim)}{until_on:%Y%m%d}"
        made = post_charges(creditor, desk.debtor, [facts], origin=origin, on=desk.today, **desk.by)[0]
        desk.record(
            "claim.interest",
            klass="internal",
            facts={"claim": claim.pk, "from_on": from_on.isoformat(), "until_on": until_on.isoformat()},
            amounts={"interest_minor": minor},
        )
    return made


def _origin(claim: Claim) -> str:
    return f"claim:{claim.pk}:interest:"


def _from(claim: Claim, before: list[Charge]) -> date:
    last = before[-1].until_on if before else claim.judgment_on
    assert last is not None
    return last + timedelta(days=1)


def _judged(desk: Desk) -> Claim:
    assert desk.case is not None
    claim = of_case(desk.case)
    if claim is None:
        raise Refused("no_such_claim", "No claim was drawn up for this case.", "", "Draw it up first.")
    if claim.judgment_on is None:
        raise Refused("no_judgment", "There is no judgment yet.", "", "Note the judgment first.")
    if claim.state not in CARRIES:
        raise Refused("claim_over", "This claim is over.", "", "Nothing is added to it any more.")
    if not claim.judgment_rate:
        raise Refused(
            "no_rate",
            "No rate was noted with the judgment.",
            "",
            "It carries no interest as far as is known.",
        )
    return claim


def _check_day(desk: Desk, claim: Claim, from_on: date, until_on: date) -> None:
    if until_on > desk.today:
        raise Refused(
            "date_in_future",
            say("%(on)s has not come yet.", on=until_on),
            "until",
            "Give today at the latest.",
        )
    if claim.judgment_on is not None and until_on <= claim.judgment_on:
        raise Refused(
            "before_judgment", "It runs from the day after the judgment.", "until", "Give a later day."
        )
    if until_on < from_on:
        raise Refused(
            "booked_already", say("It is posted up to %(on)s.", on=from_on - timedelta(days=1)), "until",
            "Give a later day.",
        )  # fmt: skip
    last = interest_until(desk.debtor, until_on)
    if until_on > last:
        raise Refused(
            "insolvent", say("Interest stops with the insolvency of %(on)s.", on=last), "until",
            say("Give %(on)s at the latest.", on=last),
        )  # fmt: skip
