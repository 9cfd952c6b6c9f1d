"""Each way to go on, by sums that can be checked by hand: what comes, what it costs, what is left, and when. Pure.

Money is in whole minor units of the case's currency, chances in whole percent. Every part of a sum is rounded half up
once, where it stands. Nothing here knows a table, a clock or a law: all of it is handed in as `Figures`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

OPTIONS = ("keep_asking", "settle", "plan", "agency", "court", "let_go")
"""In the order of the ladder."""
YEAR = 365


@dataclass(frozen=True, slots=True)
class Figures:
    """What is assumed. `tax_minor` is the tax in the claim that can be claimed back on what does not come.

    `court_fee_minor` is None while nobody knows what the court charges; `court_spent_minor` was paid to it before: it
    comes back when the claim is won, and is no cost of going on.
    """

    claim_minor: int
    tax_minor: int
    hour_minor: int
    year_percent: int
    keep_percent: int
    keep_hours: int
    keep_days: int
    settle_share: int
    settle_percent: int
    settle_hours: int
    settle_days: int
    plan_percent: int
    plan_hours: int
    plan_days: int
    agency_percent: int
    agency_commission: int
    agency_fee_minor: int
    agency_days: int
    court_win: int
    court_collect: int
    court_fee_minor: int | None
    court_lawyer_minor: int
    court_enforce_minor: int
    court_adverse_minor: int
    court_refund: int
    court_hours: int
    court_days: int
    relief_days: int
    court_spent_minor: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an option's sum: a code with what it is made of, and minor units; costs are below zero."""

    code: str
    minor: int
    of_minor: int = 0
    percent: int = 100
    and_percent: int = 100
    count: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """A way to go on: the lines of its sum, when its money comes, and what that is worth today.

    `net_minor` is the sum of the lines. `today_minor` is the net less simple interest for the days until then.
    `missing` names the figure without which nobody can say what it brings; the sums are then 0.
    """

    code: str
    lines: tuple[Line, ...]
    on: date
    today_minor: int
    missing: str = ""

    @property
    def net_minor(self) -> int:
        """What is left, in minor units."""
        return sum(line.minor for line in self.lines)


def share(minor: int, percent: int, and_percent: int = 100) -> int:
    """That part of a sum, rounded half up; of a part of it, if two are given.

    >>> share(12_345, 50), share(100_000, 80, 75), share(-5, 50)
    (6173, 60000, -2)
    """
    return (2 * minor * percent * and_percent + 10_000) // 20_000


def present(minor: int, days: int, year_percent: int) -> int:
    """What a sum that comes in so many days is worth today: less simple interest for those days, rounded half up.

    >>> present(100_000, 73, 8), present(100_000, 0, 8)
    (98400, 100000)
    """
    return minor - (2 * minor * days * year_percent + 100 * YEAR) // (200 * YEAR)


def _option(
    code: str, figures: Figures, lines: list[Line], principal_minor: int, days: int, today: date
) -> Option:
    """With the tax on what does not come, which may be claimed back whatever is done."""
    lost = max(0, figures.claim_minor - principal_minor)
    if figures.tax_minor and figures.claim_minor:
        back = (2 * figures.tax_minor * lost + figures.claim_minor) // (2 * figures.claim_minor)
        lines.append(Line("tax_back", back, figures.tax_minor))
    kept = tuple(line for line in lines if line.minor)
    net = sum(line.minor for line in kept)
    return Option(code, kept, today + timedelta(days=days), present(net, days, figures.year_percent))


def _time(figures: Figures, hours: int) -> Line:
    return Line("time", -hours * figures.hour_minor, figures.hour_minor, count=hours)


def keep_asking(f: Figures, today: date) -> Option:
    """The claim times its chance, less our time."""
    comes = share(f.claim_minor, f.keep_percent)
    lines = [Line("comes", comes, f.claim_minor, f.keep_percent), _time(f, f.keep_hours)]
    return _option("keep_asking", f, lines, comes, f.keep_days, today)


