"""The evidence of a debtor: its file for court, lawyer or agency, legal holds, and what is held on persons."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.archive import seals, stamps
from recoup.cases import jobs
from recoup.cases.access import opened
from recoup.cases.bundles import RECIPIENTS, keeping
from recoup.cases.erasure import holds, operations
from recoup.cases.erasure.codes import GROUNDS, WANTED_BY
from recoup.cases.erasure.held import held
from recoup.cases.erasure.persons import ERASED, NATURAL
from recoup.cases.erasure.retention import obstacles
from recoup.cases.erasure.subject import write_subject
from recoup.cases.models import Case, Erasure
from recoup.ledger.models import Contact, Debtor
from recoup.lib.errors import Refused
from recoup.web import once, typed, words
from recoup.web.debtors.debtor import debtor_of
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.settings.people import names

FOR = {
    "lawyer": gettext_lazy("our own lawyer: sees everything"),
    "court": gettext_lazy("the court: open entries only"),
    "agency": gettext_lazy("an agency: open entries only"),
}
ON_GROUND = {
    "not_needed": gettext_lazy("It is no longer needed"),
    "consent_withdrawn": gettext_lazy("They took back their consent"),
    "objection": gettext_lazy("They object"),
    "unlawful": gettext_lazy("It should never have been kept"),
    "legal_duty": gettext_lazy("A law or a court wants it"),
}
ASKED_BY = {
    "person": gettext_lazy("the person"),
    "their_lawyer": gettext_lazy("somebody on their behalf"),
    "authority": gettext_lazy("an authority or court"),
    "ourselves": gettext_lazy("we, of our own accord"),
}


@page()
def evidence(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return _show(request, here, debtor_of(here, pk))


def _show(request: HttpRequest, here: Here, found: Debtor, refused: Refused | None = None) -> HttpResponse:
    last = seals.seals(here.creditor.key, limit=1)
    stamped = {one.number for one in stamps.stamps(here.creditor.key)} if last else set()
    asked = list(operations.waiting(here.creditor, found).select_related("contact"))
    context: dict[str, Any] = {
        "page": "debtors",
        "debtor": found,
        "cases": [
            _case(here, one)
            for one in Case.objects.of(here.creditor).filter(debtor=found).order_by("-pk")[:20]
        ],
        "recipients": [(code, FOR[code]) for code in FOR if code in RECIPIENTS],
        "languages": words.LANGUAGES.items(),
        "seal": last[0] if last else None,
        "is_stamped": bool(last) and last[0].number in stamped,
        "legal_hold": holds.standing(here.creditor, found),
        "contacts": _people(here, found),
        "is_person": found.kind in NATURAL and found.name != ERASED,
        "waiting": _requests(here, asked),
        "why_not_erase": here.why_not("erase"),
        "why_not_subject": here.why_not("subject"),
        "why_not_bundle": here.why_not("bundle"),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "web/evidence.html", context, status=422 if refused else 200)


def _people(here: Here, found: Debtor) -> list[Contact]:
    rows = Contact.objects.of(here.creditor).filter(debtor=found).exclude(name=ERASED, email="")
    return list(rows.order_by("-is_in_charge", "name", "pk")[:100])


def _case(here: Here, case: Case) -> dict[str, Any]:
    job = jobs.latest(here.creditor, keeping.KIND, keeping.subject_of(case.pk))
    told: dict[str, Any] = {
        "row": case,
        "job": job,
        "is_open": job is not None and job.state in ("waiting", "running"),
    }
    if job is not None and job.state == "failed":
        told["refused"] = jobs.answer_of(job)["refused"].get("what") or _(
            "It was interrupted. Make it again."
        )
    if job is not None and job.state == "done" and keeping.file_of(here.creditor, case, keeping.FILES[0]):
        told["made"] = jobs.answer_of(job)
    return told


def _requests(here: Here, asked: list[Erasure]) -> list[dict[str, Any]]:
    who = names(one.asked_by for one in asked)
    return [
        {
            "row": one,
            "whom": one.contact.name or one.contact.email if one.contact else one.debtor.name,
            "by": who.get(one.asked_by, one.asked_by),
            "ground": ON_GROUND[one.ground],
            "wanted_by": ASKED_BY[one.wanted_by],
            "is_mine": one.asked_by == here.acting.actor,
        }
        for one in asked
    ]


def _case_of(here: Here, found: Debtor, given: str) -> Case:
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Http404
    case: Case | None = (
        Case.objects.of(here.creditor).select_related("debtor").filter(debtor=found, pk=int(given)).first()
    )
    if case is None:
        raise Http404
    return case


@act("bundle")
def bundle(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Has the evidence file of a case made in the background."""
    found = debtor_of(here, pk)
    case = _case_of(here, found, request.POST.get("case", ""))
    recipient, language = typed.text(request.POST, "recipient", 20), typed.text(request.POST, "language", 10)
    if recipient not in RECIPIENTS or (language and language not in words.LANGUAGES):
        refused = Refused("unknown_recipient", _("Say for whom, and in which language."), "recipient", "")
        return _show(request, here, found, refused)
    asked = {"case": case.pk, "recipient": recipient, "language": language}
    jobs.ask(here.creditor, keeping.KIND, keeping.subject_of(case.pk), asked, **here.by)
    return redirect("debtor_evidence", creditor=here.creditor.pk, pk=pk)


