"""“Is it worth it?”: the ways to go on with a case side by side, each figure with where it comes from. Reads only.

What the creditor's own results say comes first. While they are few, a rule of thumb counts as ten cases beside
them, and the sheet says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Min

from recoup.cases.formal.law import CaseLaw, connections_of
from recoup.cases.models import Case, CaseClaim, CaseInvoice, CaseState
from recoup.insight.agencies import usual
from recoup.law.fees import court_fee
from recoup.law.tax import tax_relief
from recoup.law.values import Unknown
from recoup.ledger.models import Dispute
from recoup.lib.money import exponent
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.recourse.claim.rules import RUNNING
from recoup.recourse.letgo.rules import tax_part
from recoup.recourse.models import ClaimState
from recoup.recourse.options.rules import BreakEven, Figures, Option, best, break_even, options
from recoup.recourse.solvency.queries import means_of

PRIOR_CASES = 10
"""As how many cases the rule of thumb counts."""
SUREST = 99
"""No result of ours makes anything certain."""
MOST_CASES = 2_000
NATURAL = frozenset({"individual", "sole_trader", "unknown", ""})
_KEEP = ((30, 80), (60, 70), (90, 55), (180, 35), (365, 20))
_AGENCY = ((90, 55), (180, 45), (365, 30))
_OLD = {"keep": 8, "agency": 15}
_COLLECT = {"sound": 85, "weak": 30, "insolvent": 5, "unknown": 50}
_BEFORE_HEARING = (ClaimState.FILED, ClaimState.SERVED, ClaimState.DEFENDED)
PERCENTS = frozenset(
    (
        "year_percent", "keep_percent", "settle_share", "settle_percent", "plan_percent", "agency_percent",
        "agency_commission", "court_win", "court_collect", "court_refund",
    )
)  # fmt: skip
THUMB = say("a rule of thumb; nothing of our own is known yet")
ESTIMATE = say("an estimate: give your own")


@dataclass(frozen=True, slots=True)
class Assumed:
    """One figure: what holds, what would hold if nobody had changed it (None: not known), and where that comes from."""

    name: str
    value: int | None
    usual: int | None
    source: str

    @property
    def unit(self) -> str:
        """minor, percent, hours or days."""
        if self.name in PERCENTS:
            return "percent"
        return next((unit for unit in ("minor", "hours", "days") if self.name.endswith(unit)), "minor")

    @property
    def is_changed(self) -> bool:
        """Whether a person gave it."""
        return self.value != self.usual


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet of a case on a day."""

    on: date
    currency: str
    figures: Figures
    assumed: tuple[Assumed, ...]
    options: tuple[Option, ...]
    best: Option
    even: tuple[BreakEven, ...]

    def to_json(self) -> dict[str, Any]:
        """What is kept with a decision: every figure with its source, every line of every option."""
        return {
            "on": self.on.isoformat(),
            "currency": self.currency,
            "figures": {
                one.name: {"value": one.value, "usual": one.usual, "source": str(one.source)}
                for one in self.assumed
            },
            "options": {
                one.code: {
                    "lines": [[line.code, line.minor] for line in one.lines],
                    "net_minor": one.net_minor,
                    "today_minor": one.today_minor,
                    "on": one.on.isoformat(),
                    "missing": one.missing,
                }
                for one in self.options
            },
            "best": self.best.code,
            "break_even": {one.option: [one.above_let_go, one.above_others] for one in self.even},
        }


def sheet(
    creditor: Creditor, case: Case, given: Mapping[str, int], *, today: date, moment: datetime
) -> Sheet:
    """The sheet of a case. `given` are the figures that a person changed, by name; unknown names are left aside."""
    usual = _Usual(creditor, case, today, moment).all()
    assumed = tuple(
        Assumed(one.name, given.get(one.name, usual[one.name][0]), *usual[one.name])
        for one in fields(Figures)
    )
    figures = Figures(**{one.name: one.value for one in assumed})  # type: ignore[arg-type]  # each of its own type
    found = options(figures, today)
    even = tuple(break_even(figures, code, today) for code in ("agency", "court"))
    return Sheet(today, case.currency, figures, assumed, tuple(found), best(found), even)


