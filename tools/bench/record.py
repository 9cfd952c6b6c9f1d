"""What the record costs: a file of 500 documents, a million entries verified, ten thousand mails taken in.

Each is measured in a child process of its own, with what the system says of that child: seconds, CPU and peak memory.
"""

import io
import json
import mailbox
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.home import ACTOR, DAY, moment_on, new_home, write_books

if TYPE_CHECKING:
    from recoup.org.models import Creditor

DOCUMENTS = 500
INVOICES = 60
MAILS_IN_CASE = 140
MAILS = 10_000
ENTRIES = 1_000_000
STREAMS = 2_000
_WORDS = (
    "goods",
    "pallets",
    "carriage",
    "terms",
    "delivery",
    "signed",
    "received",
    "order",
    "crate",
    "freight",
    "net",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a child took: seconds by the clock, seconds of CPU, and the most memory in MB. `out` is what it printed."""

    seconds: float
    cpu: float
    rss_mb: float
    out: str

    @property
    def note(self) -> str:
        """Said beside the result, since other work may run on the machine."""
        return f"{self.cpu:.1f} s CPU"


def child(home: Path, *command: str) -> Cost:
    """Runs the program on a home and waits for it. Raises RuntimeError with what it said when it fails."""
    env = {**os.environ, "RECOUP_HOME": str(home)}
    out = home / "bench.out"
    began = time.perf_counter()
    with out.open("wb") as target:
        started = subprocess.Popen(
            [sys.executable, *command], env=env, stdout=target, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(started.pid, 0)
    took = time.perf_counter() - began
    said = out.read_text("utf-8", "replace")
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(said[-2000:])
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def bundle(home: Path) -> tuple[Cost, int]:
    """The evidence file of a case with 500 documents: scans, photographs, and mail. Returns how many it numbered."""
    case = _large_case(home)
    cost = child(home, "-m", "recoup", "bundle", str(case), "-o", str(home / "case.zip"), "--json")
    return cost, int(json.loads(cost.out.splitlines()[-1])["documents"])


def _large_case(home: Path) -> int:
    from recoup.cases.capture import capture, us_of
    from recoup.cases.daily import run
    from recoup.cases.models import Case
    from recoup.cases.people import exhibits
    from recoup.ledger.models import Invoice

    creditor = new_home(home)
    _books(creditor, home, 1, INVOICES)
    run(creditor, moment=moment_on(DAY), actor=ACTOR)
    by = {"actor": ACTOR, "moment": moment_on(DAY)}
    us = us_of(creditor, moment_on(DAY))
    for n in range(MAILS_IN_CASE):
        capture(us, _mail(n, "ap0@debtor.example"), origin="bench", **by)
    dice = random.Random(3)
    pages = [scan(dice) for _ in range(12)]
    rows = list(Invoice.objects.of(creditor).order_by("pk"))
    kinds = ("invoice", "order", "delivery", "terms")
    for n in range(DOCUMENTS - MAILS_IN_CASE):
        name, data = _paper(n, pages)
        exhibits.add(creditor, rows[n % len(rows)], kinds[n % 4], name, data, **by)
    return int(Case.objects.of(creditor).get().pk)


def _paper(n: int, pages: list[bytes]) -> tuple[str, bytes]:
    """Of ten papers seven are scans of one page, two of two pages, one a photograph; each with bytes of its own."""
    if n % 10 == 9:
        return f"photo-{n}.jpg", pages[n % len(pages)] + b"%d" % n
    some = [pages[n % len(pages)], pages[(n + 5) % len(pages)]][: 2 if n % 10 > 6 else 1]
    return f"scan-{n}.pdf", _pdf(some) + b"\n%%%d" % n


def scan(dice: random.Random) -> bytes:
    """A page of A4 as an office scanner makes it: grey noise, lines of text, some 300 KB."""
    from PIL import Image, ImageDraw

    page = Image.effect_noise((1240, 1754), 18).point(lambda v: min(255, v + 110))
    draw = ImageDraw.Draw(page)
    for line in range(60):
        draw.text((120, 100 + line * 26), " ".join(dice.choices(_WORDS, k=12)), fill=20)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()


def _pdf(pages: list[bytes]) -> bytes:
    from PIL import Image

    opened = [Image.open(io.BytesIO(one)) for one in pages]
    out = io.BytesIO()
    opened[0].save(out, "PDF", save_all=True, append_images=opened[1:], resolution=150, quality=60)
    return out.getvalue()


def _books(creditor: "Creditor", folder: Path, debtors: int, each: int) -> None:
    from recoup.intake.operations import import_file

    for file in write_books(folder, debtors, each):
        result = import_file(creditor, file, actor=ACTOR, moment=moment_on(DAY))
        assert result.refused is None and not result.rejected, result.to_json()


def _mail(n: int, sender: str) -> bytes:
    dice = random.Random(n)
    made = EmailMessage()
    made["From"], made["To"] = f"Ann <{sender}>", "ar@northwind.example"
    made["Subject"], made["Message-ID"] = f"Re: Invoice {n}", f"<{n}@debtor.example>"
    made["Date"] = format_datetime(moment_on(DAY - timedelta(days=n % 20)))
    text = "\n".join(" ".join(dice.choices(_WORDS, k=14)) for _ in range(12))
    made.set_content(f"Thank you. We will pay on 14 March 2025.\n{text}\n\nOn Monday you wrote:\n> {text}\n")
    return made.as_bytes()


def capture_mails(home: Path) -> tuple[Cost, int]:
    """10,000 mails of 2,000 debtors from one mbox file. Returns how many were new."""
    creditor = new_home(home)
    _books(creditor, home, 2_000, 2)
    path = home / "mails.mbox"
    box = mailbox.mbox(path)
    for n in range(MAILS):
        box.add(_mail(n, f"ap{n % 2_000}@debtor.example"))
    box.close()
    cost = child(home, "-m", "recoup", "capture", str(path), "--json")
    return cost, int(json.loads(cost.out.splitlines()[-1])["files"][0]["new"])


def verify(home: Path) -> tuple[Cost, int]:
    """A million entries of 2,000 streams: chains, hashes, copies. Returns how many were looked at."""
    from recoup.archive.deeds import deed

    owner = new_home(home).key
    streams = [f"bench-{n}" for n in range(STREAMS)]
    for _ in range(ENTRIES // 20_000):
        with deed(ACTOR, moment_on(DAY), owner, streams) as act:
            for n in range(20_000):
                act.record(streams[n % STREAMS], "bench", facts={"n": n}, amounts={"open_minor": n})
    script = (
        "import django; django.setup(); from recoup.archive.verify import verify_streams\n"
        "done = verify_streams(None); assert not done.faults, done.faults[:3]; print(done.entries)"
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "recoup.config.settings"
    cost = child(home, "-c", script)
    return cost, int(cost.out.splitlines()[-1])
