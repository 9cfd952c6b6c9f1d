"""One mail of the inbox: its words as plain text, its original as a file, and what a person says of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from recoup.archive.queries import Narrow, entries, read
from recoup.cases import capture
from recoup.cases.access import opened
from recoup.cases.capture.judging import JUDGED_KINDS, KIND, Judged
from recoup.cases.models import Case
from recoup.cases.people.results import INBOUND
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.outreach.inbound.mail import read_mail
from recoup.outreach.inbound.replies import part
from recoup.outreach.models import CapturedMail
from recoup.web import asks, once, typed
from recoup.web import words as said_words
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.inbox import queries, words

LONGEST_SHOWN = 20_000
WITH_KEYS = 9
FIRST = ("read", "answered", "promise", "paid_already", "spoke_dispute", "call_back_asked", "spoke_not_received",
         "wrong_person", "spoke_no_money")  # fmt: skip
"""What comes most often, in the order of the keys 1 to 9."""
ENDS = ("read", "answered")
"""What a mail may come to where nothing is pursued."""
NOT_BY_HAND = frozenset(("reply", "bounce", "soft_bounce", "auto_reply", "looked"))
"""What an answer that was taken in already cannot come to."""


@page()
def mail(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page of one mail."""
    return _show(request, here, _mail(here, pk))


