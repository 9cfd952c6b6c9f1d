"""What to say on a call or a visit, in a few lines made of what is known; a help, never a text that is sent."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.models import Case, Promise, Task
from recoup.ledger.models import Contact, Invoice
from recoup.web.here import Here
from recoup.web.templatetags.recoup import day, money


def script(here: Here, task: Task, kind: str, invoices: list[Invoice], contact: Contact | None) -> list[str]:
    """The lines in the order in which they are said; empty for work without a conversation."""
    case = task.case
    if case is None or kind not in ("phone", "visit", "find_contact"):
        return []
    us = {"me": here.user.name, "firm": here.creditor.name}
    hello = _("Good day, this is %(me)s of %(firm)s.") if here.user.name else _("Good day, this is %(firm)s.")
    if kind == "find_contact":
        return [
            hello % us,
            _("Who decides on payments at your firm, and how can I reach them directly?"),
            _("Note the name, the role and a direct number. Say nothing of the debt to others."),
        ]
    asked = _("May I speak to %(name)s?") % {"name": contact.name} if contact and contact.name else _(
        "May I speak to whoever is in charge of payments?"
    )  # fmt: skip
    return [
        f"{hello % us} {asked}",
        _what(case, invoices),
        _question(case),
        _("Agree on a sum and a day, and say that you will note it."),
    ]


def _what(case: Case, invoices: list[Invoice]) -> str:
    count = len(invoices)
    told = {"n": count, "sum": money(case.open_minor, case.currency)}
    if not invoices:
        return _("%(sum)s is open.") % told
    told |= {"number": invoices[0].number, "day": day(invoices[0].due_on)}
    return ngettext(
        "It is about invoice %(number)s, due on %(day)s: %(sum)s is open.",
        "It is about %(n)s invoices, the oldest %(number)s due on %(day)s: %(sum)s is open.",
        count,
    ) % told  # fmt: skip


def _question(case: Case) -> str:
    broken = Promise.objects.filter(case=case, state__in=("broken", "part")).order_by("-due_on").first()
    if broken is not None:
        told = {"sum": money(broken.amount_minor, case.currency), "day": day(broken.due_on)}
        return _("%(sum)s was promised by %(day)s. What came in between, and when will it come?") % told
    if case.cause == "disputed":
        return _("Part of it is contested. What is missing for the rest to be paid?")
    if case.cause == "short_of_money":
        return _("What can be paid now, and what in instalments?")
    return _("Have you got it, is it approved, and on which day will it be paid?")
