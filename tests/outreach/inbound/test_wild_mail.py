"""Mail as programs and people of many kinds write it: the rows beside this file say what is to be read in each."""

import re
import tomllib
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from recoup.outreach.inbound.kinds import Told, told_apart
from recoup.outreach.inbound.mail import Mail, read_mail
from recoup.outreach.inbound.readings import readings_of
from recoup.outreach.inbound.replies import part

pytestmark = pytest.mark.anydb
FRIDAY = date(2026, 11, 20)


def rows(name: str, table: str) -> list[Any]:
    text = (Path(__file__).parent / f"{name}.toml").read_text("utf-8")
    return [pytest.param(row, id=row["name"]) for row in tomllib.loads(text)[table]]


def told(mail: Mail, *, day_first: bool = True) -> Told:
    return told_apart(mail, part(mail.text).own, FRIDAY, day_first=day_first)


def written(text: str, *, kind: str = "text/plain", **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\n".join(["From: Ann <ann@debtor.example>", *lines, f"Content-Type: {kind}; charset=utf-8"])
    return f"{head}\n\n{text}\n".encode()


@pytest.mark.parametrize("row", rows("absences", "absence"))
def test_an_absence_is_told_with_its_last_day(row: dict[str, Any]) -> None:
    mail = read_mail(written(row["text"], Subject=row["subject"], Auto_Submitted="auto-replied"))
    found = told(mail, day_first=not row.get("us"))
    until = found.until_on.isoformat() if found.until_on else ""
    assert (found.kind, until) == ("away", row["until"])


@pytest.mark.parametrize("row", rows("quoting", "reply"))
def test_a_replys_own_words_are_parted_from_the_quoted(row: dict[str, Any]) -> None:
    raw = written(row["html"], kind="text/html") if "html" in row else written(row["text"])
    own = part(read_mail(raw).text).own
    assert re.sub(r"\n+", "\n", own) == re.sub(r"\n+", "\n", row["own"])


@pytest.mark.parametrize("row", rows("machines", "mail"))
def test_machines_are_told_from_people(row: dict[str, Any]) -> None:
    found = told(read_mail(row["raw"].encode()))
    bounce = found.bounce
    assert found.kind == row["kind"]
    assert (bounce.outcome if bounce else "") == row.get("became", "")
    if bounce is not None:
        assert sorted(bounce.failed) == row["failed"]
        assert bounce.status == row["status"]
        assert "recoup.1" not in row["raw"] or "<recoup.1@us.example>" in bounce.original_ids


@pytest.mark.parametrize("row", rows("odd", "odd"))
def test_odd_mail_is_read_as_it_was_meant(row: dict[str, Any]) -> None:
    mail = read_mail(row["raw"].encode("latin-1"))
    readings_of(part(mail.text).own, FRIDAY)
    told(mail)
    assert mail.text.strip() == row.get("text", mail.text.strip())
    assert sorted(mail.flags) == row.get("flags", sorted(mail.flags))
    for name in ("from_address", "from_name", "subject"):
        assert getattr(mail, name) == row.get(name, getattr(mail, name))
    assert list(mail.attachments) == row.get("attachments", list(mail.attachments))


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 20_000 + b"\n\nx",
        b"From: " + b"@" * 20_000 + b"<a@b>\n\nx",
        b"Date: " + b"(" * 20_000 + b"\n\nx",
        b"To: " + b'"(' * 20_000 + b"\n\nx",
        b"From: MAILER-DAEMON@x.example\nSubject: Undelivered\n\na@" + b"a" * 200_000,
        b"From: MAILER-DAEMON@x.example\nSubject: Undelivered\n\na@" + b"[" * 200_000,
        b"From: a@b.example\n\n" + (b"On 1\n" * 5) * 5_000,
        b"From: a@b.example\nAuto-Submitted: auto-replied\n\n" + b"between 1 and " * 6_000,
        b"From: a@b.example\nContent-Type: text/html\n\n" + b"<p style='display:none'>" * 3_000,
        b"\n \n" * 500_000 + b"From: a@b.example\n\nx",
    ],
    ids=lambda raw: repr(raw[:40]),
)
def test_no_mail_takes_for_ever(raw: bytes) -> None:
    began = process_time()
    mail = read_mail(raw)
    told(mail)
    readings_of(part(mail.text).own, FRIDAY)
    assert process_time() - began < 5
