"""How amounts, days, icons and links are written on the pages."""

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles import finders
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide as lucide_icon

from recoup.ledger.models import Debtor
from recoup.web import changed, once, tongue, words

register = template.Library()


@register.filter
def money(minor: int | None, currency: str) -> str:
    """£1,250.00, minus in front."""
    return "" if minor is None else tongue.amount(minor, currency)


@register.filter
def compact(minor: int | None, currency: str) -> str:
    """£12K: an amount where there is little room."""
    return "" if minor is None else tongue.compact(minor, currency)


@register.filter
def decimal(minor: int | None, currency: str) -> str:
    """As it is typed into a field: 1250.00."""
    return "" if minor is None else tongue.typed_amount(minor, currency)


@register.filter
def number(value: float | None) -> str:
    """12,345."""
    return "" if value is None else tongue.number(value)


@register.filter
def percent(share: float | None) -> str:
    """A share of one: 12%."""
    return "" if share is None else tongue.percent(share)


@register.filter
def day(on: date | str | None) -> str:
    """3 Mar 2025."""
    return tongue.day(on) if on else ""


@register.filter
def spelled_day(on: date | str | None) -> str:
    """3 March 2025: where day and month could be mistaken for each other."""
    return tongue.spelled_day(on) if on else ""


@register.filter
def short_day(on: date | str | None) -> str:
    """Mon 3 Mar."""
    return tongue.short_day(on) if on else ""


@register.filter
def clock(moment: datetime | str, zone: str) -> str:
    """3 Mar 2025, 10:05 in the creditor's zone."""
    return tongue.clock(moment, zone)


@register.filter
def told(words: object) -> str:
    """A sentence of the rooms below (a refusal, a reason, a line of the record) in the reader's language."""
    return tongue.told(words)


@register.filter
def hour(moment: datetime | None, zone: str) -> str:
    """10:05 in the creditor's zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" if moment else ""


@register.simple_tag
def late(due_on: date | str, today: date) -> str:
    """34 days late; due today; due in 5 days."""
    days = (today - tongue.to_date(due_on)).days
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": tongue.number(days)}
    if days == 0:
        return _("due today")
    return ngettext("due in %(n)s day", "due in %(n)s days", -days) % {"n": tongue.number(-days)}


@register.simple_tag
def lateness(due_on: date | str, today: date) -> str:
    """How late it is, as the name of a colour's meaning."""
    days = (today - tongue.to_date(due_on)).days
    return "due" if days <= 0 else "late" if days <= 60 else "very-late"


@register.simple_tag
def near(on: date | str | None, today: date) -> str:
    """today, tomorrow, else Mon 3 Mar."""
    if not on:
        return ""
    days = (tongue.to_date(on) - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return day(on) if abs(days) > 300 else short_day(on)


register.filter("kind", words.kind)
register.filter("reason", words.reason)
register.filter("result", words.result)
register.filter("cause", words.cause)


@register.filter
def called(code: Any, table: str) -> str:
    """A code in the words of a table of `words.py`."""
    known = getattr(words, table)
    return str(known.get(code, str(code).replace("_", " ")))


@register.filter
def signed(count: int) -> str:
    """+12, −40, 0: with a real minus sign."""
    return f"+{count}" if count > 0 else f"\N{MINUS SIGN}{-count}" if count < 0 else "0"


@register.filter
def kind_icon(code: str) -> str:
    """The icon of a kind of step."""
    return words.ICONS.get(code, "circle-dot")


@register.filter
def group_icon(code: str) -> str:
    """The icon of a group of work on Today."""
    return words.GROUP_ICONS.get(code, "circle-dot")


@register.simple_tag
def icon(name: str, size: int = 16) -> str:
    """A drawing beside a word; those who hear the page hear the word alone."""
    return _icon(str(name), size)


@cache
def _icon(name: str, size: int) -> str:
    try:
        return lucide_icon(name, size=size, aria_hidden="true", focusable="false", **{"class": "icon"})
    except IconDoesNotExist:
        return lucide_icon(
            "circle-dot", size=size, aria_hidden="true", focusable="false", **{"class": "icon"}
        )


@register.simple_tag
def asset(name: str) -> str:
    """A static file's address with its content's hash, so that browsers keep it and still see a new one."""
    return f"{static(name)}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else "none"


@register.simple_tag
def once_field() -> SafeString:
    """The token that keeps a form from being carried out twice."""
    return format_html('<input type="hidden" name="once" value="{}">', once.token())


@register.simple_tag
def seen_field(debtor: Debtor) -> SafeString:
    """From which state of the debtor's record a form was made, see `web/changed.py`."""
    seen = getattr(debtor, "seen_seq", None)
    return format_html(
        '<input type="hidden" name="seen" value="{}">', changed.look(debtor) if seen is None else seen
    )


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """This page's query with changes; empty ones are left out."""
    given = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            given.pop(name, None)
        else:
            given[name] = value
    if "page" not in changes:
        given.pop("page", None)
    return f"?{given.urlencode()}"
