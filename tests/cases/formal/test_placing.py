"""A debt in professional hands, from the asking to its end: who may, what stops, what is frozen."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from tests.cases.formal.placements import (
    agency,
    asked,
    do,
    placed,
    position_of,
)
from tests.cases.people.worlds import World, at

from recoup.archive.queries import read
from recoup.cases.formal.placing import asking, ending, handing
from recoup.cases.models import StepRun
from recoup.cases.sending import send_ready
from recoup.ladder.gate import gate
from recoup.ladder.planner import plan
from recoup.ladder.verdict import Ask, Step, Stop, Why
from recoup.ladder.verdict import Refused as GateRefused
from recoup.lib.errors import Refused
from recoup.outreach.models import Message


def test_from_asking_to_the_hands_of_the_agency(at_work: World) -> None:
    w = at_work
    party = agency(w)
    made = asked(w, party)
    assert (made.state, made.claim_minor) == ("asked", 500_000)
    assert w.task("approve_placement") is not None
    asking.decide(w.creditor, made.pk, is_granted=True, **w.by_owner)
    assert w.task("phone") is None and w.task("hand_over") is not None
    job = do(w.creditor, handing.start(w.creditor, made.pk, "download", **w.by))
    assert job.state == "done", job.answer
    made.refresh_from_db()
    data = read(w.creditor.key, made.package).data
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        claim = json.loads(zipped.read("claim.json"))
        assert set(zipped.namelist()) == {
            "README.txt", "claim.json", "claim.schema.json", "claim.csv", "contacts.csv", "evidence.zip",
        }  # fmt: skip
        assert made.reference in zipped.read("claim.csv").decode("utf-8-sig")
    assert claim["total"] == "5000.00" and claim["invoices"][0]["claimed"] == "5000.00"
    assert claim["contacts"][0]["email"] == w.contact.email
    handing.handed(w.creditor, made.pk, "download", **w.by)
    handing.handed(w.creditor, made.pk, "download", **w.by)
    assert StepRun.objects.filter(case=w.case, kind="placement", state="done").count() == 1
    assert w.task("hand_over") is None


def test_nothing_is_planned_and_nothing_passes_the_gate_while_it_is_placed(at_work: World) -> None:
    w = at_work
    made = placed(w)
    later = w.day + timedelta(days=30)
    position = position_of(w, later)
    assert position.is_placed
    verdicts = plan(position, later)
    assert verdicts and all(isinstance(one, Stop) and one.why == Why("placed") for one in verdicts.values())
    case = position.cases[0]
    step = Step(
        case.key, 2, case.round, "email", "email", w.contact.pk, "neutral", "second", Why("no_answer")
    )
    assert gate(step, position, at(later)) == GateRefused(Why("placed"))
    before = Message.objects.count()
    for days in range(1, 40):
        w.run(made.placed_on + timedelta(days=days))
        send_ready(w.creditor, moment=at(w.day), actor="system")
    assert Message.objects.count() == before
    assert not StepRun.objects.filter(case=w.case, state__in=("ready", "planned", "task")).exists()
    assert w.task("placement_review") is None


def test_after_sixty_days_somebody_is_asked_and_again_thirty_days_on(at_work: World) -> None:
    w = at_work
    made = placed(w)
    w.run(made.placed_on + timedelta(days=60))
    task = w.task("placement_review")
    assert task is not None
    assert isinstance(plan(position_of(w, w.day), w.day)[0], Ask)
    w.record("done", task=task, text="They are in talks")
    made.refresh_from_db()
    assert made.review_on == w.day + timedelta(days=30)
    w.run(w.day + timedelta(days=29))
    assert w.task("placement_review") is None
    w.run(w.day + timedelta(days=1))
    assert w.task("placement_review") is not None
    ending.keep(w.creditor, made.pk, "One month more", **w.by)
    assert w.task("placement_review") is None


def test_recalled_with_notice_and_the_case_goes_on_where_it_was(at_work: World) -> None:
    w = at_work
    rung = w.case.rung
    made = placed(w)
    ending.recall(w.creditor, made.pk, "They do nothing", **w.by)
    made.refresh_from_db()
    assert made.recall_from_on == w.day + timedelta(days=14)
    task = w.task("confirm_recall")
    assert task is not None and task.due_on == made.recall_from_on
    assert position_of(w, w.day).is_placed
    ending.confirm_recall(w.creditor, made.pk, **w.by)
    assert not position_of(w, w.day).is_placed and w.task("confirm_recall") is None
    w.run(w.day + timedelta(days=1))
    assert w.case.rung == rung + 1 and w.case.state == "open"
    assert w.case.why_code != "placed"
    with pytest.raises(Refused) as again:
        ending.confirm_recall(w.creditor, made.pk, **w.by)
    assert again.value.code == "placement_moved"


@pytest.mark.parametrize(("deed", "end"), [(ending.returned, "uncollectable"), (ending.close, "closed")])
def test_returned_or_closed_it_is_ours_again(at_work: World, deed: Any, end: str) -> None:
    made = placed(at_work)
    deed(at_work.creditor, made.pk, "Nothing to be had", **at_work.by)
    made.refresh_from_db()
    assert (made.state, made.end) == ("ended", end)
    assert not position_of(at_work, at_work.day).is_placed
