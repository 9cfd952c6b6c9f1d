"""What a file would change, and taking it in: work in the background whose progress survives a reload."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from recoup.cases import importing, jobs
from recoup.cases.models import Job, JobState
from recoup.cases.tasks import do_now
from recoup.intake import detail, uploads
from recoup.intake.look import look_at
from recoup.intake.models import ImportFile, Upload
from recoup.lib import money
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.imports import look, words
from recoup.web.imports.views import shown

SMALL = 300_000
"""A file of so many bytes is read while the page waits."""
PER_PAGE = 50
SLOW = 20


class Counted:
    """A list of which a page knows the length and reads only a part."""

    def __init__(self, folder: Any, name: str, count: int) -> None:
        self.folder, self.name, self.n = folder, name, count

    def count(self) -> int:
        """How many."""
        return self.n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, part: slice) -> list[detail.Line]:
        return detail.lines_of(self.folder, self.name, part.start, part.stop - part.start)


def _asked(here: Here, upload: Upload) -> dict[str, Any]:
    newest = ImportFile.objects.of(here.creditor).order_by("-pk").values_list("pk", flat=True).first()
    return {"answers": uploads.answers_of(upload).said(), "books": newest or 0}


@act("import")
def compare(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """Keeps the choices and has it worked out what would change."""
    upload = uploads.find(here.creditor, token)
    try:
        look.save_choices(here, upload, request.POST)
    except Refused as refused:
        return look.shown(request, here, upload, refused)
    job = jobs.ask(here.creditor, importing.COMPARE, token, _asked(here, upload), **here.by)
    if upload.size <= SMALL:
        do_now(job)
    return redirect("import_changes", creditor=here.creditor.pk, token=token)


@page("import")
def changes(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """What would change, or how far the work on it is."""
    upload = uploads.find(here.creditor, token)
    if upload.file_id is not None:
        return redirect("import_past", creditor=here.creditor.pk, pk=upload.file_id)
    taking = jobs.latest(here.creditor, importing.TAKE, token)
    compared = jobs.latest(here.creditor, importing.COMPARE, token)
    newest = max((job for job in (taking, compared) if job is not None), key=lambda job: job.pk, default=None)
    if newest is None:
        return redirect("import_look", creditor=here.creditor.pk, token=token)
    context: dict[str, Any] = {"page": "import", "upload": upload, "is_taking": newest.kind == importing.TAKE}
    if newest.state in (JobState.WAITING, JobState.RUNNING):
        waited = (machine_now() - newest.asked_at).total_seconds()
        context |= shown(newest)
        context["is_slow"] = newest.state == JobState.WAITING and waited > SLOW
    elif newest.state == JobState.FAILED:
        context["refused"] = words.refusal(jobs.answer_of(newest)["refused"])
    else:
        context |= _compared(request, here, upload, newest)
    part = "web/parts/import_progress.html" if request.headers.get("HX-Request") and "job" in context else ""
    status = 422 if context.get("refused") else 200
    answer = render(request, part or "web/import_changes.html", context, status=status)
    if request.headers.get("HX-Request") and not part:
        # the work has ended: the whole page is shown anew
        answer = HttpResponse(status=200, headers={"HX-Refresh": "true"})
    return answer


def _compared(request: HttpRequest, here: Here, upload: Upload, job: Job) -> dict[str, Any]:
    answer = jobs.answer_of(job)
    folder = uploads.folder_of(upload)
    answers = uploads.answers_of(upload)
    counts = {
        "new": sum(n for thing, n in answer["created"].items() if thing != "debtors"),
        "changed": sum(n for thing, n in answer["updated"].items() if thing != "debtors"),
        "missing": answer["missing"],
        "rejected": answer["rejected"],
    }
    tabs = [(name, counts[name]) for name in detail.LISTS if counts[name]]
    chosen = request.GET.get("list", "")
    shown_list = chosen if counts.get(chosen) else (tabs[0][0] if tabs else "")
    lines = Counted(folder, shown_list, counts.get(shown_list, 0))
    pages: Page[detail.Line] = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]  # lines of a file, not rows
    return {
        "answer": answer,
        "counts": counts,
        "tabs": [(name, TABS()[name], n) for name, n in tabs],
        "list": shown_list,
        "pages": pages,
        "lines": [_worded(line) for line in pages],
        "same": sum(n for thing, n in answer["unchanged"].items() if thing != "debtors"),
        "debtors": answer["created"]["debtors"],
        "totals": [_total(total, answers.expected, n == 0) for n, total in enumerate(answer["totals"])],
        "is_old": jobs.asked_of(job) != _asked(here, upload),
        "changes_anything": any(counts[name] for name in ("new", "changed", "missing")),
    }


def TABS() -> dict[str, str]:  # noqa: N802 - a table, in the reader's language
    return {"new": _("New"), "changed": _("Changed"), "missing": _("Missing"), "rejected": _("Rejected")}


def _worded(line: detail.Line) -> detail.Line:
    if "fields" in line:
        line["said"] = [
            {
                "words": words.field(name),
                "before": before,
                "after": after,
                "is_money": name.endswith("_minor"),
                "is_day": name.endswith("_on"),
            }
            for name, (before, after) in line["fields"].items()
        ]
    if "state" in line:
        line["landed"] = words.LANDED.get(line["state"], line["state"])
    return line


def _total(total: dict[str, Any], expected: str, is_first: bool) -> dict[str, Any]:
    """A control total, compared with what the user was given for it."""
    if expected and is_first:
        try:
            minor = money.to_minor(typed.decimal_of(expected), total["currency"])
        except (ValueError, ArithmeticError):
            return total | {"expected": None}
        sums = (total["open_minor"], total["amount_minor"])
        total |= {"expected": minor, "agrees": minor in sums, "differs": minor - sums[0]}
    stated = total["stated_minor"]
    total["stated_agrees"] = stated is None or stated in (total["open_minor"], total["amount_minor"])
    return total


@page("import")
def rejected(request: HttpRequest, here: Here, token: str) -> HttpResponseBase:
    """The rejected rows as CSV, each with the reason, to be mended and taken in."""
    upload = uploads.find(here.creditor, token)
    answers = uploads.answers_of(upload)
    header: tuple[str, ...] = ()
    try:
        seen = look_at(here.creditor, uploads.path_of(upload), answers, here.moment)
        header = seen.table.header if seen.table is not None else ()
    except OSError:
        pass
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"rejected-{upload.name}.csv")
    answer.write("\ufeff")
    detail.write_rejected(
        answer, header, detail.lines_of(uploads.folder_of(upload), "rejected", 0, 1_000_000)
    )
    return answer


@act("import")
def take(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """Takes the file in as it was compared: at once when it is small, else in the background."""
    upload = uploads.find(here.creditor, token)
    compared = jobs.latest(here.creditor, importing.COMPARE, token)
    if upload.file_id is None and (compared is None or jobs.asked_of(compared) != _asked(here, upload)):
        messages.error(request, _("The books or the answers have changed since you looked. Look again."))
        return redirect("import_look", creditor=here.creditor.pk, token=token)

    def work() -> None:
        if upload.file_id is not None:
            return
        job = jobs.ask(here.creditor, importing.TAKE, token, _asked(here, upload), **here.by)
        if upload.size <= SMALL:
            do_now(job)

    once.carry_out(request, here, work)
    upload.refresh_from_db()
    if upload.file_id is None:
        return redirect("import_changes", creditor=here.creditor.pk, token=token)
    row = ImportFile.objects.of(here.creditor).get(pk=upload.file_id)
    messages.success(request, _("%(file)s is taken in.") % {"file": row.name})
    return redirect("import_past", creditor=here.creditor.pk, pk=row.pk)
