"""`recoup serve`: the pages, in this process, with the day's work beside them."""

import argparse
import signal
import sys
import threading
from datetime import timedelta
from typing import Any, ClassVar

from recoup.cli import home
from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused

THREADS = 6
LARGEST_REQUEST = 64 * 1024 * 1024
WAIT_AFTER_TROUBLE = timedelta(seconds=30)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Command(RecoupCommand):
    """Runs until it is told to stop."""

    help = "serve the pages, and on SQLite do the day's work beside them, until stopped"
    group: ClassVar[str] = "Serve"
    needs_home: ClassVar[bool] = False

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where it listens."""
        parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000; 0: any free")
        parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: 127.0.0.1")
        parser.add_argument("--no-worker", action="store_true", help="the pages only: nothing is sent by it")

    def answer(self, call: Call) -> Answer:
        """Serves; what it says when it has ended."""
        _make_home()
        _check_tables()
        _check_host(call["host"])
        server = _listen(call["host"], call["port"])
        host, port = server.effective_host, server.effective_port
        url = f"http://{host}:{port}/"
        if not call["as_json"]:
            _tell(url)
            _tell_first_link(url)
        stopping = threading.Event()
        worker = None if call["no_worker"] else _start_worker(stopping)
        threading.Thread(target=_get_ready, name="ready", daemon=True).start()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _end)
        try:
            server.run()
        finally:
            stopping.set()
            server.close()
            if worker is not None:
                worker.join(timeout=20)
        return {"url": url, "worker": worker is not None}

    def words(self, answer: Answer, screen: Screen) -> None:
        """A last word."""
        screen.line("The server has ended.")


def _end(*_: Any) -> None:
    raise SystemExit(0)


def _make_home() -> None:
    """An empty home gets its tables and keys, so that the rest can be done in the browser."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from recoup.org.keys import session_key

    home.make()
    if "org_creditor" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
    # the settings were read before there was a key; sessions have to survive the next start
    settings.SECRET_KEY = session_key()


def _check_tables() -> None:
    """Tables of another version would break every page, so it is said here."""
    if home.pending_migrations():
        raise home.not_migrated()


def _check_host(host: str) -> None:
    """Other machines see the pages only over https, which a proxy in front of this server speaks."""
    from django.conf import settings

    if host not in LOOPBACK and settings.PUBLIC.scheme != "https":
        raise Refused(
            "not_private",
            f"On {host} others in the network could read passwords on their way.",
            "--host",
            "Put a proxy with https before it and say its address: RECOUP_URL=https://recoup.firm.example",
        )


def _listen(host: str, port: int) -> Any:
    import waitress
    from django.core.wsgi import get_wsgi_application

    try:
        return waitress.create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=THREADS,
            ident="",
            max_request_body_size=LARGEST_REQUEST,
        )
    except OSError as odd:
        raise Refused(
            "port_in_use",
            f"Nothing can be served at {host}:{port}: {odd.strerror}.",
            "--port",
            "Give another port, like --port 8001.",
        ) from odd


def _tell(url: str) -> None:
    print(f"Recoup is at {url}", file=sys.stderr)
    login = demo_login()
    if login is not None:
        print(f"Log in as {login[0]} with the password {login[1]}", file=sys.stderr)
    print("Ctrl+C ends it.", file=sys.stderr, flush=True)


def _tell_first_link(url: str) -> None:
    """Where there is no creditor yet: the link with which the first user is made."""
    from recoup.org import first_link

    token = first_link.new()
    if token is None:
        return
    print("There is no creditor here yet. Open this link to begin; it works once, and for nobody without it:",
          file=sys.stderr)  # fmt: skip
    print(f"{url}welcome/{token}/", file=sys.stderr, flush=True)


def demo_login() -> tuple[str, str] | None:
    """The owner's address and password of a home that only tries things out; None for any other.

    The password is random, made at the first call and kept beside the home's keys.
    """
    from recoup.org.models import Creditor, User
    from recoup.org.operations import first_password
    from recoup.org.queries import acting_user

    creditor = Creditor.objects.order_by("pk").first()
    if creditor is None or Creditor.objects.filter(is_test=False).exists():
        return None
    owner = acting_user(creditor, None)
    kept = home.folder() / "keys" / "demo.password"
    password = first_password(owner.user_id)
    if password is not None:
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(password)
    elif kept.is_file():
        password = kept.read_text()
        if not User.objects.get(pk=owner.user_id).check_password(password):
            return None
    return (owner.email, password) if password else None


def _get_ready() -> None:
    """What the first view of a page would wait for: large libraries, calendars, and the figures over all the books."""
    from django.db import connection
    from django.urls import get_resolver

    from recoup.cases.facts import context
    from recoup.cases.tasks import moment_for
    from recoup.documents import pdf  # noqa: F401 - to be loaded, not to be used
    from recoup.insight import standing
    from recoup.lib.memory import settle
    from recoup.org.models import Creditor

    try:
        _ = get_resolver().url_patterns
        for creditor in Creditor.objects.order_by("pk"):
            ctx = context(creditor, moment_for(creditor))
            ctx.facts.calendar.is_working(ctx.today)
            standing.count_all(creditor, ctx.today)
    except Exception as odd:  # only a warming-up: the pages work without it
        home.write_down(odd)
    finally:
        connection.close()
    settle()


def _start_worker(stopping: threading.Event) -> threading.Thread | None:
    """The worker's loop in a thread; on a database server workers are processes of their own."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return None
    thread = threading.Thread(target=_work, args=(stopping,), name="worker", daemon=True)
    thread.start()
    return thread


def _work(stopping: threading.Event) -> None:
    from django.db import connection

    from recoup.cases.tasks import work

    while not stopping.is_set():
        try:
            work(stopping=stopping)
        except Exception as odd:  # the worker goes on; what happened is written down
            home.write_down(odd)
            stopping.wait(WAIT_AFTER_TROUBLE.total_seconds())
        finally:
            connection.close()
