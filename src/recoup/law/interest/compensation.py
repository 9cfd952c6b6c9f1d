"""The fixed sum for an invoice paid late: once for each invoice, never against a consumer, and it bears no interest."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from recoup.law.interest.debt import Debt
from recoup.law.values import Answer, Unknown
from recoup.lib.money import to_decimal, to_minor
from recoup.lib.said import say


def fixed_sum(debt: Debt, rule: Answer, owed_minor: int) -> int | Unknown:
    """Minor units of the fixed sum that an invoice has earned by being in default with so much.

    Nought when it was had before, and where the law lets an agreed rate take its place. Unknown when the sum is of
    another currency than the debt, since no rates of exchange are held.
    """
    if debt.has_had_compensation or owed_minor <= 0:
        return 0
    if debt.contract_rate is not None and rule.facts.get("beside_agreed_rate") is False:
        return 0
    bands = rule.facts["bands"]
    assert isinstance(bands, tuple)
    bands_in = rule.facts.get("bands_currency")
    if len(bands) > 1 and bands_in != debt.currency:
        return Unknown(
            rule.question,
            rule.key,
            say(
                "Its steps are in %(theirs)s, and the debt is in %(ours)s.",
                theirs=bands_in,
                ours=debt.currency,
            ),
        )
    sum_ = _band(bands, to_decimal(owed_minor, debt.currency))
    if sum_ == 0:
        return 0
    if rule.facts.get("currency") != debt.currency:
        why = say(
            "It is %(sum)s, and the debt is in %(ours)s: no rate is held.",
            sum=f"{sum_} {rule.facts.get('currency')}", ours=debt.currency,
        )  # fmt: skip
        return Unknown(rule.question, rule.key, why)
    return to_minor(sum_, debt.currency)


def fixed_sums(
    debts: Mapping[str, Debt], rule: Answer, taken: Iterable[str] = ()
) -> dict[str, int | Unknown]:
    """The fixed sum of each invoice by its number; those in `taken` have had theirs and get nothing."""
    had = set(taken)
    return {
        number: 0 if number in had else fixed_sum(debt, rule, debt.principal_minor)
        for number, debt in debts.items()
    }


def _band(bands: tuple[object, ...], owed: Decimal) -> Decimal:
    for band in bands:
        assert isinstance(band, tuple)
        limit, sum_ = band
        if limit == "" or owed <= limit:
            assert isinstance(sum_, Decimal)
            return sum_
    raise AssertionError("the last step has no limit")
