"""What a court charges for an amount on a day, and the scale of collection costs."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from recoup.law.interest.walk import half_up
from recoup.law.places import Place
from recoup.law.values import Answer, Band, Mark, Source, Unknown
from recoup.lib.money import Amount, exponent, to_decimal, to_minor
from recoup.lib.said import Said, say


@dataclass(frozen=True, slots=True)
class Fee:
    """A sum from a table, in minor units of its currency, with how well it is known."""

    minor: int
    currency: str
    words: str
    mark: Mark
    sources: tuple[Source, ...]
    checked_on: date


def court_fee(
    place: Place,
    amount_minor: int,
    currency: str,
    on: date,
    kind: str = "company",
    payer: str = "legal_person",
    question: str = "court.fees",
) -> Fee | Unknown:
    """What the court charges the creditor for a claim of that amount (see `of` in the answer) on a day.

    `payer` is legal_person, natural_person or low_income, where the table tells them apart; `question` is court.fees or
    court.hearing_fees. Unknown when the place has no table, the day or the amount lies outside it, or the currency is
    another.
    """
    answer = place.ask(question, kind, on)
    if isinstance(answer, Unknown):
        return answer
    if "table" not in answer.facts:
        return Unknown(question, answer.key, answer.words)
    table = place.pack_of(answer).fees[str(answer.facts["table"])]
    held = [one for one in table if one.payer in (payer, "any") and _holds(one, on)]
    if not held:
        ends = max((one.until_on for one in table if one.until_on), default=None)
        return Unknown(question, answer.key, _ended(on, ends))
    if held[0].currency != currency:
        why = say(
            "The fees are in %(theirs)s, and the claim is in %(ours)s.",
            theirs=held[0].currency,
            ours=currency,
        )
        return Unknown(question, answer.key, why)
    amount = to_decimal(amount_minor, currency)
    for one in held:
        if one.over < amount and (one.up_to is None or amount <= one.up_to):
            return Fee(_of(one, amount), currency, answer.words, one.mark, one.sources, one.checked_on)
    return Unknown(
        question,
        answer.key,
        say("The table of fees does not reach %(amount)s.", amount=Amount(amount_minor, currency)),
    )


def _ended(on: date, ends: date | None) -> Said:
    if ends is None:
        return say("The table of fees holds nothing for %(on)s.", on=on)
    return say("The table of fees holds nothing for %(on)s; it ends on %(ends)s.", on=on, ends=ends)


def collection_costs(place: Place, amount_minor: int, currency: str, on: date, kind: str) -> Fee | Unknown:
    """Costs of collection by a scale: a percentage of each slice, a least and a most.

    The Netherlands: 4,000 EUR give 15% of 2,500 and 10% of 1,500, which is 525. Unknown where there is no scale.
    """
    answer = place.ask("compensation.collection", kind, on)
    if isinstance(answer, Unknown):
        return answer
    if "table" not in answer.facts or answer.facts.get("currency") != currency:
        return Unknown(answer.question, answer.key, answer.words)
    amount = to_decimal(amount_minor, currency)
    sum_ = sum(
        (
            (min(amount, one.up_to or amount) - one.over) * (one.percent or Decimal(0)) / 100
            for one in place.pack_of(answer).fees[str(answer.facts["table"])]
            if one.over < amount
        ),
        Decimal(0),
    )
    bounded = min(max(sum_, _figure(answer, "minimum", sum_)), _figure(answer, "maximum", sum_))
    whole = half_up(_fraction(bounded, currency))
    return Fee(whole, currency, answer.words, answer.mark, answer.sources, answer.checked_on)


def _holds(one: Band, on: date) -> bool:
    return (one.from_on or date.min) <= on <= (one.until_on or date.max)


def _of(one: Band, amount: Decimal) -> int:
    """A percentage is rounded down to the smallest unit, as England does."""
    if one.fixed is not None:
        return to_minor(one.fixed, one.currency)
    assert one.percent is not None
    smallest = Decimal(1).scaleb(-exponent(one.currency))
    return to_minor((amount * one.percent / 100).quantize(smallest, ROUND_DOWN), one.currency)


def _figure(answer: Answer, name: str, otherwise: Decimal) -> Decimal:
    value = answer.facts.get(name, otherwise)
    assert isinstance(value, Decimal)
    return value


def _fraction(amount: Decimal, currency: str) -> Fraction:
    return Fraction(amount.scaleb(exponent(currency)))
