"""The evidence of a debtor on pages: the file made and taken, holds, persons erased by two, the seals."""

import io
import zipfile
from urllib.parse import urlencode

from tests.web.firms import Firm, client_of

from recoup.archive.models import Seal
from recoup.archive.queries import entries
from recoup.cases import jobs
from recoup.cases.bundles import keeping
from recoup.cases.models import Erasure, Job, LegalHold
from recoup.cases.tasks import DOERS
from recoup.ledger.models import Contact


def at(firm: Firm, path: str = "") -> str:
    return firm.url(f"debtors/{firm.world.debtor.pk}/evidence/{path}")


def test_an_evidence_file_is_made_in_the_background_and_taken(north: Firm) -> None:
    client = client_of(north.users["controller"])
    asked = {"case": north.world.case.pk, "recipient": "court", "language": "de"}
    assert client.post(at(north, "make/"), asked).status_code == 302
    assert "is being made" in client.get(at(north)).content.decode()
    assert jobs.work_jobs(north.creditor, DOERS) == 1
    job = Job.objects.get(kind=keeping.KIND)
    assert job.state == "done", job.answer
    page = client.get(at(north)).content.decode()
    assert jobs.answer_of(job)["manifest"] in page
    got = client.get(at(north, f"file/?case={north.world.case.pk}"))
    whole = b"".join(got.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    assert client.get(at(north, "file/?case=x")).status_code == 404


def test_a_legal_hold_is_set_and_ended_with_a_reason(north: Firm) -> None:
    client = client_of(north.users["manager"])
    assert client.post(at(north, "hold/"), {"reason": " "}).status_code == 422
    client.post(at(north, "hold/"), {"reason": "claim filed"})
    assert "claim filed" in client.get(at(north)).content.decode()
    whom = f"erase/?{urlencode({'contact': north.world.contact.pk})}"
    page = client.get(at(north, whom)).content.decode()
    assert "claim filed" in page and "Ask for the erasure" not in page
    client.post(at(north, "hold/"), {"reason": "settled", "end": "yes"})
    assert LegalHold.objects.get().release_reason == "settled"


def test_one_asks_for_an_erasure_and_another_approves(north: Firm) -> None:
    contact = north.world.contact
    asked = {"contact": contact.pk, "ground": "objection", "wanted_by": "person"}
    owner, manager = client_of(north.users["owner"]), client_of(north.users["manager"])
    undecided = owner.post(at(north, "erase/"), asked)
    assert undecided.status_code == 422 and "a person decides" in undecided.content.decode()
    assert owner.post(at(north, "erase/"), {**asked, "is_decided": "yes"}).status_code == 302
    made = Erasure.objects.get()
    mine = owner.post(at(north, "decide/"), {"request": made.pk, "decide": "yes"})
    assert mine.status_code == 422 and Contact.objects.get(pk=contact.pk).name == contact.name
    assert contact.name in manager.get(at(north)).content.decode()
    assert manager.post(at(north, "decide/"), {"request": made.pk, "decide": "yes"}).status_code == 302
    assert Contact.objects.get(pk=contact.pk).name == "erased"
    assert contact.email not in manager.get(at(north)).content.decode()
    assert manager.get(north.url(f"debtors/{north.world.debtor.pk}/")).status_code == 200


def test_what_is_held_on_somebody_is_given_out(north: Firm) -> None:
    client = client_of(north.users["auditor"])
    got = client.post(at(north, "held/"), {"contact": north.world.contact.pk})
    whole = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content)))  # type: ignore[attr-defined]
    assert north.world.contact.email in whole.read("held.json").decode()
    assert client.post(at(north, "held/"), {"contact": "999999"}).status_code == 404


def test_the_seals_are_shown_made_and_sent_outside(north: Firm) -> None:
    client = client_of(north.users["owner"])
    page = client.get(north.url("settings/record/")).content.decode()
    assert "Nobody outside keeps the seals" in page
    client.post(north.url("settings/record/seal/"))
    assert Seal.objects.filter(owner=north.creditor.key).count() == 1
    client.post(north.url("settings/record/"), {"seal.mail_to": "law@firm.example"})
    page = client.get(north.url("settings/record/")).content.decode()
    assert "law@firm.example" in page and "Nobody outside" not in page and "not stamped" in page


def test_an_entry_gets_another_class_with_its_reason(north: Firm) -> None:
    debtor = north.world.debtor
    seq = entries(north.creditor.key, debtor.stream_key)[-1].seq
    path = north.url(f"debtors/{debtor.pk}/record/{seq}/")
    owner = client_of(north.users["owner"])
    form = {"class": "privileged", "reason": "", "once": "same"}
    refused = owner.post(f"{path}-/class/", form)
    assert refused.status_code == 422 and "needs its reason" in refused.content.decode()
    for _ in range(2):
        assert owner.post(f"{path}-/class/", form | {"reason": "advice on this debt"}).status_code == 302
    made = [one for one in entries(north.creditor.key, debtor.stream_key) if one.kind == "class.changed"]
    assert [(one.facts["entry"], one.facts["class"]) for one in made] == [(seq, "privileged")]
    assert "between us and our lawyer" in owner.get(path).content.decode()
    assert "Change its class" not in client_of(north.users["auditor"]).get(path).content.decode()
