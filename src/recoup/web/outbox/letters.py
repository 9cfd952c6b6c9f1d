"""Letters in the Outbox: printed in one file, confirmed as posted, come back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.archive.queries import read
from recoup.cases.models import StepRun
from recoup.cases.people import letters
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.documents.pdf import merge_pdfs
from recoup.lib.errors import Refused
from recoup.outreach.queries import batch as letters_of
from recoup.web import tongue, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.outbox.deeds import do
from recoup.web.outbox.files import pdf

MOST = 500
RETURNED = {
    "unknown": "returned_unknown",
    "moved": "returned_moved",
    "refused": "returned_refused",
}


def _chosen(request: HttpRequest) -> list[int]:
    found = [int(pk) for pk in request.POST.getlist("letter")[:MOST] if pk.isdigit() and len(pk) < 18]
    return list(dict.fromkeys(found))


@act("letters")
def print_letters(request: HttpRequest, here: Here) -> HttpResponse:
    """The chosen letters, or all that were never printed, as one batch."""

    def work() -> str:
        chosen = _chosen(request) or None
        batch, _file, made = letters.print_letters(here.creditor, chosen=chosen, **here.by)
        said = ngettext(
            "%(n)s letter is ready to print: batch %(batch)s.", "%(n)s letters are ready to print: batch %(batch)s.",
            len(made),
        )  # fmt: skip
        return said % {"n": tongue.number(len(made)), "batch": batch}

    return do(request, here, work, tab="letters")


@page("letters")
def batch_file(request: HttpRequest, here: Here, batch: str) -> HttpResponse:
    """A batch's print file: its letters as they lie in the record, in order."""
    found = letters_of(here.creditor, batch)
    if not found:
        raise Http404
    merged = merge_pdfs([read(here.creditor.key, letter.commitment).data for letter in found])
    return pdf(merged, f"letters-{batch}.pdf")


@act("letters")
def posted(request: HttpRequest, here: Here) -> HttpResponse:
    """The chosen letters went to the post on a day, each with the post's number where there is one."""

    def work() -> str:
        chosen = _chosen(request)
        if not chosen:
            raise Refused("missing", _("No letter is chosen."), "letter", _("Tick those that were posted."))
        on = typed.needed_day(request.POST, "on")
        proofs = {pk: typed.text(request.POST, f"proof-{pk}", 60) for pk in chosen}
        gone = letters.posted(here.creditor, on, messages=chosen, proofs=proofs, **here.by)
        said = ngettext(
            "%(n)s letter was posted on %(on)s.", "%(n)s letters were posted on %(on)s.", len(gone)
        )
        return said % {"n": tongue.number(len(gone)), "on": tongue.day(on)}

    return do(request, here, work, tab="letters")


@act("letters")
def returned(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The post brought a letter back: it was no contact."""
    letter = letters.letter_by(here.creditor, pk)
    code = RETURNED.get(request.POST.get("why", ""))

    def work() -> str:
        if code is None:
            raise Refused(
                "missing", _("A reason is needed."), "why", _("Choose what stands on the envelope.")
            )
        step = StepRun.objects.of(here.creditor).filter(message=letter).order_by("pk").first()
        if step is None:
            raise Refused("no_such_step", _("This letter belongs to no case."), "letter")
        given = Given(text=typed.text(request.POST, "text", 500), message=letter.pk)
        record(here.creditor, code, case=step.case_id, given=given, **here.by)
        return _("Noted: it came back. The step is open again.")

    do(request, here, work)
    return redirect("message", creditor=here.creditor.pk, pk=pk)
