"""Can they pay? What to look up there, what was found, with its copy; and the insolvency, if there is one."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.archive.queries import read
from recoup.cases.formal.solvency import dividends, proofs, registers
from recoup.cases.formal.solvency import means as deeds
from recoup.cases.models import Case
from recoup.law.values import Answer
from recoup.ledger.models import Contact
from recoup.lib.errors import Refused
from recoup.recourse.models import MeansCheck, Watch
from recoup.recourse.solvency import queries
from recoup.recourse.solvency.means import Item, expiry
from recoup.web import once, tongue, typed, words
from recoup.web.doors import act, page
from recoup.web.formal import hits
from recoup.web.formal.done import carried_out
from recoup.web.formal.views import case_of
from recoup.web.here import Here

ITEMS: dict[str, words.Words] = {
    "report": _("Credit report or bank reference"),
    "accounts": _("Published annual accounts"),
    "assets": _("What there is to be seized: bank account, goods, land, claims"),
    "known": _("What our own people know: trading, premises, other creditors"),
    "register:?": _("The register of insolvencies there"),
}
RESULTS: dict[str, words.Words] = {
    "nothing_found": _("nothing against them"),
    "sound": _("they can pay"),
    "weak": _("doubtful"),
    "insolvent": _("insolvent"),
}
VERDICTS: dict[str, words.Words] = {
    "insolvent": _("They are insolvent."),
    "weak": _("It is doubtful whether they can pay."),
    "sound": _("As far as was looked up, they can pay."),
    "unknown": _("Nobody knows whether they can pay."),
}
MARKS: dict[str, words.Words] = {
    "verified": _("read in its source"),
    "secondary": _("read in a copy that is not official"),
    "derived": _("worked out from a checked series"),
    "unverified": _("general knowledge, not checked"),
}
PROOF_BY: dict[str, words.Words] = {
    "law": _("by the law of their seat; what the notice says goes before"),
    "notice": _("as the notice says"),
    "person": _("as one of us noted"),
}
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
         ".json": "application/json", ".csv": "text/csv", ".txt": "text/plain", ".html": "text/html",
         ".eml": "message/rfc822"}  # fmt: skip
LARGEST = deeds.LARGEST_COPY


def item_words(item: Item) -> str:
    """What an item is called."""
    return str(ITEMS.get(item.code, item.name))


@page()
def means(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return show(request, here, case_of(here, pk))


def show(request: HttpRequest, here: Here, case: Case, refused: Refused | None = None) -> HttpResponse:
    """The page, with what was refused and typed."""
    debtor = case.debtor
    kind = debtor.kind or here.settings.default_kind
    known = queries.list_for(here.creditor, debtor, kind, here.today)
    checks = queries.checks_of(here.creditor, debtor)
    told: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": debtor,
        "means": queries.means_of(here.creditor, debtor, kind, here.today),
        "verdicts": VERDICTS,
        "items": [_line(here, item, checks) for item in known.items],
        "law": [_law(say("Where to look:"), known.registers), _law(say("What it stops:"), known.stops)],
        "assumed": [one.words for one in known.assumptions],
        "seat": queries.seat_of(here.creditor, debtor),
        "earlier": [(one, _name(one.item), RESULTS[one.result]) for one in checks[:50]],
        "results": RESULTS.items(),
        "asked_item": request.POST.get("item") or request.GET.get("item", ""),
        "hits": [hits.line(here, one) for one in queries.hits_of(here.creditor, debtor)],
        **insolvency_panel(here, case),
        "same": _same(request, here, case) if refused and refused.code == "same_money" else [],
        "is_watched": Watch.objects.of(here.creditor).filter(debtor=debtor).exists(),
        "why_not": here.why_not("solvency"),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
    }
    return render(request, "web/formal/means.html", told, status=422 if refused else 200)


def _same(request: HttpRequest, here: Here, case: Case) -> list[dividends.Same]:
    """The money of the bank that a dividend, as it was typed, may be."""
    row = queries.running(here.creditor, case.debtor)
    on = typed.day(request.POST, "on")
    minor = typed.minor(request.POST, "amount", case.currency)
    if row is None or on is None or minor is None:
        return []
    said = typed.text(request.POST, "reference", 80)
    return dividends.near(here.creditor, case.debtor, row, case.currency, minor, on, said)


def insolvency_panel(here: Here, case: Case) -> dict[str, Any]:
    """What the page shows of a running insolvency: who runs it, our claim, what came of it."""
    row = queries.running(here.creditor, case.debtor)
    if row is None:
        return {"insolvency": None}
    proof = proofs.proof_of(here.creditor, row, case.currency)
    got = list(proof.dividends.order_by("received_on", "pk")) if proof else []
    return {
        "insolvency": row,
        "run_by": row.holder or Contact(),
        "proof": proof,
        "claim": None if proof and proof.filed_on else proofs.worked(case, row, here.moment, here.today),
        "dividends": got,
        "received": sum(one.amount_minor for one in got),
        "to_tell": dividends.waiting(here.creditor, proof),
        "proof_by": PROOF_BY.get(row.proof_by, ""),
        "proof_language": proofs.language_of(case, here.settings),
        "proof_languages": words.LANGUAGES.items(),
        "speakers": proofs.holders(here.creditor, case),
    }


def _name(code: str) -> str:
    return str(ITEMS.get(code, code.partition(":")[2] or code))


def _line(here: Here, item: Item, checks: list[MeansCheck]) -> dict[str, Any]:
    last = next((one for one in checks if one.item == item.code), None)
    return {
        "item": item,
        "name": item_words(item),
        "last": last,
        "found": RESULTS[last.result] if last else "",
        "until": expiry(last.looked_on) if last else None,
        "is_over": last is not None and expiry(last.looked_on) < here.today,
    }


def _law(name: str, answer: Any) -> dict[str, Any]:
    if isinstance(answer, Answer):
        return {
            "name": name,
            "words": answer.words,
            "mark": MARKS[answer.mark.value],
            "checked_on": answer.checked_on,
        }
    return {"name": name, "words": answer.why, "mark": "", "checked_on": None}


def deed(
    request: HttpRequest, here: Here, pk: int, work: Callable[[Case], object], said: str
) -> HttpResponse:
    case = case_of(here, pk)
    return carried_out(
        request, here, pk, lambda: work(case), said, page="means",
        again=lambda refused: show(request, here, case, refused),
    )  # fmt: skip


@act("solvency")
def note(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Keeps what was found."""

    def work(case: Case) -> object:
        form = request.POST
        return deeds.note(
            here.creditor, case.pk, typed.text(form, "item", 60), typed.text(form, "result", 20),
            typed.day(form), text=typed.text(form, "text"), copy=taken(request),
            limit_minor=typed.minor(form, "limit", case.currency), **here.by,
        )  # fmt: skip

    return deed(request, here, pk, work, say("Noted."))


