"""One message exactly as the debtor gets it, or will get it: headers, text and attachments; and its own words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.archive.queries import read
from recoup.cases.access import opened
from recoup.cases.decide import daily_limit, decide, why_of
from recoup.cases.exhibits import attachments_for
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.models import Case, StepRun, StepState
from recoup.cases.outgoing import rewording
from recoup.cases.outgoing.sendings import WRITTEN
from recoup.cases.people.desk import step_by
from recoup.cases.sending import ask_gate, sharing
from recoup.cases.texts import Text, context_for, email_of, letter_of
from recoup.documents.fill import placeholders
from recoup.ladder.reasons import sentence
from recoup.ladder.verdict import Act, Allowed
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.outreach.models import Message
from recoup.web import once, typed
from recoup.web.debtors.debtor import debtor_of
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.outbox.files import file_of, parsed
from recoup.web.outbox.views import next_run

FRAMES = {"frame-src": ["'self'"]}


@dataclass(frozen=True, slots=True)
class Shown:
    """An email taken apart, or a letter."""

    channel: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    attachments: list[tuple[int, str, int]] = field(default_factory=list)
    """(place in the email, name, bytes)"""


def _page(request: HttpRequest, template: str, found: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, {"page": "outbox", **found}, status=status)
    response._csp_update = FRAMES  # type: ignore[attr-defined]  # how the library is told
    return response


@page()
def message(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A message that went out, or was tried, from the archive."""
    return _sent(request, here, _message(here, pk))


def _sent(request: HttpRequest, here: Here, found: Message) -> HttpResponse:
    kept = read(here.creditor.key, found.commitment).data if found.commitment else b""
    shown = _shown(found.channel, kept) if kept else None
    return _page(request, "web/message.html", {"message": found, "shown": shown, "debtor": found.debtor})


