"""What the pages cost on the large books: milliseconds, questions to the database, and bytes, page by page."""

import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.home import ACTOR, DAY, moment_on, the_creditor

TIMES = 24
"""Requests of each page."""
MOST_MS = 150
MOST_BYTES = 60_000
QUERIES = {
    "debtors": ("", "?show=all", "?q=Debtor+04", "?show=all&page=50", "?q=INV-0777"),
    "outbox": ("", "?tab=not", "?tab=gone"),
    "invoices": ("", "?show=all", "?q=INV-0777", "?show=all&page=100"),
}
"""Of these pages each of these is a page of its own."""


@dataclass
class Page:
    """One page and what it took, each request in milliseconds."""

    name: str
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Of this process alone, so that what else the machine does is left out."""
    queries: int = 0
    size: int = 0

    @property
    def p95(self) -> float:
        """Milliseconds that 19 of 20 requests stay under."""
        return statistics.quantiles(self.ms, n=20)[18]

    @property
    def is_ok(self) -> bool:
        """Whether the bar is met."""
        return self.p95 < MOST_MS and self.size < MOST_BYTES


def measured() -> tuple[list[Page], list[str]]:
    """Every page that opens by an address, and the names of those that these books have no row for."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from recoup.lib.memory import settle

    creditor = the_creditor()
    client = _client(creditor)
    pages, absent = [], []
    asked_for = list(addresses(creditor))
    settle()  # as `serve` does
    for name, address in asked_for:
        if name is None:
            absent.append(address())
            continue
        answer = client.get(address())
        if answer.status_code == 405 or not answer["Content-Type"].startswith("text/html"):
            continue
        if answer.status_code != 200:
            absent.append(f"{name} ({answer.status_code})")
            continue
        page = Page(name)
        with CaptureQueriesContext(connection) as asked:
            client.get(address())
        page.queries = len(asked)
        for _ in range(TIMES):
            url = address()
            began, busy = time.perf_counter(), time.process_time()
            answer = client.get(url)
            page.cpu_ms.append((time.process_time() - busy) * 1000)
            page.ms.append((time.perf_counter() - began) * 1000)
            page.size = max(page.size, len(answer.content))
        pages.append(page)
    return pages, absent


def addresses(creditor: Any) -> Iterator[tuple[str | None, Callable[[], str]]]:
    """Each page of the table of addresses with a maker of its address: another row each time."""
    from django.urls import URLPattern, reverse

    from recoup.web.urls import of_creditor

    rows = _rows(creditor)
    for pattern in of_creditor:
        if not isinstance(pattern, URLPattern) or set(pattern.pattern.converters) - {"pk"}:
            continue
        name = str(pattern.name)
        if "pk" not in pattern.pattern.converters:
            for query in QUERIES.get(name, ("",)):
                url = reverse(name, kwargs={"creditor": creditor.pk}) + query
                yield name + query, lambda url=url: url
            continue
        known = _rows_for(name, str(pattern.pattern), rows)
        if not known:
            yield None, lambda name=name: name
            continue
        yield (
            name,
            lambda name=name, known=known: reverse(
                name, kwargs={"creditor": creditor.pk, "pk": random.choice(known)}
            ),
        )


def _rows_for(name: str, path: str, rows: dict[str, list[int]]) -> list[int]:
    for kind in ("task", "step", "message", "invoice", "debtor"):
        if name.startswith(kind):
            return rows[kind]
    if path.startswith("cases/"):
        return rows["case"]
    return rows["debtor"] if name in ("next_message",) else []


def _rows(creditor: Any) -> dict[str, list[int]]:
    from recoup.cases.models import Case, StepRun, Task
    from recoup.ledger.models import Debtor, Invoice
    from recoup.outreach.models import Message

    models = {
        "task": Task,
        "step": StepRun,
        "message": Message,
        "invoice": Invoice,
        "debtor": Debtor,
        "case": Case,
    }
    return {
        name: list(model.objects.of(creditor).order_by("pk").values_list("pk", flat=True)[:5000])
        for name, model in models.items()
    }


def _client(creditor: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    from recoup.org.models import Membership

    owner = Membership.objects.of(creditor).filter(role="owner").select_related("user").order_by("pk")[0]
    # `serve` takes the key that lies in the home; the session has to be signed with the same
    (settings.HOME / "keys" / "session.key").write_text(settings.SECRET_KEY)
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def over_http(home: Path, session: str, paths: list[str]) -> float:
    """The 95th percentile over real HTTP, in milliseconds, of these addresses in turn."""
    env = {**os.environ, "RECOUP_HOME": str(home)}
    command = [sys.executable, "-u", "-m", "recoup", "serve", "--port", "0"]
    server = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://[^\s/]+", server.stderr.readline())
        assert found is not None
        took = []
        for n in range(TIMES + len(paths)):
            request = urllib.request.Request(
                found[0] + paths[n % len(paths)], headers={"Cookie": f"sessionid={session}"}
            )
            began = time.perf_counter()
            with urllib.request.urlopen(request) as answer:
                answer.read()
            took.append((time.perf_counter() - began) * 1000)
        return statistics.quantiles(took[len(paths) :], n=20)[18]
    finally:
        server.terminate()
        server.wait(timeout=60)


def table(pages: list[Page]) -> str:
    """One line a page, the slowest first."""
    head = f"      {'page':32} {'median':>8} {'p95 ms':>8} {'CPU p95':>8} {'queries':>8} {'KB':>6}"
    return "\n".join([head, *(_line(page) for page in sorted(pages, key=lambda one: -one.p95))])


def _line(page: Page) -> str:
    mark = "ok  " if page.is_ok else "FAIL"
    middle, busy = statistics.median(page.ms), statistics.quantiles(page.cpu_ms, n=20)[18]
    return f"{mark}  {page.name:32} {middle:8.0f} {page.p95:8.0f} {busy:8.0f} {page.queries:8} {page.size / 1000:6.1f}"


def fill() -> None:
    """Something of everything that pages show: some messages out, and calls to make."""
    from recoup.cases.sending import send_ready

    send_ready(the_creditor(), moment=moment_on(DAY), actor=ACTOR, most=60)


def summary(home: Path) -> tuple[float, bool, str]:
    """Seconds of the 95th percentile over all pages together, whether every page meets the bar, and the table."""
    fill()
    pages, absent = measured()
    pooled = statistics.quantiles([ms for page in pages for ms in page.ms], n=20)[18]
    creditor = the_creditor()
    session = _client(creditor).cookies["sessionid"].value
    http = over_http(
        home, session, [f"/{creditor.pk}/{path}" for path in ("", "outbox/", "debtors/", "invoices/")]
    )
    note = f"over HTTP, Today, Outbox, Debtors and Invoices: p95 {http:.0f} ms"
    none = f"\n      not measured, no row of theirs in these books: {', '.join(absent)}" if absent else ""
    return pooled / 1000, all(page.is_ok for page in pages), f"{note}{none}\n{table(pages)}"
