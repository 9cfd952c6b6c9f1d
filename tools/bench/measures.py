"""What is measured, each in a process of its own; the answers go up as JSON."""

import resource
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import floors, record
from bench.home import ACTOR, DAY, DEBTORS, moment_on, new_home, the_creditor, write_books

MESSAGES = 300
ENTRIES = 100_000


@dataclass(frozen=True)
class Result:
    """One line: what was done how often in how many seconds, beside the floor, and whether the bar is met."""

    what: str
    seconds: float
    bar: str
    ok: bool
    floor: float = 0.0
    rss_mb: float = 0.0
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def importing(folder: Path, home: Path) -> Result:
    """100,000 invoices of 10,000 debtors from CSV."""
    from recoup.intake.operations import import_file

    creditor = new_home(home)
    keep(home, folder / "empty")
    invoices, contacts = write_books(folder)
    took = timed(lambda: _taken(import_file(creditor, invoices, actor=ACTOR, moment=moment_on(DAY))))
    rss = peak_mb()
    ours = (
        floors.inserts(home, "ledger_debtor"),
        floors.inserts(home, "ledger_invoice"),
        floors.inserts(home, "archive_stream", "key IN (SELECT stream_key FROM ledger_debtor)"),
        floors.inserts(home, "archive_entry", "stream IN (SELECT stream_key FROM ledger_debtor)"),
    )
    floor = floors.seconds(folder / "empty", ours, 1)
    entries = len(ours[3].rows)
    _taken(import_file(creditor, contacts, actor=ACTOR, moment=moment_on(DAY)))
    return Result(
        f"import of {DEBTORS * 10:,} invoices of {DEBTORS:,} debtors from CSV",
        took,
        "under 10 s and 500 MB, one entry a debtor",
        took < 10 and rss < 500 and entries == DEBTORS,
        floor,
        rss,
        f"{entries:,} entries",
    )


def _taken(result: Any) -> None:
    assert result.refused is None and not result.rejected, result.to_json()


