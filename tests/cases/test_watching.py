"""The watch list asked of registers behind a real HTTP server on this machine."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.cases.formal.solvency.watching import recheck, watch, watch_open
from recoup.org.models import Creditor
from recoup.org.settings import set_setting
from recoup.recourse.models import Hit, Watch

pytestmark = pytest.mark.django_db
OPENED = {"cases": [{"number": "1", "type": "creditors-voluntary-liquidation",
                     "dates": [{"type": "wound-up-on", "date": "2025-02-20"}],
                     "practitioners": [{"name": "Ann Keeper"}]}]}  # fmt: skip
ACTIVE = {"company_number": "01234567", "company_name": "SINKING SHIPS LTD", "company_status": "active"}


class Register:
    """Answers by path, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, object]] = {}
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    def says(self, path: str, answer: object, status: int = 200) -> None:
        self.answers[path] = (status, answer)


@pytest.fixture
def register() -> Iterator[Register]:
    made = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, self.headers.get("Authorization", "")))
            status, answer = made.answers.get(self.path.partition("?")[0], (404, {}))
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def with_key(creditor: Creditor, register: Register) -> None:
    by = {"actor": "system", "moment": builders.MOMENT}
    set_setting(creditor, "registers.companies_house_key", "secret-key", **by)
    set_setting(creditor, "registers.companies_house_url", register.url, **by)


@pytest.fixture
def w(register: Register) -> World:
    made = world(register_number="1234567", name="Sinking Ships Ltd")
    with_key(made.creditor, register)
    watch(made.creditor, made.debtor, **made.by)
    return made


def ask(w: World) -> tuple[int, int, int]:
    done = recheck(w.creditor, **w.by)
    return done.debtors, done.hits, done.faults


def test_a_sound_company_is_asked_once_a_day(w: World, register: Register) -> None:
    register.says("/company/01234567", ACTIVE)
    assert ask(w) == (1, 0, 0) and ask(w) == (0, 0, 0)
    assert [path for path, _ in register.asked] == ["/company/01234567/insolvency", "/company/01234567"]
    assert base64.b64decode(register.asked[0][1].removeprefix("Basic ")) == b"secret-key:"
    assert Watch.objects.get().asked_on == w.day and not Hit.objects.exists()


def test_an_insolvency_that_a_register_tells_stops_everything(w: World, register: Register) -> None:
    register.says("/company/01234567/insolvency", OPENED)
    assert ask(w) == (1, 1, 0)
    w.debtor.refresh_from_db()
    assert str(w.debtor.insolvent_on) == "2025-02-20"
    Watch.objects.update(asked_on=None)
    assert ask(w) == (1, 0, 0) and Hit.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, {}), (429, {}), (401, {}), (200, b"<html>sign in</html>"), (200, b'{"cases": [')],
)
def test_what_does_not_answer_is_said_and_asked_again_later(
    w: World, register: Register, status: int, answer: object
) -> None:
    register.says("/company/01234567/insolvency", answer, status)
    assert ask(w) == (1, 0, 1) and ask(w) == (0, 0, 0)
    row = Watch.objects.get()
    assert row.asked_on is None and row.fault and "secret-key" not in row.fault


def test_a_private_address_is_refused_for_who_is_real(w: World, register: Register) -> None:
    Creditor.objects.filter(pk=w.creditor.pk).update(is_test=False)
    w.creditor.refresh_from_db()
    assert ask(w) == (1, 0, 1) and not register.asked
    assert "private network" in Watch.objects.get().fault


def test_without_a_key_nothing_is_asked(register: Register) -> None:
    made = world(register_number="1234567")
    watch(made.creditor, made.debtor, **made.by)
    assert ask(made) == (0, 0, 0) and not register.asked


def test_bodacc_is_asked_by_siren(register: Register) -> None:
    made = world(country="FR", register_number="RCS Lyon 552 100 554", name="Exemple Distribution")
    set_setting(
        made.creditor,
        "registers.bodacc_url",
        f"{register.url}/records",
        actor="system",
        moment=builders.MOMENT,
    )
    watch(made.creditor, made.debtor, **made.by)
    record = {"id": "A1", "familleavis": "collective", "registre": ["552 100 554"], "dateparution": "2025-03-01",
              "jugement": json.dumps({"nature": "Jugement d'ouverture de liquidation judiciaire"})}  # fmt: skip
    register.says("/records", {"results": [record]})
    assert ask(made) == (1, 1, 0)
    assert "552100554" in register.asked[0][0]
    assert Hit.objects.get().matched_by == "number"


def test_the_list_is_kept_by_hand_or_filled_with_all_that_are_pursued(register: Register) -> None:
    made = world()
    made.run()
    assert watch_open(made.creditor, **made.by) == 1 and watch_open(made.creditor, **made.by) == 0
    assert not watch(made.creditor, made.debtor, **made.by)
    assert watch(made.creditor, made.debtor, is_watched=False, **made.by) and not Watch.objects.exists()


def test_the_key_is_sealed(w: World) -> None:
    from recoup.org.models import Setting

    (row,) = Setting.objects.filter(key="registers.companies_house_key")
    assert "secret-key" not in row.value and at(w.day)
