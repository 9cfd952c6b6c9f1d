"""What people type into forms, read; what cannot be read is refused in words that name the field."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from recoup.cases.people.given import Given
from recoup.lib import money
from recoup.lib.errors import Refused

LONGEST = 5_000


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
    try:
        return money.to_minor(Decimal(plain(given)), currency)
    except (ValueError, InvalidOperation):
        like = money.to_decimal(125_000, currency)
        raise Refused(
            "bad_amount",
            _("“%(given)s” is no amount in %(currency)s.") % {"given": given, "currency": currency},
            name,
            _("Write it like %(like)s.") % {"like": like},
        ) from None


def plain(given: str) -> str:
    """An amount with any of the usual marks, with a dot for the decimals and nothing else.

    >>> plain("1,250.00"), plain("1.250,00"), plain("1 250,5"), plain("1250")
    ('1250.00', '1250.00', '1250.5', '1250')
    >>> plain("1,250"), plain("1.250.000")
    ('1250', '1250000')
    """
    bare = re.sub(r"[\s'’\u00a0\u202f]", "", given)
    last = max(bare.rfind(","), bare.rfind("."))
    if last < 0:
        return bare
    mark = bare[last]
    is_thousands = bare.count(mark) > 1 or (mark == "," and len(bare) - last == 4 and "." not in bare)
    if is_thousands:
        return bare.replace(",", "").replace(".", "")
    return f"{bare[:last].replace(',', '').replace('.', '')}.{bare[last + 1 :]}"


def decimal_of(given: str) -> Decimal:
    """An amount as people write it. Raises InvalidOperation.

    >>> decimal_of("GBP 1,250.00"), decimal_of("1.250,5 €")
    (Decimal('1250.00'), Decimal('1250.5'))
    """
    return Decimal(plain(re.sub(r"[A-Za-z€£$]", "", given)))


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
