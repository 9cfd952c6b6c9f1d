"""What is held on a person as one file: their rows, the entries that concern them, and the originals."""

import json
import mimetypes
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Model, Q

from recoup.archive.deeds import deed
from recoup.archive.queries import read
from recoup.cases.erasure import persons
from recoup.cases.erasure.held import Held, held
from recoup.cases.erasure.persons import Person
from recoup.ledger.models import Contact, Debtor, Invoice, Payment
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.models import CapturedMail, Message


def write_subject(
    creditor: Creditor, asked: str, target: Path, *, actor: str, moment: datetime
) -> dict[str, Any]:
    """Writes the ZIP on everybody who is meant by an address, a name or a contact's number; notes it on the record.

    Raises Refused: `nobody`, `cannot_write`.
    """
    if not target.parent.is_dir() or target.is_dir():
        raise Refused("cannot_write", say("Nothing can be written to %(target)s.", target=str(target)), "-o")
    found = persons.found_by(creditor, asked)
    if not found:
        raise Refused(
            "nobody", "Nothing is held on a person of that address, name or number.", "X",
            "Give an email address as it stands with the debtor.",
        )  # fmt: skip
    originals = 0
    draft = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as made:
            about = []
            for number, person in enumerate(found, 1):
                have = held(creditor, person)
                about.append(_about(creditor, person, have, f"person-{number}"))
                originals += _originals(creditor, have, made, f"person-{number}")
            text = json.dumps(
                {"creditor": creditor.name, "asked": asked, "made_at": moment.isoformat(), "persons": about},
                ensure_ascii=False, indent=1, default=_plain,
            )  # fmt: skip
            made.writestr("held.json", text)
        _note(creditor, found, originals, actor, moment)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return {"file": str(target), "persons": len(found), "originals": originals}


def _note(creditor: Creditor, found: list[Person], originals: int, actor: str, moment: datetime) -> None:
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        facts: dict[str, Any] = {
            "contacts": [one.pk for person in found for one in person.contacts],
            "debtors": [person.whole.pk for person in found if person.whole],
            "originals": originals,
        }
        act.record(creditor.stream_key, "subject.exported", klass="internal", facts=facts)


def _about(creditor: Creditor, person: Person, have: Held, folder: str) -> dict[str, Any]:
    whole = person.whole
    rows: dict[str, list[dict[str, Any]]] = {
        "contacts": [_row(one) for one in person.contacts],
        "messages": _rows(Message.objects.of(creditor).filter(pk__in=have.messages)),
        "mails": _rows(CapturedMail.objects.of(creditor).filter(pk__in=have.mails)),
    }
    if whole is not None:
        rows["debtor"] = [_row(whole)]
        rows["invoices"] = _rows(Invoice.objects.of(creditor).filter(debtor=whole))
        rows["payments"] = _rows(Payment.objects.of(creditor).filter(Q(debtor=whole)))
    entries = [{**json.loads(one.envelope), "hash": one.hash} for one in have.entries]
    return {"folder": folder, "rows": rows, "entries": entries, "learnt_from": _sources(person)}


def _sources(person: Person) -> list[dict[str, Any]]:
    """Where each contact was learnt, and when."""
    return [{"contact": one.pk, "source": one.source, "on": one.learned_on} for one in person.contacts]


def _rows(rows: Any) -> list[dict[str, Any]]:
    return [_row(one) for one in rows.order_by("pk")]


def _row(one: Model) -> dict[str, Any]:
    assert isinstance(one, Contact | Debtor | Invoice | Payment | Message | CapturedMail)
    left_out = {"creditor_id", "name_key", "row_key", "token"}
    return {
        field.attname: getattr(one, field.attname)
        for field in one._meta.concrete_fields
        if field.attname not in left_out
    }


def _originals(creditor: Creditor, have: Held, made: zipfile.ZipFile, folder: str) -> int:
    count = 0
    for name, data in _files(creditor, have):
        made.writestr(f"{folder}/{name}", data)
        count += 1
    return count


def _files(creditor: Creditor, have: Held) -> Iterator[tuple[str, bytes]]:
    for commitment in have.commitments:
        try:
            content = read(creditor.key, commitment)
        except Refused:
            continue
        kind = content.media_type.partition(";")[0]
        ending = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ".bin"
        yield f"{commitment}{ending}", content.data


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON")
