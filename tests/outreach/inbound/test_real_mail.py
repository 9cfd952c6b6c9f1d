"""Every real mail is read without a crash, whole or mutilated; bounces and replies against what others read in them."""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recoup.outreach.inbound.bounces import bounce_of
from recoup.outreach.inbound.kinds import told_apart
from recoup.outreach.inbound.mail import read_mail
from recoup.outreach.inbound.readings import readings_of
from recoup.outreach.inbound.replies import part

pytestmark = pytest.mark.anydb
TODAY = date(2026, 11, 20)
HERE = Path(__file__).parent
EXPECTED = "expected/bounces_flufl_bounce_6.0.0.csv"


def mails(shared: Path) -> list[Path]:
    found = sorted(one for one in (shared / "data").glob("email_*/**/*") if one.is_file())
    assert len(found) > 400
    return found


def take(raw: bytes) -> None:
    mail = read_mail(raw)
    own = part(mail.text).own
    told_apart(mail, own, TODAY)
    readings_of(own, TODAY)
    assert "\n" not in mail.subject and "\r" not in mail.subject
    kept = [mail.subject, mail.text, mail.message_id, mail.from_address, mail.from_name]
    for one in (*kept, *mail.to, *mail.delivered_to, *mail.references):
        assert "\x00" not in one
        one.encode()


def mutilated(raw: bytes, dice: random.Random) -> Iterator[bytes]:
    """Cut short, with bytes turned, with a charset that is none, with a header run into the next."""
    yield raw[: dice.randrange(len(raw) + 1)]
    turned = bytearray(raw)
    for _ in range(20):
        turned[dice.randrange(len(turned))] = dice.randrange(256)
    yield bytes(turned)
    yield raw.replace(b"charset=", b"charset=no-such-")
    yield raw.replace(b"\nSubject: ", b"\nSubject: =?utf-8?q?x=0d=0aBcc:_evil=40example.com?= ")
    yield raw.replace(b"\n", b"\r", 5)
    yield b"\x00" + raw
    yield raw.replace(b"boundary=", b"boundary=x")


def test_every_real_mail_is_read(shared: Path) -> None:
    for path in mails(shared):
        take(path.read_bytes())


def test_every_real_mail_is_read_when_it_is_mutilated(shared: Path) -> None:
    dice = random.Random(7)
    for path in mails(shared):
        raw = path.read_bytes()
        if raw:
            for one in mutilated(raw, dice):
                take(one)


def differing() -> dict[str, tuple[str, str]]:
    """Where we differ on purpose: our recipients, and why."""
    with (HERE / "bounces_differ.csv").open(newline="") as file:
        return {row["file"]: (row["permanent"], row["why"]) for row in csv.DictReader(file)}


def test_bounces_name_the_recipients_that_others_find(shared: Path) -> None:
    ours = differing()
    agreed, wrong = 0, []
    with (shared / "data" / EXPECTED).open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        found = bounce_of(read_mail((shared / "data" / row["file"]).read_bytes()))
        failed = ";".join(sorted(found.failed)) if found else ""
        delayed = ";".join(sorted(found.delayed)) if found else ""
        is_same = (failed, delayed) == (row["permanent"].lower(), row["temporary"].lower())
        agreed += is_same
        if not is_same and (row["file"] not in ours or failed != ours[row["file"]][0] or delayed):
            wrong.append(f"{row['file']}: {failed} | {delayed}")
    print(
        f"\nbounces: {agreed} of {len(rows)} as the reference, {len(ours)} differ on purpose", file=sys.stderr
    )
    assert wrong == []
    assert agreed + len(ours) == len(rows)


LOREM = "Fusce bibendum, quam hendrerit"


NOT_PARTED = {"email_with_date_headers.txt": "a placeholder stands where a date and a name would"}


def test_replies_are_parted_from_what_they_quote(shared: Path) -> None:
    """43 mails begin with the same five lines, which are all that their writer wrote; the others a person has read."""
    read, said = own_words(), {}
    wrong: list[str] = []
    for name in ("crisp", "github", "zapier"):
        paths = sorted((shared / "data" / f"email_reply_parser_{name}").glob("test/*/*.txt"))
        bad = [path.name for path in paths if not is_parted(path, read)]
        said[name] = f"{len(paths) - len(bad)} of {len(paths)}"
        wrong += bad
    print(f"\nown words: {said}", file=sys.stderr)
    assert sorted(wrong) == sorted(NOT_PARTED)


def is_parted(path: Path, read: dict[str, tuple[str, str]]) -> bool:
    text = path.read_text(errors="replace")
    own = part(text).own
    if text.startswith(LOREM):
        return own == "\n".join(line.rstrip() for line in text.split("\n")[:5])
    return (own[:60], own[-60:]) == read[f"{path.parts[-4].rpartition('_')[2]}/{path.name}"]


def own_words() -> dict[str, tuple[str, str]]:
    """How what the writer of each mail wrote begins and ends, as a person reads it; the sets ship no such thing."""
    with (HERE / "own_words.csv").open(newline="") as file:
        return {row["file"]: (row["begins"], row["ends"]) for row in csv.DictReader(file)}


def test_a_mail_of_100_mb_is_read_in_part() -> None:
    raw = b"From: ann@debtor.example\nSubject: big\n\n" + b"we will pay\n" * 9_000_000
    mail = read_mail(raw)
    assert "huge" in mail.flags
    assert mail.subject == "big"


@pytest.mark.parametrize("depth", [50, 5_000])
def test_mail_that_nests_without_end(depth: int) -> None:
    head = b"From: ann@debtor.example\nSubject: deep\n"
    raw = head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    mail = read_mail(raw)
    assert mail.subject == "deep"
    take(raw)
    assert ("nested" in mail.flags) == (depth > 1_000)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\n\n",
        b"\xff\xfe" * 500,
        b"From: " + b"a@" * 50_000 + b"\n\nx",
        b"To: " + b", ".join(b"a%d@b.example" % n for n in range(50_000)) + b"\n\nx",
        b"Subject: " + b"=?utf-8?b?" + b"A" * 100_000 + b"?=\n\nx",
        b"References: " + b"<a@b> " * 50_000 + b"\n\nx",
        b"Content-Type: text/html\n\n" + b"<div>" * 20_000 + b"pay",
        b"Content-Type: text/html\n\n" + b"<!--" * 20_000,
        b'Content-Type: text/plain; charset="utf-8\x00"\n\n\xff',
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Transfer-Encoding: base64\n\n====",
        b"Content-Type: text/plain\n\n" + b"> " * 100_000,
        b"Content-Type: text/plain\n\n" + b"On 1 May 2020 at 10:10 " * 20_000,
        b"Content-Type: text/plain\n\n" + b"1." * 50_000 + b" EUR",
        b"Subject: Undeliverable\nFrom: MAILER-DAEMON\n\n" + b"<" * 50_000,
        b"Message-ID: <a\x00b@c>\nReferences: <\x00@x>\nFrom: a\x00b@c.example\n\nx\x00y",
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
        b"Subject: =?utf-7?q?+2AA-?=\n\nx",
        b"Date: Thu, 99 Foo 99999 99:99:99 +9999\n\nx",
    ],
)
def test_hostile_mail_is_read(hostile: bytes) -> None:
    take(hostile)
