"""One entry of a debtor's record: what it says, its exact originals, and how a mistake is taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.archive.models import Payload
from recoup.archive.queries import EntryView, Narrow, entries, read
from recoup.cases.access import opened
from recoup.cases.classes import KIND as CLASSED
from recoup.cases.classes import set_class
from recoup.cases.people import corrections
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.web import changed, once, typed
from recoup.web.debtors.debtor import debtor_of
from recoup.web.debtors.timeline import told
from recoup.web.doors import act, page
from recoup.web.here import Here

CLASSES = {
    "open": gettext_lazy("open: a court may see it"),
    "without_prejudice": gettext_lazy("without prejudice: said to settle, kept from the court"),
    "privileged": gettext_lazy("privileged: between us and our lawyer"),
    "internal": gettext_lazy("internal: our own notes and decisions"),
}
ENDINGS = {"message/rfc822": "eml", "application/pdf": "pdf", "application/json": "json"}


@page()
def entry(request: HttpRequest, here: Here, pk: int, seq: int) -> HttpResponse:
    """The page of one entry."""
    debtor = debtor_of(here, pk)
    return _show(request, here, debtor, _entry(here, debtor, seq))


@page()
def original(request: HttpRequest, here: Here, pk: int, seq: int, name: str) -> HttpResponse:
    """The exact bytes that an entry names, always as a file: nothing foreign is shown within our pages."""
    debtor = debtor_of(here, pk)
    commitment = _entry(here, debtor, seq).payloads.get(name)
    if commitment is None:
        raise Http404
    content = read(here.creditor.key, commitment)
    opened(here.creditor, debtor, commitments=[commitment], how="opened", **here.by)
    answer = HttpResponse(content.data, content_type="application/octet-stream")
    ending = _ending(content.media_type)
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"entry-{seq}-{name}.{ending}") or "attachment"
    )
    return answer


@act("record")
def correct(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Takes back what was noted by mistake."""
    debtor = debtor_of(here, pk)
    form = request.POST
    try:
        seq = typed.number(form, "entry")
    except Refused:
        raise Http404 from None
    found = _entry(here, debtor, seq)
    reason = typed.text(form, "reason", 500)
    done: list[corrections.Corrected] = []
    try:
        is_new = once.carry_out(
            request, here,
            lambda: changed.unless_changed(
                here, debtor, form,
                lambda: done.append(corrections.correct(here.creditor, debtor, seq, reason, **here.by)),
            ),
        )  # fmt: skip
    except Refused as refused:
        return _show(request, here, debtor, found, refused)
    said = _("Taken back. It stays in the record, marked as corrected.")
    if done and "sent" in done[0].left:
        said = _("Taken back. A message about it is with them already: you have a task to write to them.")
    messages.success(request, said if is_new else _("That was done already."))
    return redirect("debtor", creditor=here.creditor.pk, pk=pk)


@act("class")
def classify(request: HttpRequest, here: Here, pk: int, seq: int) -> HttpResponse:
    """Gives an entry another class, with its reason; the entry stays as it was written."""
    debtor = debtor_of(here, pk)
    found = _entry(here, debtor, seq)
    klass, reason = typed.text(request.POST, "class", 30), typed.text(request.POST, "reason", 500)
    try:
        is_new = once.carry_out(
            request, here, lambda: set_class(here.creditor, debtor, seq, klass, reason, **here.by)
        )
    except Refused as refused:
        return _show(request, here, debtor, found, refused)
    said = _("Changed. The change is an entry of its own.")
    messages.success(request, said if is_new else _("That was done already."))
    return redirect("record_entry", creditor=here.creditor.pk, pk=pk, seq=seq)


def _entry(here: Here, debtor: Debtor, seq: int) -> EntryView:
    found = entries(here.creditor.key, debtor.stream_key, which=Narrow(seqs=(seq,)))
    if not found:
        raise Http404
    return found[0]


def _show(
    request: HttpRequest, here: Here, debtor: Debtor, found: EntryView, refused: Refused | None = None
) -> HttpResponse:
    changed.look(debtor)
    deed = corrections.deed_of(here.creditor, debtor, found)[:50]
    kinds = dict(
        Payload.objects.filter(owner=here.creditor.key, commitment__in=found.payloads.values()).values_list(
            "commitment", "media_type"
        )
    )
    cannot = corrections.why_not(here.creditor, debtor, deed)
    # told one by one: the record's own page hides nothing
    line = told(here, debtor, [found])[0]
    rest = told(here, debtor, [one for one in deed if one.seq != found.seq])
    context = {
        "page": "debtors",
        "debtor": debtor,
        "entry": found,
        "line": line,
        "rest": rest if found.actor.startswith("user:") else [],
        "cannot": cannot,
        "class_words": CLASSES.get(line.klass, line.klass),
        "classes": [] if found.kind == CLASSED else [one for one in CLASSES.items() if one[0] != line.klass],
        "is_classing": "class" in request.POST,
        "refused": refused,
        "typed": request.POST,
        "wrong": typed.field_of(refused) if refused else "",
        "originals": [
            (name, _ending(kinds[commitment]))
            for name, commitment in found.payloads.items()
            if commitment in kinds
        ],
    }
    return render(request, "web/entry.html", context, status=422 if refused else 200)


def _ending(media_type: str) -> str:
    return ENDINGS.get(media_type.partition(";")[0], "txt" if media_type.startswith("text/") else "bin")
