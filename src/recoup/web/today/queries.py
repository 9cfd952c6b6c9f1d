"""What Today reads: the state of things in figures, and the ranked work that the filters leave."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from babel.lists import format_list
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from recoup.cases.models import Case, Promise, Task
from recoup.cases.work import Item, items
from recoup.insight import standing
from recoup.ledger.models import Invoice, Payment, PaymentState
from recoup.org.models import Membership, User
from recoup.outreach.models import Message
from recoup.web import tongue, words
from recoup.web.here import Here
from recoup.web.today.lines import VISITS, group_of, oldest_due

__all__ = ["oldest_due"]

AHEAD = timedelta(days=14)
GONE = ("sent", "posted")
OWNERS = [
    ("", _("Mine and free")),
    ("mine", _("Mine")),
    ("free", _("Nobody's")),
    ("all", _("Everybody's")),
]


@dataclass(frozen=True, slots=True)
class Work:
    """The ranked work: `shown` is what the filters leave, `counts` how much of it stands under each heading."""

    shown: list[Item]
    mine: list[Item]
    counts: list[tuple[str, int]]
    later: int
    owner: str
    group: str
    by_place: bool


def work(here: Here, ask: QueryDict) -> Work:
    """What needs a person and fits the filters; unknown filters filter nothing."""
    every, later = items(here.creditor, here.today)
    owner = ask.get("who", "")
    mine = [one for one in every if _is_whose(one, owner, here.user.pk)]
    counted = Counter(group_of(one.kind) for one in mine)
    group = ask.get("kind", "")
    group = group if group in words.GROUPS else ""
    shown = [one for one in mine if not group or group_of(one.kind) == group]
    by_place = group == "visits" and ask.get("order") == "place"
    if by_place:
        shown = _by_place(here, shown)
    counts = [(code, counted[code]) for code in words.GROUPS if counted[code] or code == group]
    return Work(shown, mine, counts, later, owner, group, by_place)


def _is_whose(one: Item, owner: str, user: int) -> bool:
    if owner == "all":
        return True
    if owner == "mine":
        return one.assigned_to == user
    if owner == "free":
        return one.assigned_to is None
    if owner.isascii() and owner.isdigit():
        return one.assigned_to == int(owner)
    return one.assigned_to in (None, user)


def _by_place(here: Here, shown: Sequence[Item]) -> list[Item]:
    """Visits in an order in which they may be driven: by country, postal code and street."""
    rows = Task.objects.of(here.creditor).filter(state="open", kind__in=VISITS)
    place = {
        pk: (country, code, city, street)
        for pk, country, code, city, street in rows.values_list(
            "pk", "debtor__country", "debtor__postal_code", "debtor__city", "debtor__street"
        )
    }
    return sorted(shown, key=lambda one: place.get(one.pk, ("", "", "", "")))


def people(here: Here) -> list[User]:
    """Who works here and may be given a task."""
    rows = Membership.objects.of(here.creditor).filter(user__is_active=True).exclude(role="auditor")
    return [one.user for one in rows.select_related("user").order_by("user__name", "user__email")]


def figures(here: Here) -> list[dict[str, Any]]:
    """Late now, expected within 14 days, came in this week: per currency, the own one first."""
    creditor, today = here.creditor, here.today
    open_ = Invoice.objects.of(creditor).filter(state="open", kind="invoice")
    late = _sums(open_.filter(due_on__lt=today), "currency", "open_minor")
    soon = _sums(open_.filter(due_on__range=(today, today + AHEAD)), "currency", "open_minor")
    promised = Promise.objects.of(creditor).filter(
        state="open", due_on__range=(today, today + AHEAD), case__state="open"
    )
    said = _sums(promised, "case__currency", "amount_minor")
    expected = {currency: soon.get(currency, 0) + said.get(currency, 0) for currency in {**soon, **said}}
    monday = today - timedelta(days=today.weekday())
    received = Payment.objects.of(creditor).filter(received_on__range=(monday, today))
    came = _sums(
        received.exclude(state__in=(PaymentState.REVERSED, PaymentState.SUPERSEDED)),
        "currency",
        "amount_minor",
    )
    return [
        {"name": "late", "sums": _sorted(late, creditor.currency)},
        {"name": "expected", "sums": _sorted(expected, creditor.currency), "promised": _some(said)},
        {"name": "came", "sums": _sorted(came, creditor.currency)},
    ]


def _sums(rows: QuerySet[Any], currency: str, minor: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(currency).annotate(minor=Sum(minor)))


def _some(sums: dict[str, int]) -> list[tuple[str, int]]:
    return sorted((one for one in sums.items() if one[1]), key=lambda one: -one[1])


def _sorted(sums: dict[str, int], own: str) -> list[tuple[str, int]]:
    some = {currency: minor for currency, minor in sums.items() if minor} or {own: 0}
    return sorted(some.items(), key=lambda one: (one[0] != own, -one[1]))


def state(here: Here, found: Work) -> dict[str, Any]:
    """What the sentences at the top say: what is the user's, what went out, and what is neglected."""
    due: Counter[str] = Counter()
    for one in found.mine:
        due[group_of(one.kind)] += one.count
    out = Message.objects.of(here.creditor).filter(sent_on=here.today, state__in=GONE)
    sent = out.aggregate(n=Count("pk"), last=Max("sent_at"))
    return {
        "yours": _listed(due),
        "any": sum(due.values()),
        "went_out": sent["n"],
        "last": sent["last"],
        "neglected": standing.neglect(here.creditor, here.today).figures.neglected,
    }


def _listed(due: Counter[str]) -> str:
    """12 calls, 3 visits and 2 questions."""
    said = [
        ngettext("%(n)s call", "%(n)s calls", due["calls"]) % {"n": due["calls"]},
        ngettext("%(n)s visit", "%(n)s visits", due["visits"]) % {"n": due["visits"]},
        ngettext("%(n)s answer to read", "%(n)s answers to read", due["answers"]) % {"n": due["answers"]},
        ngettext("%(n)s yes or no", "%(n)s times yes or no", due["yes"]) % {"n": due["yes"]},
        ngettext("%(n)s letter to post", "%(n)s letters to post", due["post"]) % {"n": due["post"]},
        ngettext("%(n)s question", "%(n)s questions", due["questions"]) % {"n": due["questions"]},
    ]
    some = [one for one, code in zip(said, words.GROUPS, strict=True) if due[code]]
    return str(format_list(some, locale=tongue.locale()))


def by_itself(here: Here) -> dict[str, Any]:
    """How many things happen without anybody on the next day on which something does."""
    rows = Case.objects.of(here.creditor).filter(
        state="open", next_on__gt=here.today, next_kind__in=("email", "letter")
    )
    first = rows.aggregate(on=Min("next_on"))["on"]
    return {"on": first, "n": rows.filter(next_on=first).count() if first else 0}
