"""The package is made, archived as it is, and handed over: by download, by email or by SFTP."""

import secrets
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from recoup.archive.deeds import Content, salted
from recoup.archive.queries import read
from recoup.cases import jobs
from recoup.cases.bundles.operations import make_bundle
from recoup.cases.facts import context
from recoup.cases.formal.placing.asking import still_so
from recoup.cases.formal.placing.facts import case_of, deadline_of
from recoup.cases.jobs import Progress, asked_of
from recoup.cases.models import Case, CaseInvoice, CasePlacement, Job, StepInvoice, StepRun, StepState
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, sit_down
from recoup.ledger.models import Contact, Debtor
from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_hex
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import Settings, settings_of
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Handed
from recoup.outreach.compose import Attachment, Draft, compose_email, message_id_for
from recoup.outreach.models import Message, MessageState
from recoup.outreach.operations import deliver, mark_outcome, mark_sending, new_message
from recoup.recourse.models import Delivery, Placement, PlacementItem, PlacementState, Professional
from recoup.recourse.placement import operations, sftp
from recoup.recourse.placement.claim import Added, Claim, Firm, Item, Person, package
from recoup.recourse.placement.parties import secret_of

KIND = "placement"
MOST_BY_MAIL = 15_000_000
RUNG = 6
_UNDER_WAY = (MessageState.SENDING, MessageState.UNSURE)


def subject_of(placement: int) -> str:
    """By what a page finds the work on a placement."""
    return f"placement:{placement}"


def start(
    creditor: Creditor, placement: int, by: str, *, is_again: bool = False, actor: str, moment: datetime
) -> Job:
    """Has the package made in the background and handed over that way. Raises Refused like `_check`."""
    members.require(creditor, actor, "bundle")
    found = operations.placement_by(creditor, placement)
    _check(found, by, is_again, settings_of(creditor, moment))
    asked = {"placement": placement, "by": by, "again": is_again}
    return jobs.ask(creditor, KIND, subject_of(placement), asked, actor=actor, moment=moment)


def _check(placement: Placement, by: str, is_again: bool, settings: Settings) -> None:
    """Raises Refused: `placement_moved`, `unknown_way`, `not_live`, `sending_stopped`, `unsure`, `no_address`."""
    if placement.state != PlacementState.APPROVED:
        raise Refused(
            "placement_moved", "It does not wait to be handed over.", "placement", "Look at it again."
        )
    if by not in Delivery.values:
        raise Refused("unknown_way", "Say how it is handed over.", "by", "Choose one of the list.")
    if by == Delivery.DOWNLOAD:
        return
    if not settings.live:
        raise Refused("not_live", "We are not live yet, so nothing leaves.", "by", "Download it instead.")
    if not settings.sending:
        raise Refused("sending_stopped", "All sending is stopped.", "by", "Start sending again first.")
    party = placement.professional
    if by == Delivery.EMAIL and not party.email:
        raise Refused("no_address", "Their email address is not known.", "by", "Enter it in Settings.")
    if by == Delivery.SFTP and not (party.sftp_host and party.sftp_secret):
        raise Refused("sftp", "Their server is not entered.", "by", "Enter it in Settings.")
    last = placement.message
    if last is not None and last.state in _UNDER_WAY and not is_again:
        raise Refused(
            "unsure",
            "The last email may have reached them.",
            "by",
            "Ask them. If they have it, say so; if not, send it again.",
        )


def make(job: Job, progress: Progress) -> dict[str, Any]:
    """The worker's door: makes the package once, and hands it over."""
    creditor, by = job.creditor, asked_of(job)["by"]
    who: dict[str, Any] = {"actor": job.actor, "moment": job.moment_at}
    placement = operations.placement_by(creditor, asked_of(job)["placement"])
    settings = settings_of(creditor, job.moment_at)
    _check(placement, by, asked_of(job)["again"], settings)
    case = case_of(creditor, placement)
    with sit_down(creditor, placement.debtor, case, **who) as desk:
        still_so(desk, placement)
    progress.show("writing")
    if not placement.package:
        _pack(creditor, case, placement, **who)
    data = read(creditor.key, placement.package).data
    progress.show("sending")
    if by == Delivery.EMAIL:
        _mail(creditor, placement, data, settings, **who)
    elif by == Delivery.SFTP:
        _upload(creditor, placement, data, settings)
    if by != Delivery.DOWNLOAD:
        handed(creditor, placement.pk, by, **who)
    return {"placement": placement.pk, "by": by, "bytes": len(data), "sha256": sha256_hex(data)}


