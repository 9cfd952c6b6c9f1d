"""Before the next deal: how much credit a debtor should get, and on which terms, by what they did so far. Pure."""

from dataclasses import dataclass

from recoup.lib.money import text
from recoup.lib.said import Said, say

TERMS = 30
LATE_MATTERS = 15
LATE_BADLY = 45
ENOUGH_INVOICES = 3
STARTER_SHARE = 2


@dataclass(frozen=True, slots=True)
class History:
    """What happened with one debtor in one currency in the last 12 months; sums in minor units.

    `late_days`: how many days after the due date they paid, weighted by amount. `paid_minor` is what they paid;
    `report_minor` the limit of the newest report, None when there is none.
    """

    currency: str
    open_minor: int = 0
    overdue_minor: int = 0
    oldest_days: int = 0
    paid_minor: int = 0
    paid_invoices: int = 0
    late_days: int = 0
    promises: int = 0
    broken: int = 0
    written_off_minor: int = 0
    disputes: int = 0
    is_insolvent: bool = False
    report_minor: int | None = None
    means: str = "unknown"


@dataclass(frozen=True, slots=True)
class Advice:
    """The suggestion: a limit (minor units), days to pay (0: before delivery), whether to stop delivering, and why.

    `steps` is the arithmetic, a line each, from the first figure to the limit.
    """

    limit_minor: int
    terms_days: int
    stops: bool
    why_stop: Said | None
    steps: tuple[Said, ...]

    def free_minor(self, open_minor: int) -> int:
        """How much more may be delivered on credit."""
        return 0 if self.stops else max(0, self.limit_minor - open_minor)


def advise(one: History) -> Advice:
    """Two months of what they paid in a year, less by how late they pay, promises broken and sums written off, never
    above a report's limit; who is insolvent, badly late or was written off pays before delivery.

    A convention of ours, shown with each step so that a person can differ. Disputes are said and take nothing off.
    """
    steps: list[Said] = []
    limit = _base(one, steps)
    limit = _less_for_late(one, limit, steps)
    if one.promises and one.broken:
        less = limit * min(one.broken, one.promises) // one.promises // 2
        limit -= less
        steps.append(
            say("%(n)s of %(all)s promises were broken: less half that share, %(sum)s", n=one.broken, all=one.promises,
                sum=_sum(one, less))
        )  # fmt: skip
    if one.written_off_minor:
        less = min(limit, one.written_off_minor)
        limit -= less
        steps.append(say("%(sum)s was written off: taken off", sum=_sum(one, less)))
    if one.report_minor is not None and limit > one.report_minor:
        limit = one.report_minor
        steps.append(say("The newest report gives no more than %(sum)s", sum=_sum(one, limit)))
    if one.disputes:
        steps.append(say("%(n)s disputes were opened: look at them, nothing is taken off", n=one.disputes))
    why = _why_stop(one)
    if why is not None:
        limit = 0
        steps.append(why)
    steps.append(say("Limit: %(sum)s", sum=_sum(one, limit)))
    return Advice(limit, _terms(one, limit), why is not None, why, tuple(steps))


def _base(one: History, steps: list[Said]) -> int:
    if one.paid_invoices >= ENOUGH_INVOICES:
        limit = one.paid_minor * 2 // 12
        steps.append(
            say("They paid %(sum)s in 12 months: two months of it are %(limit)s", sum=_sum(one, one.paid_minor),
                limit=_sum(one, limit))
        )  # fmt: skip
        return limit
    if one.report_minor is not None:
        limit = one.report_minor // STARTER_SHARE
        steps.append(
            say("Too little was paid yet to tell: half of the report's limit, %(sum)s", sum=_sum(one, limit))
        )
        return limit
    steps.append(say("Too little was paid yet to tell, and there is no report: no credit"))
    return 0


def _less_for_late(one: History, limit: int, steps: list[Said]) -> int:
    if one.late_days <= LATE_MATTERS:
        return limit
    share = min(75, 25 + (one.late_days - LATE_MATTERS))
    less = limit * share // 100
    steps.append(
        say("They pay %(days)s days late on average: less %(share)s%%, %(sum)s", days=one.late_days, share=share,
            sum=_sum(one, less))
    )  # fmt: skip
    return limit - less


def _why_stop(one: History) -> Said | None:
    if one.is_insolvent or one.means == "insolvent":
        return say("They are insolvent: deliver against payment only")
    if one.oldest_days > LATE_BADLY:
        return say(
            "Something is %(days)s days late: deliver nothing more until it is paid", days=one.oldest_days
        )
    if one.means == "weak":
        return say("It is doubtful that they can pay: deliver against payment only")
    return None


def _terms(one: History, limit: int) -> int:
    if limit <= 0:
        return 0
    return TERMS if one.late_days <= LATE_MATTERS and not one.broken else TERMS // 2


def _sum(one: History, minor: int) -> str:
    return text(minor, one.currency)