@page("bundle")
def bundle_file(request: HttpRequest, here: Here, pk: int) -> HttpResponseBase:
    """The file that was made last, or the list of what it withholds; that it was taken is recorded."""
    found = debtor_of(here, pk)
    case = _case_of(here, found, request.GET.get("case", ""))
    name = keeping.FILES[1] if request.GET.get("part") == "withheld" else keeping.FILES[0]
    path = keeping.file_of(here.creditor, case, name)
    if path is None:
        raise Http404
    opened(here.creditor, found, commitments=[], how="exported", **here.by)
    kind = "application/pdf" if path.suffix == ".pdf" else "application/zip"
    file_name = f"case-{case.pk}-{path.name}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=file_name, content_type=kind)


@act("subject")
def subject(request: HttpRequest, here: Here, pk: int) -> HttpResponseBase:
    """Everything that is held on one contact, as a file."""
    found = debtor_of(here, pk)
    contact = operations.person_of(here.creditor, found, _contact(request.POST.get("contact", ""))).contacts[
        0
    ]
    with tempfile.TemporaryDirectory(prefix="recoup-") as folder:
        target = Path(folder) / "held.zip"
        write_subject(here.creditor, str(contact.pk), target, **here.by)
        file = target.open("rb")
    name = f"held-{contact.pk}-{here.today}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _contact(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Http404
    return int(given)


def _done(request: HttpRequest, here: Here, found: Debtor, work: Any, said: str) -> HttpResponse:
    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        return _show(request, here, found, refused)
    messages.success(request, said if is_new else _("That was done already."))
    return redirect("debtor_evidence", creditor=here.creditor.pk, pk=found.pk)


@act("erase")
def legal_hold(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Sets or ends a legal hold."""
    found = debtor_of(here, pk)
    reason = typed.text(request.POST, "reason", 300)
    if request.POST.get("end"):
        said = _("The legal hold has ended.")
        return _done(
            request, here, found, lambda: holds.release(here.creditor, found, reason, **here.by), said
        )
    said = _("Nothing about them is erased until the hold is ended.")
    return _done(request, here, found, lambda: holds.set_hold(here.creditor, found, reason, **here.by), said)


@page("erase", ("GET", "HEAD", "POST"))
def erase(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What erasing a person would do and what stands against it; and asking for it."""
    found = debtor_of(here, pk)
    given = request.POST.get("contact", "") or request.GET.get("contact", "")
    contact = _contact(given) if given else None
    person = operations.person_of(here.creditor, found, contact)
    refused: Refused | None = None
    if request.method == "POST":
        form = request.POST
        made: list[Erasure] = []

        def work() -> None:
            made.append(
                operations.ask(
                    here.creditor,
                    found,
                    contact,
                    ground=typed.text(form, "ground", 30),
                    wanted_by=typed.text(form, "wanted_by", 30),
                    is_decided=bool(form.get("is_decided")),
                    **here.by,
                )
            )

        try:
            once.carry_out(request, here, work)
            is_done = bool(made) and made[0].approved_at is not None
            messages.success(
                request, _("Erased.") if is_done else _("Asked for. A second person has to approve it.")
            )
            return redirect("debtor_evidence", creditor=here.creditor.pk, pk=pk)
        except Refused as odd:
            refused = odd
    have = held(here.creditor, person)
    found_against = obstacles(here.creditor, person, here.today)
    context = {
        "page": "debtors",
        "debtor": found,
        "contact": contact,
        "whom": person.names[0] if person.names else ", ".join(person.emails),
        "have": have,
        "n_contents": len(have.commitments),
        "others": [one for one in person.debtors if one.pk != found.pk],
        "firm": [one for one in found_against if not one.is_open],
        "unclear": [one for one in found_against if one.is_open],
        "grounds": [(code, ON_GROUND[code]) for code in GROUNDS],
        "wanters": [(code, ASKED_BY[code]) for code in WANTED_BY],
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "web/erase.html", context, status=422 if refused else 200)


@act("erase")
def erase_decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The second person's yes, or the request called off."""
    found = debtor_of(here, pk)
    number = _contact(request.POST.get("request", ""))
    if not Erasure.objects.of(here.creditor).filter(pk=number, debtor=found).exists():
        raise Http404
    if request.POST.get("decide") == "yes":
        said = _("Erased.")
        return _done(request, here, found, lambda: operations.approve(here.creditor, number, **here.by), said)
    said = _("Called off. Nothing is erased.")
    return _done(request, here, found, lambda: operations.call_off(here.creditor, number, **here.by), said)
