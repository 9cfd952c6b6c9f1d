"""A reckoning as lines that a debtor can check by hand."""

from decimal import Decimal
from fractions import Fraction

from recoup.law.interest.debt import Debt, Reckoning, Segment, SetOff
from recoup.lib.money import Figure, exponent, to_decimal
from recoup.lib.said import Count, Said, say


def exact(minor: Fraction, currency: str, places: int = 8) -> str:
    """The exact sum in major units, to eight places, halves up.

    >>> exact(Fraction(1588510274, 10**5), "GBP")
    '158.85102740'
    """
    whole = 10**places
    major = abs(minor) / 10 ** exponent(currency)
    cut = (2 * major.numerator * whole + major.denominator) // (2 * major.denominator)
    return f"{'-' if minor < 0 else ''}{cut // whole}.{cut % whole:0{places}d}"


def by_hand(debt: Debt, done: Reckoning) -> tuple[str, ...]:
    """One line a segment with its sum written out, then the payments, the rounding, the fixed sum and the total."""
    currency = debt.currency
    lines: list[str] = [done.rule]
    if done.starts_on:
        lines.append(
            say(
                "Interest runs from %(from_on)s; the last day charged is %(until_on)s.",
                from_on=done.starts_on, until_on=done.until_on,
            )
        )  # fmt: skip
    lines += [segment_in_words(one, currency) for one in done.segments]
    lines += [set_off_in_words(one, currency) for one in done.set_offs]
    if done.interest_minor is not None:
        interest = _sum(done.interest_minor, currency)
        lines.append(say("Interest in all, rounded once: %(sum)s.", sum=interest))
    if done.compensation_minor is not None:
        fixed = _sum(done.compensation_minor, currency)
        lines.append(say("Fixed sum for the invoice: %(sum)s; it bears no interest.", sum=fixed))
    if done.total_minor is not None:
        total = _sum(done.total_minor, currency)
        lines.append(say("Owed in all after %(on)s: %(sum)s.", on=done.until_on, sum=total))
    if done.daily:
        daily = Figure(Decimal(exact(done.daily, currency)), currency)
        lines.append(say("Each further day at the last rate: %(sum)s.", sum=daily))
    lines += [say("Not known: %(why)s", why=one.why) for one in done.unknown]
    return tuple(lines)


def segment_in_words(one: Segment, currency: str) -> Said:
    """The days, the sum and what it comes to."""
    return say(
        "%(from_on)s to %(until_on)s, %(days)s days: %(sum)s × %(rate)s%% × %(days)s / %(basis)s = %(interest)s",
        from_on=one.from_on, until_on=one.until_on, days=Count(one.days), sum=_sum(one.principal_minor, currency),
        rate=Figure(one.rate), basis=one.basis, interest=Figure(Decimal(exact(one.interest, currency))),
    )  # fmt: skip


def set_off_in_words(one: SetOff, currency: str) -> Said:
    """What a payment paid."""
    parts = (
        (say("%(sum)s to costs", sum=_sum(one.costs_minor, currency)), one.costs_minor),
        (say("%(sum)s to interest", sum=_sum(one.interest_minor, currency)), one.interest_minor),
        (say("%(sum)s to principal", sum=_sum(one.principal_minor, currency)), one.principal_minor),
        (say("%(sum)s to nothing owed", sum=_sum(one.surplus_minor, currency)), one.surplus_minor),
    )
    return say(
        "%(on)s: %(sum)s paid: %(parts)s.",
        on=one.on, sum=_sum(one.amount_minor, currency), parts=tuple(words for words, minor in parts if minor),
    )  # fmt: skip


def _sum(minor: int, currency: str) -> Figure:
    return Figure(to_decimal(minor, currency), currency)