def _pack(creditor: Creditor, case: Case, placement: Placement, *, actor: str, moment: datetime) -> None:
    """The exact bytes, kept in the archive before anything leaves."""
    recipient = "lawyer" if placement.professional.kind == "lawyer" else "agency"
    with tempfile.TemporaryDirectory(prefix="recoup-") as folder:
        made = make_bundle(
            creditor, case.pk, Path(folder) / "evidence.zip", recipient=recipient, actor=actor, moment=moment
        )
        evidence = made.file.read_bytes()
    data = package(claim_for(creditor, case, placement, context(creditor, moment).today), evidence)
    kept = salted(Content(data, "application/zip"))
    with sit_down(creditor, placement.debtor, case, actor=actor, moment=moment) as desk:
        operations.move(
            placement, [PlacementState.APPROVED], package=kept.commitment, package_sha256=sha256_hex(data)
        )
        desk.act.record(
            desk.debtor.stream_key,
            "placement.packed",
            klass="internal",
            facts={"case": case.pk, "placement": placement.pk, "sha256": sha256_hex(data), "for": recipient},
            payloads={"package": kept},
        )


def claim_for(creditor: Creditor, case: Case, placement: Placement, on: date) -> Claim:
    """The frozen claim with the parties as they are called today."""
    settings = settings_of(creditor, placement.asked_at)
    every = placement.items.select_related("invoice", "charge__invoice")
    rows = every.filter(charge__isnull=True).order_by("invoice__due_on", "invoice_id")
    added = [one.charge for one in every.filter(charge__isnull=False).order_by("charge_id") if one.charge]
    people = Contact.objects.of(creditor).filter(debtor=placement.debtor, ended_on__isnull=True)
    return Claim(
        reference=placement.reference,
        made_on=on,
        creditor=Firm(
            creditor.name, register_number=settings.register_number, vat_id=settings.vat_id,
            address=settings.address_lines, country=creditor.country, email=settings.email, phone=settings.phone,
        ),
        debtor=_debtor(placement.debtor),
        currency=placement.currency,
        items=tuple(_item(one) for one in rows),
        charges=tuple(
            Added(one.kind, one.invoice.number if one.invoice else "", one.until_on, one.open_minor, one.source)
            for one in added
        ),
        contacts=tuple(
            Person(one.name, one.role, one.email if one.email_state == "ok" else "",
                   one.phone if one.phone_state == "ok" else "", one.is_in_charge)
            for one in people.order_by("-is_in_charge", "pk")
        ),
        pay_to=tuple(
            line
            for line in (settings.account_holder or creditor.name, settings.iban, settings.bic,
                         *settings.account_text.split("\n"))
            if line
        ),
        deadline_on=deadline_of(creditor, case),
    )  # fmt: skip


def _item(row: PlacementItem) -> Item:
    invoice = row.invoice
    assert invoice is not None
    return Item(
        invoice.number or f"#{invoice.pk}",
        invoice.issued_on,
        invoice.due_on,
        invoice.amount_minor,
        row.claimed_minor,
    )


def _debtor(debtor: Debtor) -> Firm:
    city = " ".join(part for part in (debtor.postal_code, debtor.city) if part)
    lines = tuple(line for line in (debtor.street, city) if line)
    return Firm(
        debtor.name, kind=debtor.kind, number=debtor.number, register_number=debtor.register_number,
        vat_id=debtor.vat_id, address=lines, country=debtor.country,
    )  # fmt: skip


def file_name(placement: Placement) -> str:
    """What the package is called wherever it goes."""
    return f"{placement.reference}.zip"


def _mail(
    creditor: Creditor, placement: Placement, data: bytes, settings: Settings, *, actor: str, moment: datetime
) -> None:
    """Raises Refused (`too_large`, `not_sent`, `unsure`) unless their server took it over."""
    if len(data) > MOST_BY_MAIL:
        raise Refused(
            "too_large", "The package is too large for an email.", "by", "Download it, or use SFTP."
        )
    party = placement.professional
    with override(settings.language):
        head = _("%(reference)s: claim against %(debtor)s") % {
            "reference": placement.reference,
            "debtor": placement.debtor.name,
        }
        text = _(
            "Please collect the claim in the attached file.\n\nOur reference: %(reference)s. Please put it on every "
            "letter and payment to us.\nThe SHA-256 of the file is %(digest)s.\n\n%(creditor)s\n"
        ) % {
            "reference": placement.reference,
            "digest": placement.package_sha256,
            "creditor": creditor.name,
        }
    files = (Attachment(file_name(placement), data, "application/zip"),)
    message = send_to(
        creditor, placement, party, head, text, files, key=secrets.token_hex(8), actor=actor, moment=moment
    )
    if message.state == MessageState.UNSURE:
        raise Refused("unsure", "The email may or may not have reached them.", "by", "Ask them.")
    if message.state != MessageState.SENT:
        raise Refused(
            "not_sent", say("Their server did not take it: %(answer)s", answer=message.answer), "by",
            "Mend it, or hand it over another way.",
        )  # fmt: skip


