"""What people learn of whom to speak to: added, put in charge, marked, ended; opt-outs, lawyers, insolvency."""

from datetime import date, datetime
from typing import Literal

from recoup.cases.formal.solvency import insolvency
from recoup.cases.people.desk import Desk, sit_down
from recoup.cases.people.given import Given
from recoup.ledger.models import Contact, Debtor
from recoup.ledger.operations import contacts as ledger
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

CHANNELS = ("email", "phone", "sms", "visit")


def contact_by(creditor: Creditor, debtor: Debtor, pk: int) -> Contact:
    """The debtor's contact. Raises Refused (`no_such_contact`)."""
    rows = Contact.objects.of(creditor).select_related("debtor")
    contact: Contact | None = rows.filter(debtor=debtor, pk=pk).first()
    if contact is None:
        raise Refused(
            "no_such_contact",
            say("%(name)s has no contact %(pk)s.", name=debtor.name, pk=pk),
            "--contact",
            "See `recoup debtor`.",
        )
    return contact


def take(desk: Desk, given: Given, *, source: str, in_charge: bool, role: str = "") -> Contact:
    """The contact that a person named: the known one of that id or address, else a new one."""
    contact = _known(desk, given)
    if contact is None:
        contact = ledger.add_contact(
            desk.creditor, desk.debtor, name=given.name, role=role or given.role, email=given.email,
            phone=given.phone, source=source[:60], learned_on=desk.today, **desk.by,
        )  # fmt: skip
    else:
        _fill(desk, contact, given)
    if in_charge:
        ledger.set_in_charge(desk.creditor, contact, **desk.by)
    return contact


def _known(desk: Desk, given: Given) -> Contact | None:
    if given.contact_id is not None:
        return contact_by(desk.creditor, desk.debtor, given.contact_id)
    mine = Contact.objects.of(desk.creditor).filter(debtor=desk.debtor, ended_on__isnull=True)
    same = mine.filter(name=given.name, email__iexact=given.email, phone=given.phone)
    found: Contact | None = same.select_related("debtor").first()
    return found


def _fill(desk: Desk, contact: Contact, given: Given) -> None:
    """What was said of a known contact besides; a new address is good until it turns out otherwise."""
    said = {"name": given.name, "role": given.role, "email": given.email, "phone": given.phone}
    new = {name: value for name, value in said.items() if value and value != getattr(contact, name)}
    if not new:
        return
    for channel in ("email", "phone"):
        if channel in new:
            new[f"{channel}_state"] = "ok"
    for name, value in new.items():
        setattr(contact, name, value)
    contact.save(update_fields=list(new))
    private = {name: value for name, value in new.items() if name in ("name", "email", "phone")}
    desk.record("contact.changed", facts={"contact": contact.pk, "fields": sorted(new)}, private=private)


def mark_not_in_charge(desk: Desk, contact: Contact) -> None:
    """They said that they do not decide."""
    was = contact.role
    if contact.role != "other" or contact.is_in_charge:
        contact.role, contact.is_in_charge = "other", False
        contact.save(update_fields=["role", "is_in_charge"])
    desk.record("contact.not_in_charge", facts={"contact": contact.pk, "was": was})


def mark(desk: Desk, contact: Contact, channel: Literal["email", "phone"], state: str) -> None:
    """An address that works, bounced or is wrong."""
    ledger.mark_address(desk.creditor, contact, channel, state, **desk.by)


def end(desk: Desk, contact: Contact) -> None:
    """They are no longer there."""
    ledger.end_contact(desk.creditor, contact, ended_on=desk.today, **desk.by)


def set_opted_out(desk: Desk, channel: str, is_out: bool) -> None:
    """The debtor does, or does not, want to be reached that way. Legal notices are never stopped by it."""
    if channel not in CHANNELS:
        raise Refused(
            "unknown_channel",
            say("Nobody can opt out of “%(channel)s”.", channel=channel),
            "--opt-out",
            say("Use %(known)s.", known=", ".join(CHANNELS)),
        )
    now = set(filter(None, desk.debtor.opted_out.split(",")))
    wanted = now | {channel} if is_out else now - {channel}
    if wanted == now:
        return
    desk.debtor.opted_out = ",".join(sorted(wanted))
    desk.debtor.save(update_fields=["opted_out"])
    kind = "debtor.opted_out" if is_out else "debtor.opted_in"
    desk.record(kind, klass="open", direction="in", channel=channel)


