"""The terms of a professional in sentences: what they take of what they collect, and what they take besides."""

from decimal import Decimal

from babel.numbers import format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.recourse.placement.terms import Band, Terms
from recoup.web import tongue


def told(terms: Terms) -> list[str]:
    """One sentence for each thing, in the order in which it is asked: the first line that fits a debt counts."""
    found = [_band(terms, n) for n in range(len(terms.bands))]
    if not terms.bands:
        found.append(_("No commission on what they collect"))
    elif _is_limited(terms.bands[-1]):
        found.append(_("Nothing on any other debt"))
    if terms.bands and terms.vat_percent:
        found.append(_("VAT of %(n)s on top of the commission") % {"n": percent(terms.vat_percent)})
    if terms.fixed_fee_minor:
        fee = tongue.amount(terms.fixed_fee_minor, terms.currency)
        found.append(_("%(sum)s for each debt handed over, whatever comes of it") % {"sum": fee})
    n = terms.recall_days
    found.append(
        ngettext("%(n)s day of notice to ask a debt back", "%(n)s days of notice to ask a debt back", n)
        % {"n": n}
        if n
        else _("A debt can be asked back without notice")
    )
    return found


def percent(of_hundred: Decimal) -> str:
    """12%, 7.5%; as the reader's language writes it."""
    pattern = "#,##0.###%" if tongue.locale().startswith("en") else "#,##0.###\u00a0%"
    return str(format_percent(of_hundred / 100, format=pattern, locale=tongue.locale()))


def _is_limited(band: Band) -> bool:
    return band.up_to_days is not None or band.up_to_minor is not None


def _band(terms: Terms, n: int) -> str:
    band = terms.bands[n]
    said: dict[str, object] = {"percent": percent(band.percent), "days": band.up_to_days}
    if band.up_to_minor is not None:
        said["sum"] = tongue.amount(band.up_to_minor, terms.currency)
    if band.up_to_days is not None and band.up_to_minor is not None:
        return (
            _(
                "%(percent)s of what comes of a debt of up to %(sum)s, at most %(days)s days late when handed over"
            )
            % said
        )
    if band.up_to_days is not None:
        return _("%(percent)s of what comes of a debt at most %(days)s days late when handed over") % said
    if band.up_to_minor is not None:
        return _("%(percent)s of what comes of a debt of up to %(sum)s") % said
    if n:
        return _("%(percent)s of what comes of any other debt") % said
    return _("%(percent)s of what they collect") % said
