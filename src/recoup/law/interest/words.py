"""A reckoning as lines that a debtor can check by hand."""

from fractions import Fraction

from recoup.law.interest.debt import Debt, Reckoning, Segment, SetOff
from recoup.lib.money import exponent, to_decimal


def amount(minor: int, currency: str) -> str:
    """Grouped digits with the code: 1,250.00 GBP."""
    return f"{to_decimal(minor, currency):,} {currency}"


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
    lines = [f"{done.rule}"]
    if done.starts_on:
        lines.append(f"Interest runs from {done.starts_on}; the last day charged is {done.until_on}.")
    lines += [segment_in_words(one, currency) for one in done.segments]
    lines += [set_off_in_words(one, currency) for one in done.set_offs]
    if done.interest_minor is not None:
        lines.append(f"Interest in all, rounded once: {amount(done.interest_minor, currency)}.")
    if done.compensation_minor is not None:
        lines.append(
            f"Fixed sum for the invoice: {amount(done.compensation_minor, currency)}; it bears no interest."
        )
    if done.total_minor is not None:
        lines.append(f"Owed in all after {done.until_on}: {amount(done.total_minor, currency)}.")
    if done.daily:
        lines.append(f"Each further day at the last rate: {exact(done.daily, currency)} {currency}.")
    lines += [f"Not known: {one.why}" for one in done.unknown]
    return tuple(lines)


def segment_in_words(one: Segment, currency: str) -> str:
    """The days, the sum and what it comes to."""
    return (
        f"{one.from_on} to {one.until_on}, {one.days} days: {amount(one.principal_minor, currency)} × "
        f"{one.rate}% × {one.days} / {one.basis} = {exact(one.interest, currency)}"
    )


def set_off_in_words(one: SetOff, currency: str) -> str:
    """What a payment paid."""
    parts = {
        "costs": one.costs_minor,
        "interest": one.interest_minor,
        "principal": one.principal_minor,
        "nothing owed": one.surplus_minor,
    }
    paid = ", ".join(f"{amount(minor, currency)} to {name}" for name, minor in parts.items() if minor)
    return f"{one.on}: {amount(one.amount_minor, currency)} paid: {paid}."