def settle(f: Figures, today: date) -> Option:
    """The part that is offered, times the chance that it is taken and paid, less our time."""
    comes = share(f.claim_minor, f.settle_share, f.settle_percent)
    lines = [
        Line("settled", comes, f.claim_minor, f.settle_share, f.settle_percent),
        _time(f, f.settle_hours),
    ]
    return _option("settle", f, lines, comes, f.settle_days, today)


def plan(f: Figures, today: date) -> Option:
    """What of the instalments is expected to come, at half the time of the plan, less our time."""
    comes = share(f.claim_minor, f.plan_percent)
    lines = [Line("comes", comes, f.claim_minor, f.plan_percent), _time(f, f.plan_hours)]
    return _option("plan", f, lines, comes, f.plan_days // 2, today)


def agency(f: Figures, today: date) -> Option:
    """The claim times its chance, less the commission on what comes and the fee that is due in any case."""
    comes = share(f.claim_minor, f.agency_percent)
    lines = [
        Line("comes", comes, f.claim_minor, f.agency_percent),
        Line("commission", -share(comes, f.agency_commission), comes, f.agency_commission),
        Line("agency_fee", -f.agency_fee_minor),
    ]
    return _option("agency", f, lines, comes, f.agency_days, today)


def court(f: Figures, today: date) -> Option:
    """The claim times the chances to win and to be paid then, less all that it costs.

    Fee, lawyer and our time are due in any case; the fee comes back in part when it is won and paid; enforcing is due
    when it is won, the other side's costs when it is lost.
    """
    if f.court_fee_minor is None:
        return Option("court", (), today + timedelta(days=f.court_days), 0, "court_fee_minor")
    comes = share(f.claim_minor, f.court_win, f.court_collect)
    refund = share(f.court_fee_minor + f.court_spent_minor, f.court_refund)
    back = share(refund, f.court_win, f.court_collect)
    lost = 100 - f.court_win
    lines = [
        Line("comes", comes, f.claim_minor, f.court_win, f.court_collect),
        Line("fee_back", back, refund, f.court_win, f.court_collect),
        Line("court_fee", -f.court_fee_minor),
        Line("lawyer", -f.court_lawyer_minor),
        Line("enforce", -share(f.court_enforce_minor, f.court_win), f.court_enforce_minor, f.court_win),
        Line("adverse", -share(f.court_adverse_minor, lost), f.court_adverse_minor, lost),
        _time(f, f.court_hours),
    ]
    return _option("court", f, lines, comes, f.court_days, today)


def let_go(f: Figures, today: date) -> Option:
    """Nothing comes and nothing is spent; what is left is the tax that can be claimed back."""
    return _option("let_go", f, [], 0, f.relief_days if f.tax_minor else 0, today)


_HOW: dict[str, Callable[[Figures, date], Option]] = {
    "keep_asking": keep_asking,
    "settle": settle,
    "plan": plan,
    "agency": agency,
    "court": court,
    "let_go": let_go,
}


def options(figures: Figures, today: date) -> list[Option]:
    """All of them, in the order of the ladder."""
    return [_HOW[code](figures, today) for code in OPTIONS]


def best(found: list[Option]) -> Option:
    """The one that is worth most today; of equals the one that comes first on the ladder."""
    return max((one for one in found if not one.missing), key=lambda one: one.today_minor)


CHANCE = {"agency": "agency_percent", "court": "court_win"}
"""The chance that a break-even is asked of."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From which chance on, in whole percent, an option beats letting go, and all others. None: at no chance."""

    option: str
    above_let_go: int | None
    above_others: int | None


def break_even(figures: Figures, option: str, today: date) -> BreakEven:
    """The least chance at which `option` is worth more than letting go, and more than every other option."""
    others = max(one.today_minor for one in options(figures, today) if one.code != option and not one.missing)
    gone = let_go(figures, today).today_minor
    return BreakEven(option, _least(figures, option, gone, today), _least(figures, option, others, today))


def _least(figures: Figures, option: str, than_minor: int, today: date) -> int | None:
    for percent in range(101):
        tried = replace(figures, **{CHANCE[option]: percent})
        found = _HOW[option](tried, today)
        if not found.missing and found.today_minor > than_minor:
            return percent
    return None