def opening(folder: Path, home: Path) -> Result:
    """The run that opens 10,000 cases and queues their first step."""
    from recoup.cases.daily import run

    keep(folder / "import", home)
    keep(folder / "import", folder / "unopened")
    creditor = the_creditor()
    _libraries_loaded(creditor)
    began = time.perf_counter()
    report = run(creditor, moment=moment_on(DAY), actor=ACTOR, send=False)
    took = time.perf_counter() - began
    rss = peak_mb()
    assert report.cases["opened"] == report.steps["queued"] == DEBTORS, report
    ours = (
        floors.inserts(home, "cases_case", case="id"),
        floors.inserts(home, "cases_caseinvoice", case="case_id"),
        floors.inserts(home, "cases_steprun", case="case_id"),
        floors.inserts(home, "cases_caselimitation", case="case_id"),
        floors.inserts(home, "archive_entry", "kind IN ('case.opened', 'step.planned')"),
        floors.updates(
            home,
            "archive_stream",
            ["head_seq", "head_hash"],
            "key",
            "key IN (SELECT stream_key FROM ledger_debtor)",
        ),
        floors.updates(
            home, "cases_case", ["next_kind", "next_on", "why_code", "why_args", "seen_seq", "seen_on"]
        ),
    )
    floor = floors.seconds(folder / "unopened", ours, DEBTORS // 500)
    return Result(
        f"run that opens {DEBTORS:,} cases and queues their first step",
        took,
        "at most 3 times the floor (aim: 4 s)",
        took <= 3 * floor,
        floor,
        rss,
    )


def _libraries_loaded(creditor: Any) -> None:
    """What every process loads once at its first run (calendars, bank codes, law) is not the run's cost."""
    from recoup.cases.facts import context
    from recoup.law.loader import packs

    packs()
    context(creditor, moment_on(DAY)).facts.calendar.is_working(DAY)


def resting(folder: Path, home: Path) -> Result:
    """A day on which nothing is due: every case waits for its next step."""
    from recoup.cases.daily import run

    keep(folder / "open", home)
    creditor = the_creditor()
    _all_delivered(creditor)
    _books_of(creditor, DAY + timedelta(days=1))
    run(creditor, moment=moment_on(DAY + timedelta(days=1)), actor=ACTOR, send=False)
    took = timed(lambda: _quiet(run(creditor, moment=moment_on(DAY + timedelta(days=1)), actor=ACTOR)))
    return Result(
        f"day with nothing due, {DEBTORS:,} open cases", took, "under 1 s", took < 1, 0.0, peak_mb()
    )


def _quiet(report: Any) -> None:
    assert report.steps["planned"] == report.steps["done"] == report.neglected == 0, report


def _all_delivered(creditor: Any) -> None:
    """Every queued step as if it had gone out; by SQL, because the sending is another measure."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_steprun SET state = 'done', done_on = %s", [DAY.isoformat()])
        cursor.execute("UPDATE cases_caseinvoice SET earned = 1")


def _books_of(creditor: Any, day: date) -> None:
    from recoup.ledger.models import Freshness

    Freshness.objects.update_or_create(creditor=creditor, kind="list", defaults={"as_of_on": day})


def sending(folder: Path, home: Path) -> Result:
    """Messages with a PDF into the outbox folder."""
    from recoup.cases.sending import send_ready

    keep(folder / "open", home)
    creditor = the_creditor()
    send_ready(creditor, moment=moment_on(DAY), actor=ACTOR, most=5)
    began = time.perf_counter()
    tally = send_ready(creditor, moment=moment_on(DAY), actor=ACTOR, most=MESSAGES)
    took = time.perf_counter() - began
    assert tally.done == MESSAGES, tally
    floor = _pdf_floor(creditor)
    rate = MESSAGES / took
    return Result(
        f"sending of {MESSAGES} messages with PDF, one process",
        took,
        "25 a second",
        rate >= 25,
        floor,
        peak_mb(),
        f"{rate:.1f} a second; floor: the PDFs alone",
    )


def _pdf_floor(creditor: Any) -> float:
    from recoup.cases.facts import context, gather
    from recoup.cases.models import StepRun
    from recoup.cases.texts import context_for
    from recoup.documents.pdf import statement_pdf

    ctx = context(creditor, moment_on(DAY))
    steps = StepRun.objects.filter(state="ready").select_related("debtor", "contact")[:50]
    texts = [context_for(ctx, gather(ctx, [s.debtor_id])[0], [s], s.debtor).context for s in steps]
    return timed(lambda: [statement_pdf(text) for text in texts]) / len(texts) * MESSAGES


def archiving(folder: Path, home: Path) -> Result:
    """Entries chained, hashed and canonical, beside the same rows without."""
    from recoup.archive.deeds import deed

    new_home(home)
    keep(home, folder / "no-entries")
    owner = the_creditor().key
    streams = [f"bench-{n}" for n in range(500)]

    def write() -> None:
        for _ in range(ENTRIES // 10_000):
            with deed(ACTOR, moment_on(DAY), owner, streams) as act:
                for n in range(10_000):
                    act.record(
                        streams[n % 500],
                        "bench",
                        facts={"n": n, "why": "nothing else"},
                        amounts={"open_minor": n},
                    )

    took = timed(write)
    rss = peak_mb()
    ours = (floors.inserts(home, "archive_entry", "kind = 'bench'"),)
    inserted = floors.seconds(folder / "no-entries", ours, ENTRIES // 10_000)
    floor = inserted + floors.serialised(home, "kind = 'bench'")
    return Result(
        f"{ENTRIES:,} archive entries", took, "at least 0.7 times the speed of the same without a chain",
        0.7 * took <= floor, floor, rss,
        f"{ENTRIES / took:,.0f} a second, {floor / took:.2f} times that speed; inserts alone {inserted:.2f} s",
    )  # fmt: skip


def paging(folder: Path, home: Path) -> Result:
    """Every page on 100,000 open invoices of 10,000 debtors."""
    from bench import pages

    keep(folder / "open", home)
    took, ok, note = pages.summary(home)
    return Result(
        f"pages on {DEBTORS * 10:,} open invoices of {DEBTORS:,} debtors, p95 of all",
        took,
        f"each page under {pages.MOST_MS} ms and {pages.MOST_BYTES // 1000} KB",
        ok,
        0.0,
        peak_mb(),
        note,
    )


def bundling(folder: Path, home: Path) -> Result:
    """The evidence file of a case with 500 documents."""
    cost, papers = record.bundle(home)
    ok = cost.seconds < 30 and cost.rss_mb < 500 and papers >= record.DOCUMENTS
    return Result(
        f"evidence file of {papers} documents", cost.seconds, "under 30 s and 500 MB", ok, 0.0, cost.rss_mb,
        f"{cost.note}, {(home / 'case.zip').stat().st_size / 1e6:.0f} MB large",
    )  # fmt: skip


def verifying(folder: Path, home: Path) -> Result:
    """A million entries verified."""
    cost, entries = record.verify(home)
    ok = cost.seconds < 60 and cost.rss_mb < 300 and entries >= record.ENTRIES
    return Result(
        f"{entries:,} entries verified",
        cost.seconds,
        "under 60 s and 300 MB",
        ok,
        0.0,
        cost.rss_mb,
        cost.note,
    )


def capturing(folder: Path, home: Path) -> Result:
    """Ten thousand mails taken in."""
    cost, new = record.capture_mails(home)
    ok = cost.seconds < 300 and new == record.MAILS
    return Result(f"{new:,} mails taken in", cost.seconds, "under 5 minutes", ok, 0.0, cost.rss_mb, cost.note)


def keep(home: Path, copy: Path) -> None:
    """A copy of the home as it is on disk."""
    from django.db import connection

    connection.close()
    shutil.copytree(home, copy)
    with sqlite3.connect(copy / "recoup.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


MEASURES: dict[str, Callable[[Path, Path], Result]] = {
    "import": importing,
    "open": opening,
    "rest": resting,
    "send": sending,
    "pages": paging,
    "archive": archiving,
    "bundle": bundling,
    "verify": verifying,
    "capture": capturing,
}
