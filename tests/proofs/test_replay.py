"""Two years of real receivables lived day by day over a real mail server: nobody is written to wrongly or twice."""

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.fresh import Env
from tests.proofs import ibm, replaying
from tests.smtp import MailServer, smtp_server  # noqa: F401

ZONE = ZoneInfo(replaying.ZONE)
WHOLE = ("2012-01-01", "2013-12-31", "2012-09-12")
STRETCH = ("2012-03-01", "2012-04-10", "2012-03-27")


def lived(
    env: Env, shared: Path, folder: Path, server: MailServer, span: tuple[str, str, str]
) -> dict[str, Any]:
    """The sample from the first day of the span to the last; the third day goes through the command line."""
    env = {
        **env,
        "DJANGO_SETTINGS_MODULE": "recoup.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }
    files = folder / "files"
    files.mkdir()
    command = [
        sys.executable, "-m", "tests.proofs.replaying", str(shared / ibm.FILE), str(files), server.url, *span
    ]  # fmt: skip
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def judge(rows: list[ibm.Row], told: dict[str, Any], server: MailServer) -> None:
    """Every mail as it arrived, against the sample's own file."""
    named = _named_by(rows, server)
    wrong = [
        f"{message.to} was asked for {row.number} on {on}: {row}"
        for message, on, invoices in named
        for row in invoices
        if not row.may_be_asked(on)
    ]
    assert not wrong, "\n".join(wrong[:10])
    assert all(invoices for _, _, invoices in named), "a mail named no invoice"
    assert set(server.by_id().values()) == {1}
    assert _too_soon(named) == []
    once = Counter((invoice, rung, round_) for _, rung, round_, invoice in told["rungs"])
    assert [key for key, n in once.items() if n > 1] == []
    sent_by_table = defaultdict(set)
    for message_id, _, _, invoice in told["rungs"]:
        sent_by_table[message_id].add(invoice)
    assert sent_by_table == {m.message_id: {r.number for r in found} for m, _, found in named}


def _named_by(rows: list[ibm.Row], server: MailServer) -> list[tuple[Any, date, list[ibm.Row]]]:
    """Each mail with its day and the invoices of that debtor whose numbers stand in it."""
    theirs: dict[str, dict[str, ibm.Row]] = defaultdict(dict)
    for row in rows:
        theirs[replaying.address(row.debtor)][row.number] = row
    found = []
    for message in server.messages:
        mail = message.mail
        text = mail["Subject"] + "\n" + mail.get_body(("plain",)).get_content()
        on = parsedate_to_datetime(mail["Date"]).astimezone(ZONE).date()
        numbers = set(re.findall(r"\b\d{4,12}\b", text))
        found.append((message, on, [row for n, row in theirs[message.to].items() if n in numbers]))
    return found


def _too_soon(named: list[tuple[Any, date, list[ibm.Row]]]) -> list[str]:
    """Mails to one address less than five days after the one before."""
    days: dict[str, list[date]] = defaultdict(list)
    for message, on, _ in named:
        days[message.to].append(on)
    return [
        f"{to}: {first} and {second}"
        for to, found in days.items()
        for first, second in zip(sorted(found), sorted(found)[1:], strict=False)
        if second - first < timedelta(days=5)
    ]


def say(told: dict[str, Any], server: MailServer) -> None:
    """The counts that a reader wants to see."""
    steps, held = told["steps"], told["not_acted"]
    print(
        f"\nsent {len(server.messages)}; refused {steps['refused']}; failed {steps['failed']}; unsure {steps['unsure']}"
    )
    print(f"planned by kind: {told['by_kind']}; cases: {told['cases']}")
    print(f"held or waiting, in case-days: {dict(sorted(held.items(), key=lambda one: -one[1]))}")


def test_a_stretch_of_the_sample(
    fresh_home: Env,
    shared: Path,
    tmp_path: Path,
    smtp_server: MailServer,  # noqa: F811
) -> None:
    told = lived(fresh_home, shared, tmp_path, smtp_server, STRETCH)
    rows = ibm.read(shared / ibm.FILE)
    say(told, smtp_server)
    assert len(smtp_server.messages) > 20
    judge(rows, told, smtp_server)
    ends = date(2012, 3, 31)
    truth = {name: list(pair) for name, pair in ibm.ageing(rows, ends).items()}
    assert told["ageing"][ends.isoformat()] == truth
    assert told["neglected"] == 0
    assert told["violations"] == []


@pytest.mark.prove
def test_the_whole_sample(
    fresh_home: Env,
    shared: Path,
    tmp_path: Path,
    smtp_server: MailServer,  # noqa: F811
) -> None:
    told = lived(fresh_home, shared, tmp_path, smtp_server, WHOLE)
    rows = ibm.read(shared / ibm.FILE)
    say(told, smtp_server)
    judge(rows, told, smtp_server)
    for on, buckets in ibm.expected(shared / ibm.EXPECTED).items():
        wanted = {name: list(pair) for name, pair in buckets.items()}
        assert told["ageing"][on.isoformat()] == wanted, f"as lived on {on}"
        assert told["again"][on.isoformat()] == wanted, f"looked back at {on}"
    assert told["neglected"] == 0
    assert told["violations"] == []
