"""What people type into forms, read; what cannot be read is refused in words that name the field."""

import re
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from recoup.cases.people.given import Given
from recoup.lib import money
from recoup.lib.errors import Refused

LONGEST = 5_000
_GAPS = r"[\s'’\u00a0\u202f]"
"""What may part thousands besides comma and dot."""


def text(form: QueryDict, name: str, longest: int = LONGEST) -> str:
    """The words of a field, trimmed."""
    return form.get(name, "").strip()[:longest]


def day(form: QueryDict, name: str = "on") -> date | None:
    """The day of a field; None when it is empty. Raises Refused (`bad_day`)."""
    given = text(form, name, 20)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Refused(
            "bad_day", _("“%(given)s” is no day.") % {"given": given}, name, _("Write it like 2025-03-31.")
        ) from None


def needed_day(form: QueryDict, name: str) -> date:
    """The day of a field that may not be empty. Raises Refused (`missing`, `bad_day`)."""
    found = day(form, name)
    if found is None:
        raise Refused("missing", _("A day is needed."), name, _("Choose the day."))
    return found


def minor(form: QueryDict, name: str, currency: str) -> int | None:
    """The amount of a field in minor units; None when it is empty. Raises Refused (`bad_amount`)."""
    given = text(form, name, 40)
    if not given:
        return None
    if _may_be_thousands(given, currency):
        raise Refused(
            "bad_amount",
            _("“%(given)s” can be read in two ways.") % {"given": given},
            name,
            _("Write it with its decimals, like %(like)s.") % {"like": money.to_decimal(125_000, currency)},
        )
    try:
        return money.to_minor(money.figure(plain(given)), currency)
    except ValueError:
        like = money.to_decimal(125_000, currency)
        raise Refused(
            "bad_amount",
            _("“%(given)s” is no amount in %(currency)s.") % {"given": given, "currency": currency},
            name,
            _("Write it like %(like)s.") % {"like": like},
        ) from None


def _may_be_thousands(given: str, currency: str) -> bool:
    """Whether one mark before three digits may part thousands as well as decimals: 1.250 EUR, 1,250 KWD.

    >>> [_may_be_thousands(*one) for one in (("1.250", "EUR"), ("1,250", "EUR"), ("1,250", "KWD"), ("1.25", "EUR"))]
    [True, False, True, False]
    """
    mark = "," if money.exponent(currency) == 3 else "."
    return bool(re.fullmatch(rf"[+-]?\d{{1,3}}{re.escape(mark)}\d{{3}}", re.sub(_GAPS, "", given)))


def plain(given: str) -> str:
    """An amount with any of the usual marks, with a dot for the decimals and nothing else; what parts no thousands
    stays as it is, and is no amount.

    >>> plain("1,250.00"), plain("1.250,00"), plain("1 250,5"), plain("1250")
    ('1250.00', '1250.00', '1250.5', '1250')
    >>> plain("1,250"), plain("1.250.000")
    ('1250', '1250000')
    >>> plain("1,00,000"), plain("12.34.56")
    ('100000', '12.34.56')
    """
    bare = re.sub(_GAPS, "", given)
    last = max(bare.rfind(","), bare.rfind("."))
    if last < 0:
        return bare
    mark = bare[last]
    if bare.count(mark) > 1 or (mark == "," and len(bare) - last == 4 and "." not in bare):
        whole, rest = bare, ""
    else:
        whole, rest = bare[:last], f".{bare[last + 1 :]}"
    if not re.fullmatch(r"[+-]?\d*|[+-]?\d{1,3}(([.,])\d{2,3}(\2\d{2,3})*(?<=\2\d{3}))", whole):
        return bare
    return f"{whole.replace(',', '').replace('.', '')}{rest}"


def decimal_of(given: str) -> Decimal:
    """An amount as people write it, with its currency or without. Raises ValueError.

    >>> decimal_of("GBP 1,250.00"), decimal_of("1.250,5 €")
    (Decimal('1250.00'), Decimal('1250.5'))
    """
    return money.figure(plain(re.sub(r"^\s*([A-Z]{3}|[€£$])|([A-Z]{3}|[€£$])\s*$", "", given)))


def number(form: QueryDict, name: str) -> int:
    """A whole number. Raises Refused (`bad_number`)."""
    given = text(form, name, 20)
    if not (given.isascii() and given.isdigit()) or len(given) > 18:
        raise Refused("bad_number", _("Choose one."), name, _("Choose one of the list."))
    return int(given)


def given_of(form: QueryDict, currency: str, kind: str = "") -> Given:
    """What a person gives with a result."""
    return Given(
        amount_minor=minor(form, "amount", currency),
        on=day(form),
        text=text(form, "text"),
        kind=kind,
        name=text(form, "name", 200),
        role=text(form, "role", 30),
        email=text(form, "email", 254),
        phone=text(form, "phone", 40),
    )


def field_of(refused: Refused) -> str:
    """The field that a refusal is about, as the forms call it.

    >>> field_of(Refused("x", "", "--on", "")), field_of(Refused("x", "", "--name, --email or --phone", ""))
    ('on', 'name')
    """
    head = re.split(r"[\s,]", refused.where.strip().lstrip("-"))[0]
    return {"until": "until", "reason": "reason", "by": "on"}.get(head, head)
