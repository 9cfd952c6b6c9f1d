"""The same deed on many debtors: a page that says how many and how much, then one press."""

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.models import Case
from recoup.cases.people.many import MOST, give_many, hold_many
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.models import Membership
from recoup.web import once, typed
from recoup.web.debtors.filters import filtered
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.templatetags.recoup import day as day_words


@page("hold", ("GET", "HEAD", "POST"))
def bulk(request: HttpRequest, here: Here) -> HttpResponse:
    """What is chosen in the list, or all that its filters leave."""
    if request.method != "POST":
        return _show(request, here, _chosen(request, here))
    ids = _ids(request.POST.get("ids", "").split(","))
    said: list[str] = []
    try:
        is_new = once.carry_out(request, here, lambda: said.append(_do(request, here, ids)))
    except Refused as refused:
        return _show(request, here, ids, refused)
    messages.success(request, said[0] if is_new else _("That was done already."))
    return redirect("debtors", creditor=here.creditor.pk)


def _do(request: HttpRequest, here: Here, ids: list[int]) -> str:
    form = request.POST
    if form.get("deed") == "give":
        user = typed.number(form, "user") if form.get("user") else None
        n = give_many(here.creditor, ids, user, **here.by)
        return ngettext("%(n)s task was given.", "%(n)s tasks were given.", n) % {"n": n}
    until = typed.needed_day(form, "until")
    n = hold_many(here.creditor, ids, until, typed.text(form, "reason", 500), **here.by)
    words = ngettext(
        "Nothing goes out to %(n)s debtor until %(day)s.",
        "Nothing goes out to %(n)s debtors until %(day)s.",
        n,
    )
    return words % {"n": n, "day": day_words(until)}


def _chosen(request: HttpRequest, here: Here) -> list[int]:
    if request.GET.get("all"):
        rows = filtered(here, request.GET).order_by("debtor_id")
        return list(rows.values_list("debtor_id", flat=True).distinct()[: MOST + 1])
    return _ids(request.GET.getlist("d"))


def _ids(given: list[str]) -> list[int]:
    return sorted({int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 18})[
        : MOST + 1
    ]


def _show(request: HttpRequest, here: Here, ids: list[int], refused: Refused | None = None) -> HttpResponse:
    mine = list(Debtor.objects.of(here.creditor).filter(pk__in=ids).order_by("name", "pk"))
    late = Case.objects.of(here.creditor).filter(debtor__in=mine, state="open").values_list("currency")
    context = {
        "page": "debtors",
        "ids": ",".join(str(one.pk) for one in mine),
        "count": len(mine),
        "too_many": MOST if len(mine) > MOST else 0,
        "names": mine[:12],
        "rest": max(0, len(mine) - 12),
        "sums": list(late.annotate(n=Count("id"), minor=Sum("open_minor")).order_by("-minor")),
        "members": list(
            Membership.objects.of(here.creditor)
            .filter(user__is_active=True)
            .select_related("user")
            .order_by("pk")
        ),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
    }
    return render(request, "web/debtors_bulk.html", context, status=422 if refused else 200)
