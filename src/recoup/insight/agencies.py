"""What the agencies that are entered would make of a case: by their terms, and by what they did with our debts before.

Their results count from five debts that are over; fewer say too little, and the sheet says how many there are.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from recoup.insight.professionals import Results, results
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import Professional
from recoup.recourse.placement.parties import terms_of
from recoup.recourse.placement.terms import Terms

ENOUGH = 5
PRIOR_DEBTS = 10
"""As how many debts the rule of thumb counts."""
SUREST = 99
USUAL_COMMISSION, USUAL_DAYS = 20, 120
Known = dict[str, tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with its terms for this debt and its results with ours; percentages of what comes, VAT included."""

    name: str
    terms: Terms
    percent: Decimal
    cost: int
    chance: int
    results: Results

    @property
    def is_tried(self) -> bool:
        """Whether its results say enough."""
        return self.results.ended >= ENOUGH


def usual(creditor: Creditor, currency: str, age_days: int, claim_minor: int, thumb: int, why: str) -> Known:
    """The figures of the way “agency”: of the agency that would leave us most, each with where it comes from.

    `thumb` is the rule of thumb for the chance, in percent, and `why` its words. Agencies that work in another currency
    are left aside. Two statements besides those of the results.
    """
    found = _agencies(creditor, currency, age_days, claim_minor, thumb)
    if not found:
        said = say("as usual: no agency is entered")
        return {
            "agency_percent": (thumb, why),
            "agency_commission": (USUAL_COMMISSION, said),
            "agency_fee_minor": (0, said),
            "agency_days": (USUAL_DAYS, say("as usual: no agency is entered")),
        }
    one = max(found, key=lambda each: (each.chance * (100 - each.cost), each.name))
    return {
        "agency_percent": _chance(one, thumb, why),
        "agency_commission": _commission(one),
        "agency_fee_minor": (
            one.terms.fixed_fee_minor,
            say("for each debt handed over, by the terms of %(who)s", who=one.name),
        ),
        "agency_days": _days(one),
    }


def _agencies(creditor: Creditor, currency: str, age_days: int, claim_minor: int, thumb: int) -> list[Agency]:
    mine = Professional.objects.of(creditor).filter(kind="agency", ended_on__isnull=True, currency=currency)
    rows = list(mine.order_by("name", "pk")[:200])
    if not rows:
        return []
    known = {one.professional: one for one in results(creditor) if one.currency == currency}
    made = []
    for row in rows:
        terms, had = terms_of(row), known.get(row.pk, Results(row.pk, currency))
        percent = terms.percent(age_days, claim_minor)
        cost = percent * (1 + terms.vat_percent / 100)
        made.append(Agency(row.name, terms, percent, _whole(cost), _blended(had, thumb), had))
    return made


def _whole(percent: Decimal) -> int:
    """Whole percent, half up, at most 100."""
    return min(100, int(percent.to_integral_value(ROUND_HALF_UP)))


def _plain(percent: Decimal) -> str:
    """7.5 and 20, not 7.500 and 2E+1."""
    return format(percent.normalize(), "f")


def _blended(had: Results, thumb: int) -> int:
    """Its own share with the rule of thumb beside it; the rule alone while its results are few."""
    if had.ended < ENOUGH or not had.ended_claimed_minor:
        return thumb
    share = Decimal(100 * had.ended_collected_minor) / had.ended_claimed_minor
    return min(SUREST, _whole((share * had.ended + thumb * PRIOR_DEBTS) / (had.ended + PRIOR_DEBTS)))


def _chance(one: Agency, thumb: int, why: str) -> tuple[int, str]:
    had = one.results
    if not one.is_tried:
        few = say(
            "a rule of thumb; of our debts with %(who)s %(n)s are over, and %(least)s would count",
            who=one.name, n=had.ended, least=ENOUGH,
        )  # fmt: skip
        return thumb, few if had.placed else why
    share = (
        _whole(Decimal(100 * had.ended_collected_minor) / had.ended_claimed_minor)
        if had.ended_claimed_minor
        else 0
    )
    return one.chance, say(
        "%(who)s brought %(share)s %% of what was claimed in the %(n)s debts of ours that are over; a rule of thumb of "
        "%(thumb)s %% counts as %(prior)s more",
        who=one.name, share=share, n=had.ended, thumb=thumb, prior=PRIOR_DEBTS,
    )  # fmt: skip


def _commission(one: Agency) -> tuple[int, str]:
    """The stated terms; beside them what it really cost, once enough debts are over."""
    named = {"who": one.name, "percent": _plain(one.percent), "vat": _plain(one.terms.vat_percent)}
    stated = (
        say("%(percent)s %% and VAT of %(vat)s %% on it, by the terms of %(who)s", **named)
        if one.terms.vat_percent and one.percent
        else say("%(percent)s %% by the terms of %(who)s", **named)
    )
    had = one.results
    if not one.is_tried or had.cost_share is None:
        return one.cost, stated
    really = _whole(Decimal(had.cost_minor * 100) / had.collected_minor)
    return one.cost, say(
        "%(stated)s; with fees and searches it was %(really)s %% of what came in %(n)s debts",
        stated=stated, really=really, n=had.placed,
    )  # fmt: skip


def _days(one: Agency) -> tuple[int, str]:
    had = one.results
    if had.days is None or had.paid < ENOUGH:
        return USUAL_DAYS, say("an estimate: give your own")
    return round(had.days), say(
        "on average from the hand-over to the first money, in %(n)s debts with %(who)s",
        n=had.paid,
        who=one.name,
    )
