"""The commands for people's deeds: one object each, refusals in words, the case as it stands then."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import World, world

from recoup.cases.models import StepRun
from recoup.cases.people import unsure
from recoup.cli.main import run
from recoup.outreach.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def w(monkeypatch: pytest.MonkeyPatch) -> World:
    """A case whose call is to be made, in a home that the command line takes."""
    monkeypatch.setattr("recoup.cli.home.require", lambda: None)
    made = world()
    made.run_until("phone")
    return made


def recoup(w: World, capsys: Any, *words: object) -> tuple[int, Any]:
    """Runs one command on the world's day; its exit code and what it printed."""
    dated = [] if "--help" in words else ["--date", w.day.isoformat()]
    capsys.readouterr()
    code = run([str(words[0]), *map(str, words[1:]), *dated, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_day_of_a_credit_controller(w: World, capsys: Any, tmp_path: Path) -> None:
    task, case, number = w.task("phone").pk, w.case.pk, w.debtor.number
    for words, key in [
        (("record", "--task", task, "--result", "no_answer", "--at", "15:30"), "result"),
        (("record", "--task", task, "--result", "spoke_will_check", "--text", "call again in April"), "case"),
        (("promise", case, "--amount", "1,000.00", "--on", w.day + 3 * DAY), "promise"),
        (("plan", case, "--parts", 3, "--first", w.day + 9 * DAY), "instalments"),
        (("approve",), "waiting"),
        (("hold", "--case", case, "--until", w.day + 2 * DAY, "--reason", "on leave"), "hold"),
        (("dispute", "--invoice", w.invoice.number, "--amount", "12.50", "--type", "price"), "dispute"),
        (("cause", case, "portal"), "effect"),
        (("contact", number, "--name", "Eve", "--phone", "+442079460001", "--in-charge"), "contacts"),
        (("treat", number, "--automation", "draft", "--distance", 12), "automation"),
        (("step", "--case", case, "--to", 4, "--reason", "they are round the corner"), "case"),
        (("statement", number, "-o", tmp_path / "s.pdf", "--send"), "file"),
        (("letters",), "letters"),
        (("unsure",), "steps"),
    ]:
        code, answer = recoup(w, capsys, *words)
        assert code == 0, answer
        assert key in answer, words
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    document = tmp_path / f"{w.invoice.number}.pdf"
    document.write_bytes(b"%PDF-1.7")
    for words in (("exhibit", w.invoice.number, document), ("exhibit", "--folder", tmp_path)):
        code, answer = recoup(w, capsys, *words)
        assert code == 0
        assert document.name in answer["added"]


def test_what_cannot_be_is_refused_and_nothing_written(w: World, capsys: Any) -> None:
    task, case = w.task("phone").pk, w.case.pk
    for words, refused in [
        (("record", "--task", task, "--result", "posted"), "result_does_not_fit"),
        (("record", "--task", 999, "--result", "no_answer"), "no_such_task"),
        (("record", "--result", "no_answer"), "missing"),
        (("promise", case, "--amount", "1.005", "--on", w.day), "bad_amount"),
        (("hold", "--case", case, "--until", w.day, "--reason", "x"), "date_in_past"),
        (("dispute", "--invoice", "NONE-1"), "no_such_invoice"),
        (("step", "--case", case), "missing"),
        (("approve", "--step", 999), "no_such_step"),
        (("letters", "posted", "--batch", "none"), "no_letters"),
        (("unsure", 999, "sent"), "no_such_step"),
    ]:
        code, answer = recoup(w, capsys, *words)
        assert (code, answer["error"]["code"]) == (1, refused), words
    assert w.task("phone") is not None


@pytest.mark.parametrize("was_sent", [True, False])
def test_somebody_says_whether_it_went_out(w: World, was_sent: bool) -> None:
    step = w.step(rung=1)
    StepRun.objects.filter(pk=step.pk).update(state="unsure", done_on=None)
    Message.objects.filter(pk=step.message_id).update(state="unsure")
    (settled,) = unsure.settle(w.creditor, step.pk, was_sent=was_sent, **w.by)
    assert settled.state == ("done" if was_sent else "ready")
    assert Message.objects.get(pk=step.message_id).state == ("sent" if was_sent else "ready")
