"""One message exactly as the debtor gets it, or will get it: headers, text and attachments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from recoup.archive.queries import read
from recoup.cases.daily import preview
from recoup.cases.decide import daily_limit, decide
from recoup.cases.exhibits import attachments_for
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.models import StepRun
from recoup.cases.people.desk import step_by
from recoup.cases.texts import email_of, letter_of
from recoup.ladder.verdict import Act
from recoup.ledger.models import Debtor
from recoup.outreach.models import Message
from recoup.web.debtors.debtor import debtor_of
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.outbox.views import next_run

WRITTEN = ("email", "letter")


@dataclass(frozen=True, slots=True)
class Shown:
    """An email taken apart, or a letter."""

    channel: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    attachments: list[tuple[int, str, int]] = field(default_factory=list)
    """(place in the email, name, bytes)"""


@page()
def message(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A message that went out, or was tried, from the archive."""
    found = _message(here, pk)
    shown = (
        _shown(found.channel, read(here.creditor.key, found.commitment).data) if found.commitment else None
    )
    context = {"page": "outbox", "message": found, "shown": shown, "debtor": found.debtor}
    return render(request, "web/message.html", context)


@page()
def original(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The exact bytes: the email as .eml, the letter as PDF, or with `part` one attachment."""
    found = _message(here, pk)
    if not found.commitment:
        raise Http404
    data = read(here.creditor.key, found.commitment).data
    return _file(found.channel, data, request.GET.get("part", ""), f"message-{found.pk}")


def _message(here: Here, pk: int) -> Message:
    found: Message | None = Message.objects.of(here.creditor).select_related("debtor").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _file(channel: str, data: bytes, part: str, name: str) -> HttpResponse:
    if channel == "letter":
        return _pdf(data, f"{name}.pdf")
    if not part:
        response = HttpResponse(data, content_type="message/rfc822")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.eml") or ""
        return response
    parts = list(_parsed(data).iter_attachments())
    if not part.isdigit() or int(part) >= len(parts):
        raise Http404
    chosen = parts[int(part)]
    content = chosen.get_payload(decode=True)
    return _pdf(bytes(content or b""), chosen.get_filename() or f"{name}.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    is_pdf = data.startswith(b"%PDF-")
    response = HttpResponse(data, content_type="application/pdf" if is_pdf else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not is_pdf, name) or ""
    return response


def _parsed(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _shown(channel: str, data: bytes) -> Shown:
    if channel == "letter":
        return Shown("letter", attachments=[(0, "Letter", len(data))])
    mail = _parsed(data)
    headers = [(name, str(mail[name])) for name in ("From", "To", "Reply-To", "Subject") if mail[name]]
    body = mail.get_body(("plain",))
    found = [
        (n, part.get_filename() or "attachment", len(part.get_payload(decode=True) or b""))
        for n, part in enumerate(mail.iter_attachments())
    ]
    return Shown("email", headers, body.get_content() if body else "", found)


@page()
def step_message(request: HttpRequest, here: Here, pk: int) -> HttpResponseBase:
    """A planned step's message, as it would go out now."""
    step = step_by(here.creditor, pk)
    if step.message_id and step.message and step.message.commitment:
        return message(request, here.creditor.pk, pk=step.message_id)
    if step.channel not in WRITTEN:
        raise Http404
    ctx = context(here.creditor, here.moment)
    matter = gather(ctx, [step.debtor_id])[0]
    return _draft(request, here, ctx, matter, step.debtor, [step], step)


@page()
def next_message(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What the next run would write to a debtor. Writes nothing."""
    debtor = debtor_of(here, pk)
    on, moment = next_run(here)
    ctx = context(here.creditor, moment)
    steps: list[StepRun] = []
    matter: Matter | None = None
    for decision in decide(ctx, [pk], daily_limit(ctx)):
        matter = decision.matter
        for key, verdict in decision.verdicts.items():
            case = next(read.id for read in matter.cases if read.key == key)
            if isinstance(verdict, Act) and case is not None:
                steps += [
                    _unsaved(here, debtor, case, step) for step in verdict.steps if step.channel in WRITTEN
                ]
    if not steps or matter is None:
        actions = preview(here.creditor, moment=moment, debtor=pk)
        context_ = {"page": "outbox", "debtor": debtor, "on": on, "report": actions}
        return render(request, "web/no_message.html", context_)
    return _draft(request, here, ctx, matter, debtor, steps[:1], None)


def _unsaved(here: Here, debtor: Debtor, case: int, step: Any) -> StepRun:
    return StepRun(
        creditor=here.creditor, debtor=debtor, case_id=case, rung=step.rung, round=step.round, kind=step.kind,
        channel=step.channel, contact_id=step.contact, tone=step.tone, wording=step.wording,
    )  # fmt: skip


def _draft(
    request: HttpRequest,
    here: Here,
    ctx: Context,
    matter: Matter,
    debtor: Debtor,
    steps: Sequence[StepRun],
    step: StepRun | None,
) -> HttpResponse:
    debtor.creditor = here.creditor
    channel = steps[0].channel
    if channel == "letter":
        text = letter_of(ctx, matter, steps, debtor)
    else:
        exhibits = attachments_for(here.creditor, steps[0], matter)
        text = email_of(ctx, matter, steps, debtor, "", (), exhibits)
    if "file" in request.GET:
        return _file(channel, text.raw, request.GET.get("part", ""), "draft")
    found = {
        "page": "outbox",
        "debtor": debtor,
        "step": step,
        "shown": _shown(channel, text.raw),
        "is_draft": True,
        "subject": text.subject,
        "to": text.to_address,
    }
    return render(request, "web/message.html", found)