@act("solvency")
def load(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Reads a register's file about this debtor; one that cannot be read is kept all the same, and said."""
    case = case_of(here, pk)
    done: list[registers.Loaded] = []

    def work() -> None:
        file = taken(request, "register")
        if file is None:
            raise Refused(
                "missing", say("No file was chosen."), "register", say("Choose the register's file.")
            )
        country = case.debtor.country or here.creditor.country
        done.append(
            registers.load(here.creditor, file.name, file.data, only=case.debtor, country=country, **here.by)
        )

    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        return show(request, here, case, refused)
    if done and (odd := done[0].refused) is not None:
        return show(request, here, case, Refused(odd.code, odd.what, "register", odd.how))
    _say_loaded(request, done[0] if is_new else None)
    return redirect("means", creditor=here.creditor.pk, pk=pk)


def _say_loaded(request: HttpRequest, done: registers.Loaded | None) -> None:
    if done is None:
        messages.success(request, say("That was done already."))
    elif done.hits:
        messages.success(request, say("Read. What it says of them is below."))
    elif done.known:
        messages.info(request, say("Read. It says nothing that was not known."))
    else:
        faults = " ".join(str(tongue.told(what)) for _where, what in done.faults[:3])
        messages.info(request, say("Read. It says nothing of them.") + (" " + faults if faults else ""))


def taken(request: HttpRequest, name: str = "file") -> deeds.Copy | None:
    """The file that was sent with a form, if one was. Raises Refused (`file_too_large`)."""
    file = request.FILES.get(name)
    if file is None:
        return None
    name = PurePath((file.name or "").replace("\\", "/")).name.strip()[-200:] or "file"
    if (file.size or 0) > LARGEST:
        raise Refused(
            "file_too_large",
            say("The file is larger than 20 MB."),
            "file",
            say("Keep the pages that matter."),
        )
    return deeds.Copy(name, TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream"), file.read())


@page()
def copy(request: HttpRequest, here: Here, pk: int, document: int) -> HttpResponse:
    """The very bytes that were kept with a result."""
    case = case_of(here, pk)
    rows = MeansCheck.objects.of(here.creditor).filter(debtor=case.debtor, pk=document)
    found: MeansCheck | None = rows.exclude(commitment="").first()
    if found is None:
        raise Http404
    return original(here, found.commitment, found.file_name)


def original(here: Here, commitment: str, name: str) -> HttpResponse:
    """Bytes of the archive; what a browser can show safely is shown, all else is downloaded."""
    content = read(here.creditor.key, commitment)
    is_shown = content.media_type in SHOWN
    answer = HttpResponse(
        content.data, content_type=content.media_type if is_shown else "application/octet-stream"
    )
    answer["Content-Disposition"] = content_disposition_header(not is_shown, name) or "attachment"
    return answer


@act("solvency")
def holder(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Who runs the insolvency, and by when claims are lodged."""
    form = request.POST

    def work(case: Case) -> object:
        return proofs.set_holder(
            here.creditor, case.pk, typed.text(form, "name", 200), email=typed.text(form, "email", 254),
            phone=typed.text(form, "phone", 40), court=typed.text(form, "court", 200),
            reference=typed.text(form, "reference", 120), address=typed.text(form, "address", 1_000),
            proof_by_on=typed.day(form, "proof_by"), **here.by,
        )  # fmt: skip

    return deed(request, here, pk, work, say("Noted."))


@act("solvency")
def proof(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One deed on our claim: drafted, lodged, admitted, a dividend, or the end."""
    form = request.POST
    what = form.get("what", "")

    def work(case: Case) -> object:
        if what == "draft":
            return proofs.draft(
                here.creditor, case.pk, with_interest=bool(form.get("interest")),
                language=typed.text(form, "language", 2), **here.by,
            )  # fmt: skip
        if what in ("same", "other"):
            return dividends.answer(
                here.creditor, case.pk, _number(form, "dividend"), _number(form, "payment"), is_same=what == "same",
                **here.by,
            )  # fmt: skip
        if what == "end":
            return proofs.end(here.creditor, case.pk, note=typed.text(form, "note", 500), **here.by)
        on = typed.needed_day(form, "on")
        if what == "filed":
            return proofs.filed(here.creditor, case.pk, on, **here.by)
        minor = typed.minor(form, "amount", case.currency)
        if minor is None:
            raise Refused(
                "missing", say("An amount is needed."), "amount", say("Write it as the notice has it.")
            )
        if what == "admitted":
            return proofs.admitted(here.creditor, case.pk, minor, on, **here.by)
        if what == "dividend":
            return dividends.take(
                here.creditor, case.pk, minor, on, typed.text(form, "reference", 80),
                payment=_number(form, "same") or None, is_apart=form.get("same") == "apart", **here.by,
            )  # fmt: skip
        raise Refused("missing", say("Say what was done."), "what", say("Choose one."))

    return deed(request, here, pk, work, say("Noted."))


def _number(form: QueryDict, name: str) -> int:
    given = form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0


@page()
def proof_form(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The claim form as it was drafted last."""
    case = case_of(here, pk)
    row = queries.running(here.creditor, case.debtor)
    found = proofs.proof_of(here.creditor, row, case.currency) if row else None
    if found is None:
        raise Http404
    return original(here, found.form, "claim.pdf")


PATHS = [
    path("cases/<int:pk>/means/holder/", holder, name="means_holder"),
    path("cases/<int:pk>/means/proof/", proof, name="means_proof"),
    path("cases/<int:pk>/means/proof/form/", proof_form, name="means_proof_form"),
    path("cases/<int:pk>/means/", means, name="means"),
    path("cases/<int:pk>/means/note/", note, name="means_note"),
    path("cases/<int:pk>/means/load/", load, name="means_load"),
    path("cases/<int:pk>/means/<int:document>/copy/", copy, name="means_copy"),
]
