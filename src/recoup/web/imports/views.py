"""Import: choose files, and the history of what was taken in."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.cases import importing, jobs
from recoup.cases.models import Job
from recoup.cases.people.imports import why_not
from recoup.cases.tasks import do_now
from recoup.intake import look as looking
from recoup.intake import uploads
from recoup.intake.models import ColumnMapping, ImportFile, ImportTrace, Upload
from recoup.intake.operations import forget_mapping
from recoup.ledger.models import Payment, PaymentState
from recoup.ledger.queries import freshness
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.imports import words

SMALL_TRACE = 200_000
"""A trace of so many characters is taken back at once; a longer one in the background."""


@page("import", ("GET", "HEAD", "POST"))
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """The form, files that wait, what was told of files, and the history."""
    refused = None
    if request.method == "POST":
        try:
            kept = _keep(request, here)
            if len(kept) == 1:
                return redirect("import_look", creditor=here.creditor.pk, token=kept[0].token)
            return redirect("import", creditor=here.creditor.pk)
        except Refused as odd:
            refused = odd
    pages = Paginator(ImportFile.objects.of(here.creditor).order_by("-pk"), 20).get_page(
        request.GET.get("page")
    )
    waiting = uploads.waiting(here.creditor)
    who = words.names({row.actor for row in (*pages, *waiting)})
    context = {
        "page": "import",
        "refused": refused,
        "kinds": words.KINDS.items(),
        "typed": request.POST,
        "largest": uploads.LARGEST,
        "waiting": [{"row": row, "by": who[row.actor]} for row in waiting],
        "pages": pages,
        "history": [
            {"row": row, "by": who[row.actor], "outcome": words.outcome(json.loads(row.counts))}
            for row in pages
        ],
        "told": [
            {"row": row, "kind": words.KINDS.get(row.kind, row.kind)}
            for row in ColumnMapping.objects.of(here.creditor).order_by("-told_on", "-pk")[:50]
        ],
        "fresh": freshness(here.creditor),
        "unmatched": Payment.objects.of(here.creditor).filter(state=PaymentState.UNMATCHED).count(),
    }
    return render(request, "web/import.html", context, status=422 if refused else 200)


def _keep(request: HttpRequest, here: Here) -> list[Upload]:
    files = [file for file in request.FILES.getlist("file") if file.name]
    if not files:
        raise Refused("no_file", _("No file was chosen."), "file", _("Choose the file to read."))
    for file in files:
        if file.size and file.size > uploads.LARGEST:
            raise uploads.too_large(uploads.safe_name(file.name or ""))
    kind = request.POST.get("kind", "auto")
    answers = uploads.Answers(
        kind if kind in words.KINDS else "auto", complete=bool(request.POST.get("complete"))
    )
    kept = [
        uploads.keep(here.creditor, file.name or "", file.chunks(), answers, actor=here.acting.actor)
        for file in files
    ]
    for one in kept:
        if looking.is_remembered_complete(here.creditor, uploads.path_of(one), answers, here.moment):
            uploads.choose(one, replace(answers, complete=True))
    return kept


@page("import")
def past(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One import: what came of it, and whether it can be taken back."""
    row = ImportFile.objects.of(here.creditor).filter(pk=pk).first()
    if row is None:
        raise Refused("no_such_import", _("There is no such import."))
    told = json.loads(row.told)
    job = jobs.latest(here.creditor, importing.BACK, str(pk))
    failed = jobs.answer_of(job).get("refused") if job is not None else None
    who = words.names({row.actor, row.taken_back_by} - {""})
    is_back = row.taken_back_at is not None
    is_under_way = job is not None and job.state in ("waiting", "running")
    context = {
        "page": "import",
        "row": row,
        "by": who[row.actor],
        "back_by": who.get(row.taken_back_by, ""),
        "kind": words.KINDS.get(row.kind, row.kind),
        "outcome": words.outcome(json.loads(row.counts)),
        "totals": told.get("totals", []),
        "rejected": told.get("rejected", [])[:200],
        "warnings": told.get("warnings", [])[:50],
        "why_not": "" if is_back or is_under_way else why_not(here.creditor, pk),
        "job": job if is_under_way else None,
        "phase": words.PHASES.get(job.phase, "") if job else "",
        "refused": words.refusal(failed) if failed and not is_back else None,
    }
    return render(request, "web/import_past.html", context)


@act("import")
def back(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Takes an import back: at once when it is small, else in the background."""
    if not ImportFile.objects.of(here.creditor).filter(pk=pk).exists():
        raise Refused("no_such_import", _("There is no such import."))
    kept = ImportTrace.objects.of(here.creditor).filter(file_id=pk).first()

    def work() -> None:
        why = why_not(here.creditor, pk)
        if why:
            raise Refused("import_in_use", why)
        job = jobs.ask(here.creditor, importing.BACK, str(pk), {}, **here.by)
        if kept is not None and len(kept.trace) + len(kept.heads) < SMALL_TRACE:
            do_now(job)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        messages.error(request, refused.what)
    return redirect("import_past", creditor=here.creditor.pk, pk=pk)


@act("import")
def forget(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What was told of files of one shape is forgotten."""
    once.carry_out(request, here, lambda: forget_mapping(here.creditor, pk))
    messages.success(request, _("Forgotten. The next file like it is looked at afresh."))
    token = typed.text(request.POST, "token", 32)
    if token and token.isalnum():
        return redirect("import_look", creditor=here.creditor.pk, token=token)
    return redirect("import", creditor=here.creditor.pk)


def shown(job: Job) -> dict[str, Any]:
    """How far work in the background is, for a template."""
    percent = min(100, round(100 * job.done / job.total)) if job.total else 0
    return {"job": job, "phase": words.PHASES.get(job.phase, job.phase), "percent": percent}