@page()
def original(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The exact bytes: the email as .eml, the letter as PDF, or with `part` one attachment."""
    found = _message(here, pk)
    if not found.commitment:
        raise Http404
    data = read(here.creditor.key, found.commitment).data
    opened(here.creditor, found.debtor, commitments=[found.commitment], how="opened", **here.by)
    return file_of(found.channel, data, request.GET.get("part", ""), f"message-{found.pk}")


def _message(here: Here, pk: int) -> Message:
    found: Message | None = Message.objects.of(here.creditor).select_related("debtor").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(channel: str, data: bytes) -> Shown:
    if channel == "letter":
        return Shown("letter", attachments=[(0, _("Letter"), len(data))])
    mail = parsed(data)
    headers = [(name, str(mail[name])) for name in ("From", "To", "Reply-To", "Subject") if mail[name]]
    body = mail.get_body(("plain",))
    found = [
        (n, part.get_filename() or "attachment", len(part.get_payload(decode=True) or b""))
        for n, part in enumerate(mail.iter_attachments())
    ]
    return Shown("email", headers, body.get_content() if body else "", found)


@page()
def step_message(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A prepared message as it would go out now, with all that can be done with it; once it left, as it left."""
    step = step_by(here.creditor, pk)
    if step.state not in rewording.WAITING and step.message and step.message.commitment:
        return _sent(request, here, step.message)
    if step.channel not in WRITTEN:
        raise Http404
    ctx = context(here.creditor, here.moment)
    matter = gather(ctx, [step.debtor_id])[0]
    is_open = step.state in rewording.WAITING
    if not any(read.id == step.case_id and not read.ends_as for read in matter.cases):
        nothing = {"debtor": step.debtor, "on": here.today, "lines": [_("Nothing is left to ask for.")]}
        return _page(request, "web/no_message.html", nothing)
    steps = sharing(here.creditor, step) if is_open else [step]
    text = _text(here, ctx, matter, step.debtor, steps)
    if "file" in request.GET:
        return file_of(step.channel, text.raw, request.GET.get("part", ""), "draft")
    answer = ask_gate(step, matter, here.moment)
    case = Case.objects.get(pk=step.case_id)
    found = _draft_of(step.debtor, text, step.channel) | {
        "step": step,
        "is_open": is_open,
        "is_formal": _is_formal(step, matter),
        "own": next((one.rewording for one in steps if one.rewording), None),
        "case": case,
        "why": sentence(why_of(case.why_code, case.why_args)),
        "not_now": "" if isinstance(answer, Allowed) else sentence(answer.why),
        "not_now_code": "" if isinstance(answer, Allowed) else answer.why.code,
    }
    return _page(request, "web/message.html", found)


def _is_formal(step: StepRun, matter: Matter) -> bool:
    policy = next((case.policy for case in matter.position.cases if case.id == step.case_id), None)
    rung = policy.rung(step.rung) if policy else None
    return rung is None or rung.needs_approval


@page("send", ("GET", "HEAD", "POST"))
def step_edit(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The words of one prepared message, to be written anew for it alone."""
    step = step_by(here.creditor, pk)
    if step.channel not in WRITTEN or step.state not in rewording.WAITING:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST":
        subject, body = typed.text(request.POST, "subject", 400), typed.text(request.POST, "body", 25_000)
        try:
            once.carry_out(
                request, here, lambda: rewording.reword(here.creditor, pk, subject, body, **here.by)
            )
        except Refused as odd:
            if odd.code.startswith("no_such_"):
                raise
            refused = odd
        else:
            messages.success(request, _("Kept for this message alone."))
            return redirect("step_message", creditor=here.creditor.pk, pk=pk)
    ctx = context(here.creditor, here.moment)
    matter = gather(ctx, [step.debtor_id])[0]
    step.debtor.creditor = here.creditor
    steps = sharing(here.creditor, step)
    words = context_for(ctx, matter, steps, step.debtor).words
    if refused is None:
        subject, body = words.subject, words.body
    found = {
        "step": step, "debtor": step.debtor, "subject": subject, "body": body, "refused": refused,
        "names": sorted(placeholders(f"{words.subject} {words.body}")), "language": words.language,
        "own": next((one.rewording for one in steps if one.rewording), None),
    }  # fmt: skip
    return _page(request, "web/outbox/edit.html", found, 422 if refused else 200)


@page()
def next_message(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What the next run would write to a debtor. Writes nothing."""
    debtor = debtor_of(here, pk)
    on, moment = next_run(here)
    ctx = context(here.creditor, moment)
    steps: list[StepRun] = []
    lines: list[str] = []
    matter: Matter | None = None
    for decision in decide(ctx, [pk], daily_limit(ctx)):
        matter = decision.matter
        for key, verdict in decision.verdicts.items():
            case = next(read.id for read in matter.cases if read.key == key)
            if isinstance(verdict, Act):
                written = [step for step in verdict.steps if step.channel in WRITTEN and case is not None]
                steps += [_unsaved(here, debtor, case or 0, step) for step in written]
                lines += [sentence(step.why) for step in verdict.steps]
            else:
                lines.append(sentence(verdict.why))
    waiting = StepRun.objects.of(here.creditor).filter(
        debtor=debtor, state__in=rewording.WAITING, channel__in=WRITTEN
    )
    prepared = waiting.order_by("pk").first()
    if prepared is not None:
        return redirect("step_message", creditor=here.creditor.pk, pk=prepared.pk)
    if not steps or matter is None:
        return _page(request, "web/no_message.html", {"debtor": debtor, "on": on, "lines": lines})
    debtor.creditor = here.creditor
    text = _text(here, ctx, matter, debtor, steps[:1])
    if "file" in request.GET:
        return file_of(steps[0].channel, text.raw, request.GET.get("part", ""), "draft")
    found = _draft_of(debtor, text, steps[0].channel) | {
        "on": on, "why": lines[0], "is_due": on <= here.today, "coming": steps[0],
    }  # fmt: skip
    return _page(request, "web/message.html", found)


def _unsaved(here: Here, debtor: Debtor, case: int, step: Any) -> StepRun:
    return StepRun(
        creditor=here.creditor, debtor=debtor, case_id=case, rung=step.rung, round=step.round, kind=step.kind,
        channel=step.channel, contact_id=step.contact, tone=step.tone, wording=step.wording,
        state=StepState.PLANNED,
    )  # fmt: skip


def _text(here: Here, ctx: Context, matter: Matter, debtor: Debtor, steps: Sequence[StepRun]) -> Text:
    debtor.creditor = here.creditor
    if steps[0].channel == "letter":
        return letter_of(ctx, matter, steps, debtor)
    exhibits = attachments_for(here.creditor, steps[0], matter)
    return email_of(ctx, matter, steps, debtor, "", (), exhibits)


def _draft_of(debtor: Debtor, text: Text, channel: str) -> dict[str, Any]:
    return {
        "debtor": debtor,
        "shown": _shown(channel, text.raw),
        "is_draft": True,
        "subject": text.subject,
        "dropped_why": text.dropped_why,
    }
