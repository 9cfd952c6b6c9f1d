"""Long work in the background: asked for once, done once, and never left in doubt."""

from typing import Any

import pytest
from tests import builders

from recoup.cases import jobs
from recoup.cases.models import Job, JobState
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

BY: dict[str, Any] = {"actor": builders.ACTOR, "moment": builders.MOMENT}


@pytest.fixture
def creditor(db: None) -> Creditor:
    return builders.creditor()


def double(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    progress.show("counting", 1, 2)
    return {"twice": 2 * int(job.asked.strip('{}"n: '))}


def test_work_that_is_under_way_is_not_asked_for_again(creditor: Creditor) -> None:
    one = jobs.ask(creditor, "double", "x", {"n": 4}, **BY)
    assert jobs.ask(creditor, "double", "x", {"n": 5}, **BY) == one
    assert jobs.work_jobs(creditor, {"double": double}) == 1
    one.refresh_from_db()
    assert one.state == JobState.DONE and jobs.answer_of(one) == {"twice": 8}
    assert jobs.ask(creditor, "double", "x", {"n": 5}, **BY) != one


def test_a_job_is_done_by_one_alone(creditor: Creditor) -> None:
    job = jobs.ask(creditor, "double", "x", {"n": 4}, **BY)
    same = Job.objects.get(pk=job.pk)
    jobs.do(job, {"double": double})
    jobs.do(same, {"double": lambda *_: pytest.fail("done twice")})


def test_a_refusal_is_kept_in_words(creditor: Creditor) -> None:
    def refuse(*_: Any) -> dict[str, Any]:
        raise Refused("no", "Not so.", "here", "Mend it.")

    job = jobs.ask(creditor, "refuse", "x", {}, **BY)
    jobs.do(job, {"refuse": refuse})
    assert job.state == JobState.FAILED
    assert jobs.answer_of(job)["refused"] == {
        "code": "no",
        "what": "Not so.",
        "where": "here",
        "how": "Mend it.",
    }


def test_work_whose_process_died_has_failed(creditor: Creditor) -> None:
    job = jobs.ask(creditor, "double", "x", {"n": 4}, **BY)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, lease_owner="elsewhere/1/1", lease_until="2020-01-01T00:00Z"
    )
    jobs.recover_jobs(creditor)
    job.refresh_from_db()
    assert job.state == JobState.FAILED and jobs.answer_of(job)["refused"]["code"] == jobs.INTERRUPTED


def test_what_was_said_to_be_done_within_the_work_stays(creditor: Creditor) -> None:
    def early(job: Job, progress: jobs.Progress) -> dict[str, Any]:
        progress.finish({"said": "first"})
        return {"said": "second"}

    job = jobs.ask(creditor, "early", "x", {}, **BY)
    jobs.do(job, {"early": early})
    assert jobs.answer_of(job) == {"said": "first"}