def send_to(
    creditor: Creditor, placement: Placement, party: Professional, head: str, text: str,
    files: tuple[Attachment, ...] = (), *, key: str, actor: str, moment: datetime,
) -> Message:  # fmt: skip
    """An email to professionals, at once: its exact bytes are archived before the wire, the answer after it."""
    settings = settings_of(creditor, moment)
    sender = settings.from_address
    name = message_id_for(f"{creditor.pk}:placement:{placement.pk}:{key}", sender)
    message = new_message(
        placement.debtor,
        channel="email",
        message_id=name,
        to_address=party.email,
        subject=head,
        is_service=True,
    )
    raw = compose_email(
        Draft(
            message_id=name, moment=moment, sender=sender, to_address=party.email, to_name=party.person or party.name,
            subject=head, text=text, reply_to=settings.mail_reply_to, token=message.token, attachments=files,
        )
    )  # fmt: skip
    message.save(force_insert=True)
    Placement.objects.filter(pk=placement.pk).update(message=message)
    message.debtor.creditor = creditor
    mark_sending(message, raw, (), rule="placement", actor=actor, moment=moment)
    with carrier_of(settings, is_test=creditor.is_test) as carrier:
        outcome = deliver(message, raw, settings, carrier)
    mark_outcome(message, outcome, zone=settings.timezone, actor=actor, moment=moment)
    if not isinstance(outcome, Handed) and message.state == MessageState.READY:
        Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED)
        message.state = MessageState.FAILED
    return message


def _upload(creditor: Creditor, placement: Placement, data: bytes, settings: Settings) -> None:
    party = placement.professional
    place = sftp.Place(
        party.sftp_host, party.sftp_port, party.sftp_user, party.sftp_folder, party.sftp_host_key, secret_of(party),
        allow_private=settings.mail_allow_private or creditor.is_test,
    )  # fmt: skip
    sftp.upload(place, file_name(placement), data)


def handed(
    creditor: Creditor, placement: int, by: str, *, on: date | None = None, actor: str, moment: datetime
) -> Placement:
    """They have it: the rung is earned, and in 60 days a person is asked. Handed over before: nothing changes.

    Raises Refused: `no_package`, `date_in_future`, `claim_changed`, `placement_moved`.
    """
    members.require(creditor, actor, "step")
    found = operations.placement_by(creditor, placement)
    case = case_of(creditor, found)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        if found.state == PlacementState.PLACED:
            return found
        if not found.package:
            raise Refused("no_package", "The package is not made yet.", "placement", "Make it first.")
        day = on or desk.today
        if day > desk.today:
            raise Refused(
                "date_in_future", "This day is still to come.", "on", "Give the day it was handed over."
            )
        if found.placed_on is None:
            still_so(desk, found)
        operations.hand_over(found, by, day)
        step = _earn(desk, found, day)
        CasePlacement.objects.of(creditor).filter(placement=found).update(step=step)
        facts = {"placement": found.pk, "professional": found.professional_id, "step": step.pk,
                 "on": day.isoformat(), "sha256": found.package_sha256}  # fmt: skip
        desk.record("placement.handed", result=by, facts=facts, amounts={"claim": found.claim_minor})
        desk.close_kind("hand_over", "placement", result="handed")
    return found


def _earn(desk: Desk, placement: Placement, on: date) -> StepRun:
    """The rung's step, done: the invoices of the claim earn it. It is no contact with the debtor."""
    case = desk.case
    assert case is not None
    same = {"creditor": desk.creditor, "case": case, "rung": RUNG, "channel": KIND}
    last = (
        StepRun.objects.filter(**same, is_void=False)
        .order_by("-round")
        .values_list("round", flat=True)
        .first()
    )
    round_ = max(case.round, (last or 0) + 1) if last is not None else case.round
    step: StepRun = StepRun.objects.create(
        **same,
        debtor=desk.debtor,
        round=round_,
        kind=KIND,
        state=StepState.DONE,
        planned_on=desk.today,
        done_on=on,
    )
    named = placement.items.filter(invoice__isnull=False)
    items = list(named.values_list("invoice_id", "claimed_minor"))
    StepInvoice.objects.bulk_create(
        StepInvoice(creditor=desk.creditor, step=step, invoice_id=invoice, asked_minor=minor)
        for invoice, minor in items
    )
    CaseInvoice.objects.of(desk.creditor).filter(
        case=case, is_current=True, earned__lt=RUNG, invoice_id__in=[invoice for invoice, _minor in items]
    ).update(earned=F("earned") + 1)
    Case.objects.filter(pk=case.pk, advance_to__lte=RUNG).update(advance_to=None)
    return step
