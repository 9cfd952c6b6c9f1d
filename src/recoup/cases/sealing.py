"""The daily seal: made, stamped by an authority if there is one, and mailed to somebody outside who keeps it."""

from dataclasses import dataclass
from datetime import datetime

from recoup.archive import seals, stamps
from recoup.archive.chain import Fact
from recoup.archive.deeds import deed
from recoup.archive.seals import SealView
from recoup.lib.clock import day_in
from recoup.lib.http import post
from recoup.org.models import Creditor
from recoup.org.notices import notify
from recoup.org.settings import Settings, settings_of

_LONGEST_STAMP = 100_000
_TEXT = """\
This is seal {number} of the record that {creditor} keeps of its unpaid invoices, made on {day}.

Please keep this mail. It holds nothing about any debtor. With it you can show, later on, that the
record of that day was neither rewritten nor cut short: whoever changes the past cannot change the
line below, because you have it.

{statement}

To compare: recoup seal --compare FILE, with the line above in FILE.
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What came of a seal. `stamp_fault` is empty when it was stamped or no authority is set."""

    seal: SealView
    stamped_at: datetime | None
    stamp_fault: str
    mailed_to: str


def seal_is_due(creditor: Creditor, moment: datetime) -> bool:
    """Whether the last seal is older than the creditor's business day."""
    last = seals.seals(creditor.key, limit=1)
    today = day_in(moment, settings_of(creditor, moment).timezone).isoformat()
    return not last or last[0].day < today


def seal_now(creditor: Creditor, *, actor: str, moment: datetime) -> Sealed:
    """Seals where every stream stands, asks the authority, and leaves the mail to the outsider.

    The seal stands whatever the wire does; one that could not be stamped is covered by the next that is. What
    happened is an entry, `seal.made`, under the seal after it.
    """
    settings = settings_of(creditor, moment)
    made = seals.make(creditor.key, day_in(moment, settings.timezone).isoformat(), moment)
    stamped_at, fault = _stamped(creditor, settings, made)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        facts: dict[str, Fact] = {"number": made.number, "hash": made.hash, "stamp_fault": fault[:300]}
        facts["stamped_at"] = stamped_at.isoformat() if stamped_at else ""
        act.record(creditor.stream_key, "seal.made", klass="internal", facts=facts)
        if settings.seal_mail_to:
            _mail(creditor, settings.seal_mail_to, made, moment)
    return Sealed(made, stamped_at, fault, settings.seal_mail_to)


def _stamped(creditor: Creditor, settings: Settings, made: SealView) -> tuple[datetime | None, str]:
    """The moment in the authority's stamp, or why there is none."""
    if not settings.seal_tsa_url:
        return None, ""
    try:
        answer = post(
            settings.seal_tsa_url,
            stamps.request(made.statement),
            sent_as="application/timestamp-query",
            allow_private=creditor.is_test or settings.mail_allow_private,
            limit=_LONGEST_STAMP,
        )
        fault = _fault(settings, answer, made.statement)
        return (
            (None, fault)
            if fault
            else (stamps.keep(creditor.key, made.number, settings.seal_tsa_url, answer).stamped_at, "")
        )
    except (OSError, ValueError) as odd:
        return None, str(odd)


def _fault(settings: Settings, answer: bytes, statement: bytes) -> str:
    """What keeps a stamp from being kept: without a certificate, only that it holds none."""
    if settings.seal_tsa_certificate:
        return stamps.fault_of(answer, statement, settings.seal_tsa_certificate.encode())
    stamps.stamped_at(answer)
    return ""


def _mail(creditor: Creditor, to: str, made: SealView, moment: datetime) -> None:
    text = _TEXT.format(
        number=made.number, creditor=creditor.name, day=made.day, statement=made.statement.decode()
    )
    subject = f"Seal {made.number} of {made.day}, {creditor.name}"
    notify(creditor, [to], subject, text, about=f"seal {made.number}", due_at=moment)


def seal_faults(creditor: Creditor, moment: datetime) -> tuple[int, list[str]]:
    """How many seals and stamps were looked at, and what does not hold: for `recoup check`."""
    examined, faults = seals.verify_seals(creditor.key)
    found = [f"{fault.where}: {fault.what}" for fault in faults]
    certificate = settings_of(creditor, moment).seal_tsa_certificate.encode()
    kept = stamps.stamps(creditor.key) if certificate else []
    statements = {one.number: one.statement for one in seals.seals(creditor.key)} if kept else {}
    for stamp in kept:
        why = stamps.fault_of(stamp.response, statements.get(stamp.number, b""), certificate)
        if why:
            found.append(f"seal {stamp.number}: its time-stamp does not hold: {why}")
    return examined + len(kept), found