@page()
def original(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The exact bytes, always as a file: nothing foreign is shown within our pages. That it was taken is recorded."""
    row = _mail(here, pk)
    content = read(here.creditor.key, row.commitment)
    opened(here.creditor, row.debtor, commitments=[row.commitment], how="opened", **here.by)
    answer = HttpResponse(content.data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"mail-{pk}.eml") or "attachment"
    return answer


@act("record")
def confirm(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A reading is right."""
    return _judge(
        request, here, pk,
        lambda number: capture.confirm(here.creditor, pk, number, **here.by), lambda name: words.READINGS[name],
    )  # fmt: skip


@act("record")
def reject(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A reading is wrong."""
    return _judge(
        request, here, pk,
        lambda number: capture.reject(here.creditor, pk, number, **here.by), lambda name: _("not so, nothing is noted"),
    )  # fmt: skip


def _judge(
    request: HttpRequest, here: Here, pk: int, deed: Callable[[int], Judged], tell: Callable[[str], Any]
) -> HttpResponse:
    row = _mail(here, pk)
    number = typed.number(request.POST, "reading")
    try:
        once.carry_out(request, here, lambda: deed(number))
    except Refused as refused:
        return _row(request, here, _mail(here, pk), refused)
    code = row.readings[number]["code"] if number < len(row.readings) else ""
    return _done(request, here, pk, str(tell(code)) if code else "")


@act("record")
def result(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A person says what the mail, or one reading of it, comes to."""
    row, form = _mail(here, pk), request.POST
    code = typed.text(form, "code", 30)
    number = (
        int(form["reading"]) if form.get("reading", "").isdecimal() and len(form["reading"]) < 4 else None
    )
    try:
        if not code:
            raise Refused("missing", _("Choose what it comes to."), "code", "")
        given = typed.given_of(form, _currency(here, row))
        once.carry_out(
            request, here, lambda: capture.change(here.creditor, pk, code, given, number=number, **here.by)
        )
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        if code in ENDS and request.headers.get("HX-Request"):
            return _row(request, here, row, refused)
        return _show(request, here, row, refused)
    return _done(request, here, pk, str(said_words.result(code)))


@act("record")
def assign(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A person says whose mail it is."""
    row = _mail(here, pk)
    debtor = Debtor.objects.of(here.creditor).filter(pk=typed.number(request.POST, "debtor")).first()
    if debtor is None:
        raise Http404
    try:
        once.carry_out(request, here, lambda: capture.assign(here.creditor, pk, debtor, **here.by))
    except Refused as refused:
        return _row(request, here, row, refused)
    sentence = _("The mail is %(name)s's now; what it says waits to be read.") % {"name": debtor.name}
    return _told(request, here, sentence, {"debtor": debtor})


@act("record")
def aside(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A person says that it is nobody's."""
    row, why = _mail(here, pk), typed.text(request.POST, "why", 30)
    try:
        once.carry_out(request, here, lambda: capture.set_aside(here.creditor, pk, why, **here.by))
    except Refused as refused:
        return _row(request, here, row, refused)
    return _told(
        request, here, _("Set aside: %(why)s. It stays in the record.") % {"why": words.ASIDE[why]}, {}
    )


def _mail(here: Here, pk: int) -> CapturedMail:
    rows = CapturedMail.objects.of(here.creditor).select_related("debtor", "inbound", "message")
    found: CapturedMail | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _is_read(row: CapturedMail) -> bool:
    """Whether nobody has to say anything of it any more."""
    if row.debtor_id is None or row.direction != "in" or row.kind not in JUDGED_KINDS:
        return True
    return row.judged_at is not None or (row.inbound is not None and row.inbound.read_at is not None)


def _currency(here: Here, row: CapturedMail) -> str:
    found = queries.rows(here, [row])[0]
    return next((one.offer.currency for one in found.readings if one.offer.currency), here.creditor.currency)


def _done(request: HttpRequest, here: Here, pk: int, what: str) -> HttpResponse:
    """After a deed on a reading: the row goes, or stays with what is left of it."""
    row = _mail(here, pk)
    if row.debtor is None:
        raise Http404
    sentence = _("%(name)s: %(result)s.") % {"name": row.debtor.name, "result": what}
    mine = Narrow(actor=here.acting.actor, kinds=(KIND,))
    last = entries(here.creditor.key, row.debtor.stream_key, which=mine)
    more: dict[str, Any] = {"debtor": row.debtor, "undo": last[-1].seq if last else None}
    if not _is_read(row):
        more["row"] = queries.rows(here, [row])[0]
    return _told(request, here, sentence, more)


def _told(request: HttpRequest, here: Here, sentence: str, more: dict[str, Any]) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.success(request, sentence)
        return redirect("inbox", creditor=here.creditor.pk)
    return render(request, "web/inbox/done.html", {"sentence": sentence, **more})


def _row(request: HttpRequest, here: Here, row: CapturedMail, refused: Refused) -> HttpResponse:
    """What was refused, in the row that it was asked of."""
    if refused.code.startswith("no_such_"):
        raise refused
    if not request.headers.get("HX-Request"):
        return _show(request, here, row, refused)
    part_ = "web/inbox/row.html" if row.debtor_id else "web/inbox/whose.html"
    context = {"row": queries.rows(here, [row])[0], "refused": refused, "aside": words.ASIDE.items()}
    return render(request, part_, context, status=422)


def _show(
    request: HttpRequest, here: Here, row: CapturedMail, refused: Refused | None = None
) -> HttpResponse:
    text, names, is_lost = _text(here, row)
    asked = request.GET.get("q", "")[:100]
    ranked = {code: n for n, code in enumerate(FIRST)}
    keys = sorted(
        (key for key in asks.keys(INBOUND) if key.code not in NOT_BY_HAND),
        key=lambda key: ranked.get(key.code, len(ranked)),
    )
    reading = request.POST.get("reading") or request.GET.get("reading", "")
    shown = queries.rows(here, [row])[0]
    of = next((one for one in shown.readings if str(one.offer.number) == reading), None)
    if (
        row.debtor_id
        and not Case.objects.of(here.creditor).filter(debtor=row.debtor_id, state="open").exists()
    ):
        keys = [key for key in keys if key.code in ENDS]
    chosen = request.POST.get("code") or (of.offer.result if of else "")
    context: dict[str, Any] = {
        "page": "inbox",
        "row": shown,
        "of": of,
        "mail": row,
        "matched": words.MATCHED.get(row.matched_by, ""),
        "own": part(text).own.strip() if text else "",
        "text": text[:LONGEST_SHOWN],
        "is_cut": len(text) > LONGEST_SHOWN,
        "is_lost": is_lost,
        "attached": names,
        "is_read": _is_read(row),
        "waits": row.debtor_id is None and row.settled_at is None,
        "q": asked,
        "found": queries.debtors_like(here, asked),
        "aside": words.ASIDE.items(),
        "keys": keys[:WITH_KEYS],
        "more_keys": keys[WITH_KEYS:],
        "is_more_open": any(key.code == chosen for key in keys[WITH_KEYS:]),
        "roles": said_words.CONTACT_ROLES,
        "chosen": chosen,
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST if request.POST else _prefilled(of),
    }
    return render(request, "web/inbox/mail.html", context, status=422 if refused else 200)


def _prefilled(of: queries.Reading | None) -> dict[str, Any]:
    """The form as the reading would fill it."""
    if of is None:
        return {}
    on = of.offer.given.on
    return {"on": on.isoformat() if on else "", "text": of.offer.given.text}


def _text(here: Here, row: CapturedMail) -> tuple[str, tuple[str, ...], bool]:
    """Its words, what is attached, and whether they are erased."""
    try:
        found = read_mail(read(here.creditor.key, row.commitment).data)
    except Refused:
        return "", (), True
    return found.text, found.attachments, False