class _Usual:
    """What holds for a case where nobody says otherwise."""

    def __init__(self, creditor: Creditor, case: Case, today: date, moment: datetime) -> None:
        self.creditor, self.case, self.today = creditor, case, today
        held = CaseInvoice.objects.of(creditor).filter(case=case, is_current=True, invoice__state="open")
        self.invoices = [one.invoice for one in held.select_related("invoice").order_by("invoice__due_on")]
        self.law: CaseLaw = connections_of(case, moment)
        self.settings = settings_of(creditor, moment)
        self.kind = case.debtor.kind or self.settings.default_kind
        self.claim = sum(one.open_minor for one in self.invoices)
        oldest = min((one.due_on for one in self.invoices), default=today)
        self.age = max(0, (today - oldest).days)
        self.unit = 10 ** exponent(case.currency)
        filed = CaseClaim.objects.of(creditor).filter(case=case, claim__state__in=RUNNING).order_by("-pk")
        found = filed.select_related("claim").first()
        self.running = found.claim if found else None

    def all(self) -> dict[str, tuple[int | None, str]]:
        """Name -> value and where it comes from."""
        hours = {"keep": 1, "settle": 2, "plan": 3, "court": 8}
        days = {"keep": 30, "settle": 21, "plan": 180, "court": 270}
        return {
            "claim_minor": (self.claim, say("what is open of the case")),
            **self._tax(),
            "hour_minor": (50 * self.unit, ESTIMATE),
            "year_percent": (8, say("what late money costs us in a year: an estimate")),
            "keep_percent": self._own(),
            "settle_share": (70, ESTIMATE),
            "settle_percent": (40, ESTIMATE),
            "plan_percent": (
                60 if self.case.cause in ("no_money", "short_of_money", "hardship") else 45,
                ESTIMATE,
            ),
            **usual(
                self.creditor,
                self.case.currency,
                self.age,
                self.claim,
                _by_age(_AGENCY, self.age, _OLD["agency"]),
                THUMB,
            ),
            **self._court(),
            **{f"{name}_hours": (n, ESTIMATE) for name, n in hours.items()},
            **{f"{name}_days": (n, ESTIMATE) for name, n in days.items()},
        }

    def _own(self) -> tuple[int, str]:
        """The chance of going on asking: our own cases that stood where this one stands, with the rule of thumb."""
        thumb = _by_age(_KEEP, self.age, _OLD["keep"])
        paid, n = results(self.creditor, self.case.rung, self.age, self.kind in NATURAL)
        percent = (200 * paid + 2 * thumb * PRIOR_CASES + n + PRIOR_CASES) // (2 * (n + PRIOR_CASES))
        if not n:
            return thumb, THUMB
        return min(percent, SUREST), say(
            "%(paid)s of %(n)s cases of ours that got so far and so old were paid; a rule of thumb of "
            "%(thumb)s %% counts as %(prior)s more",
            paid=paid, n=n, thumb=thumb, prior=PRIOR_CASES,
        )  # fmt: skip

    def _court(self) -> dict[str, tuple[int | None, str]]:
        contested = Dispute.objects.of(self.creditor).filter(
            invoice__in=self.invoices, closed_on__isnull=True
        )
        is_contested = contested.exists()
        verdict = means_of(self.creditor, self.case.debtor, self.kind, self.today).verdict
        win = (
            (50, say("contested: a rule of thumb"))
            if is_contested
            else (85, say("not contested: a rule of thumb"))
        )
        if self.running and self.running.state == ClaimState.JUDGMENT:
            win = (100, say("there is a judgment"))
        collect = {
            "sound": say("they can pay, as far as was looked up: a rule of thumb"),
            "weak": say("it is doubtful whether they can pay: a rule of thumb"),
            "insolvent": say("they are insolvent: a rule of thumb"),
            "unknown": say("whether they can pay was not looked up: a rule of thumb"),
        }
        return {
            "court_win": win,
            "court_collect": (_COLLECT[verdict], collect[verdict]),
            "court_fee_minor": self._fee(),
            "court_spent_minor": (
                (self.running.fee_minor or 0, say("paid when the claim was filed"))
                if self.running
                else (0, say("no claim was filed"))
            ),
            "court_lawyer_minor": (0, ESTIMATE),
            "court_enforce_minor": (80 * self.unit, ESTIMATE),
            "court_adverse_minor": (0, ESTIMATE),
            "court_refund": (100, say("the loser pays the fee, as a rule")),
        }

    def _fee(self) -> tuple[int | None, str]:
        place = self.law.place("court.fees")
        issue = court_fee(place, self.claim, self.case.currency, self.today, self.kind or "unknown")
        if isinstance(issue, Unknown) and not self.running:
            return None, say("not known: %(why)s", why=issue.why)
        hearing = court_fee(
            place,
            self.claim,
            self.case.currency,
            self.today,
            self.kind or "unknown",
            question="court.hearing_fees",
        )
        more = 0 if isinstance(hearing, Unknown) else hearing.minor
        if self.running:
            left = more if self.running.state in _BEFORE_HEARING else 0
            return left, say("what is still to pay; the fee for filing is paid")
        assert not isinstance(issue, Unknown)
        said = say(
            "%(words)s (%(place)s, %(mark)s)", words=issue.words, place=place.key, mark=say(issue.mark.value)
        )
        return issue.minor + more, said

    def _tax(self) -> dict[str, tuple[int | None, str]]:
        total, days, unknown, over = 0, 0, 0, 0
        place = self.law.place("tax.relief")
        words = ""
        for one in self.invoices:
            relief = tax_relief(place, one.due_on, one.supplied_on)
            tax = tax_part(one.open_minor, one.amount_minor, one.tax_minor)
            if isinstance(relief, Unknown) or tax is None:
                unknown += 1
                words = words or (relief.why if isinstance(relief, Unknown) else "")
            elif relief.lapses_on is not None and relief.lapses_on < self.today:
                over += 1
            else:
                total += tax
                days = max(days, (relief.opens_on - self.today).days if relief.opens_on else 0)
        if unknown:
            said = say("of %(n)s invoices the tax, or when it can be claimed, is not known", n=unknown)
        elif over:
            said = say("of %(n)s invoices it has lapsed", n=over)
        else:
            said = say("the tax in what is open, by the law of %(place)s", place=place.key)
        return {"tax_minor": (total, said), "relief_days": (max(0, days), said)}


def _by_age(table: tuple[tuple[int, int], ...], age: int, older: int) -> int:
    """The percentage for that many days."""
    return next((percent for most, percent in table if age <= most), older)


def results(creditor: Creditor, rung: int, age_days: int, is_natural: bool) -> tuple[int, int]:
    """How many of our closed cases were paid, of those that were on this rung or higher and still open at this age.

    Of natural persons or of firms. At most the 2,000 newest count; what was sold, or closed for another reason than
    money, is left aside.
    """
    rows = (
        Case.objects.of(creditor)
        .filter(state__in=(CaseState.CLOSED_PAID, CaseState.CLOSED_WRITTEN_OFF), rung__gte=rung)
        .filter(closed_on__isnull=False)
    )
    rows = rows.filter(debtor__kind__in=NATURAL) if is_natural else rows.exclude(debtor__kind__in=NATURAL)
    found = rows.annotate(oldest=Min("holdings__invoice__due_on")).order_by("-closed_on", "-pk")
    states = [
        state
        for state, closed_on, oldest in found.values_list("state", "closed_on", "oldest")[:MOST_CASES]
        if oldest is not None and (closed_on - oldest).days >= age_days
    ]
    return states.count(CaseState.CLOSED_PAID), len(states)
