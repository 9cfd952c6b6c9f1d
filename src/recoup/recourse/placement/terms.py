"""What professionals take of what they collect: percent by age and amount, VAT on it, a fixed fee. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from recoup.lib.errors import Refused
from recoup.lib.money import figure
from recoup.lib.said import say

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """So many percent of what is collected on a claim up to that age in days and that amount; None: any."""

    up_to_days: int | None
    up_to_minor: int | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one party, as they were when a debt was placed. Amounts in minor units of `currency`."""

    currency: str
    bands: tuple[Band, ...] = ()
    fixed_fee_minor: int = 0
    vat_percent: Decimal = Decimal(0)
    recall_days: int = 14

    def percent(self, age_days: int, claim_minor: int) -> Decimal:
        """Of the first band that the claim falls into; nothing where none does."""
        for band in self.bands:
            is_young = band.up_to_days is None or age_days <= band.up_to_days
            if is_young and (band.up_to_minor is None or claim_minor <= band.up_to_minor):
                return band.percent
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class Cut:
    """What was collected and how it is shared; the parts always add up to the gross."""

    gross_minor: int
    commission_minor: int
    vat_minor: int

    @property
    def net_minor(self) -> int:
        """What reaches us."""
        return self.gross_minor - self.commission_minor - self.vat_minor

    @property
    def cost_minor(self) -> int:
        """What it costs us."""
        return self.commission_minor + self.vat_minor


def _part(minor: int, percent: Decimal) -> int:
    """So many percent, half a unit up."""
    return int((Decimal(minor) * percent / _HUNDRED).to_integral_value(ROUND_HALF_UP))


def cut(terms: Terms, gross_minor: int, age_days: int, claim_minor: int) -> Cut:
    """Commission and VAT on a sum collected. The fixed fee is due on hand-over and is no part of it.

    >>> cut(Terms("GBP", (Band(None, None, Decimal(15)),), 0, Decimal(20)), 10_000, 90, 10_000)
    Cut(gross_minor=10000, commission_minor=1500, vat_minor=300)
    """
    commission = _part(gross_minor, terms.percent(age_days, claim_minor))
    vat = min(_part(commission, terms.vat_percent), gross_minor - commission)
    return Cut(gross_minor, commission, vat)


def grossed(terms: Terms, net_minor: int, age_days: int, claim_minor: int) -> Cut:
    """What was collected where only the net is known, by the terms: a suggestion for a person to confirm.

    A unit that rounding leaves over is commission, so that the net is exact.

    >>> grossed(Terms("GBP", (Band(None, None, Decimal(15)),), 0, Decimal(20)), 8_200, 90, 10_000)
    Cut(gross_minor=10000, commission_minor=1500, vat_minor=300)
    """
    percent = terms.percent(age_days, claim_minor)
    kept = 1 - percent / _HUNDRED * (1 + terms.vat_percent / _HUNDRED)
    if kept <= 0:
        return Cut(net_minor, 0, 0)
    gross = int((Decimal(net_minor) / kept).to_integral_value(ROUND_HALF_UP))
    by_terms = cut(terms, gross, age_days, claim_minor)
    return Cut(gross, gross - net_minor - by_terms.vat_minor, by_terms.vat_minor)


def share_out(
    gross_minor: int, opens: Sequence[tuple[int, int]], named: int | None = None
) -> tuple[tuple[int, int], ...]:
    """Which invoices a sum pays, as (invoice, minor units): the one named, then the others in their order.

    >>> share_out(70, [(1, 50), (2, 60)]), share_out(70, [(1, 50), (2, 60)], named=2)
    (((1, 50), (2, 20)), ((2, 60), (1, 10)))
    """
    left, parts = gross_minor, []
    for invoice, open_minor in sorted(opens, key=lambda one: one[0] != named):
        part = min(left, open_minor)
        if part > 0:
            parts.append((invoice, part))
            left -= part
    return tuple(parts)


def to_json(terms: Terms) -> dict[str, Any]:
    """As it is kept with a placement."""
    return {
        "currency": terms.currency,
        "bands": [[b.up_to_days, b.up_to_minor, str(b.percent)] for b in terms.bands],
        "fixed_fee_minor": terms.fixed_fee_minor,
        "vat_percent": str(terms.vat_percent),
        "recall_days": terms.recall_days,
    }


def from_json(said: dict[str, Any]) -> Terms:
    """The terms of `to_json`."""
    return Terms(
        currency=said["currency"],
        bands=tuple(Band(days, minor, Decimal(percent)) for days, minor, percent in said["bands"]),
        fixed_fee_minor=said["fixed_fee_minor"],
        vat_percent=Decimal(said["vat_percent"]),
        recall_days=said["recall_days"],
    )


def percent_of(said: str, where: str) -> Decimal:
    """A percentage as people type it: 15, 7.5 or 7,5. Raises Refused (`bad_percent`)."""
    try:
        found = figure(said.strip().rstrip("%").strip().replace(",", ".") or "0")
    except ValueError:
        found = Decimal(-1)
    if not 0 <= found <= _HUNDRED or found != round(found, 3):
        raise Refused(
            "bad_percent", say("“%(said)s” is no percentage.", said=said), where, "Write it like 15 or 7.5."
        )
    return found