def set_insolvent(desk: Desk, on: date | None) -> None:
    """Insolvent from that day, which stops every case and starts the way of its proof of debt; or not after all.

    Notices of registers that waited for a person are decided with it.
    """
    if desk.debtor.insolvent_on != on:
        desk.debtor.insolvent_on = on
        desk.debtor.save(update_fields=["insolvent_on"])
        facts = {"on": on.isoformat()} if on else {}
        desk.record("debtor.insolvent" if on else "debtor.not_insolvent", klass="open", facts=facts)
    if on is None:
        insolvency.called_off(desk)
        return
    insolvency.opened(desk, on)
    insolvency.on_its_case(desk).close_kind("confirm_insolvency", result="insolvent")


def set_represented(desk: Desk, by: str) -> None:
    """A lawyer speaks for the debtor, who is then no longer written to; empty takes it back."""
    by = by.strip()[:300]
    if desk.debtor.represented_by == by:
        return
    desk.debtor.represented_by = by
    desk.debtor.save(update_fields=["represented_by"])
    desk.record(
        "debtor.represented" if by else "debtor.not_represented",
        klass="open",
        direction="in",
        private={"by": by},
    )


def add(
    creditor: Creditor,
    debtor: Debtor,
    given: Given,
    *,
    in_charge: bool = False,
    source: str = "",
    actor: str,
    moment: datetime,
) -> Contact:
    """A person or desk that somebody learnt of, or more of a known one (`given.contact_id`).

    Raises Refused: `empty_contact`, `unknown_role`, `no_such_contact`.
    """
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        return take(desk, given, source=source or "typed in", in_charge=in_charge)


def change(
    creditor: Creditor,
    debtor: Debtor,
    contact: int | None = None,
    *,
    opt_out: tuple[str, ...] = (),
    opt_in: tuple[str, ...] = (),
    mark_as: tuple[tuple[Literal["email", "phone"], str], ...] = (),
    in_charge: bool | None = None,
    ended: bool = False,
    represented_by: str | None = None,
    actor: str,
    moment: datetime,
) -> Debtor:
    """Marks on a debtor and one contact, all in one deed. Raises Refused as its parts do; then nothing is changed."""
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        for channel in opt_out:
            set_opted_out(desk, channel, True)
        for channel in opt_in:
            set_opted_out(desk, channel, False)
        if represented_by is not None:
            set_represented(desk, represented_by)
        if contact is not None:
            known = contact_by(creditor, debtor, contact)
            for channel_, state in mark_as:
                mark(desk, known, channel_, state)
            if in_charge:
                ledger.set_in_charge(creditor, known, **desk.by)
            elif in_charge is not None:
                mark_not_in_charge(desk, known)
            if ended:
                end(desk, known)
        return desk.debtor


AUTOMATION = ("full", "draft", "tasks", "never", "")
SEGMENT_LENGTH = 60


def treat(
    creditor: Creditor,
    debtor: Debtor,
    *,
    automation: str | None = None,
    segment: str | None = None,
    kind: str | None = None,
    distance_km: int | None = None,
    actor: str,
    moment: datetime,
) -> Debtor:
    """How a debtor is worked: automation (empty = the creditor's), segment, kind, distance for visits.

    Raises Refused (`unknown_automation`, `unknown_kind`).
    """
    from recoup.ladder.shipped import _BY_KIND

    if automation is not None and automation not in AUTOMATION:
        raise Refused(
            "unknown_automation",
            say("There is no automation “%(automation)s”.", automation=automation),
            "--automation",
            "Use full, draft, tasks or never.",
        )
    if kind is not None and kind not in ("", *_BY_KIND):
        raise Refused(
            "unknown_kind",
            say("“%(kind)s” is no kind of debtor.", kind=kind),
            "--kind",
            say("Use %(known)s.", known=", ".join(_BY_KIND)),
        )
    wanted = {"automation": automation, "segment": segment, "kind": kind, "distance_km": distance_km}
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        new = {n: v for n, v in wanted.items() if v is not None and v != getattr(desk.debtor, n)}
        if new:
            for name, value in new.items():
                setattr(desk.debtor, name, value)
            desk.debtor.save(update_fields=list(new))
            desk.record("debtor.treated", facts={name: str(value) for name, value in new.items()})
        return desk.debtor
