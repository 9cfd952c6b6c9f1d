"""The pages of a debt in professional hands, as they are used."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.firms import Firm, client_of, firm

from recoup.archive.queries import Narrow, entries
from recoup.cases import jobs
from recoup.cases.formal.placing import searching
from recoup.cases.models import Job, Task
from recoup.cases.tasks import DOERS
from recoup.recourse.models import Placement, Professional, Remittance, SearchOrder


@pytest.fixture
def north(db: None) -> Firm:
    return firm("north")


def professional(client: Client, of: Firm, **more: str) -> Professional:
    """Entered on the page."""
    form = {
        "name": "Swift Recovery", "kind": "agency", "currency": "GBP", "licence": "FCA 1", "email": "in@swift.example",
        "data_terms_on": "2025-01-01", "checked_on": "2025-02-01", "percent1": "15", "vat_percent": "20",
        "recall_days": "14", "delivery": "download", "sftp_port": "22", **more,
    }  # fmt: skip
    answer = client.post(of.url("settings/professionals/new/"), form)
    assert answer.status_code == 302, answer.content.decode()
    return Professional.objects.get(name=form["name"])


def do_jobs(of: Firm) -> None:
    for job in Job.objects.of(of.creditor).filter(state="waiting"):
        jobs.do(job, DOERS)


def test_from_the_list_of_professionals_to_their_money(north: Firm) -> None:
    owner, manager = client_of(north.users["owner"]), client_of(north.users["manager"])
    case = north.world.case
    base = f"cases/{case.pk}/placement/"
    assert "Nobody is entered yet" in owner.get(north.url(base)).content.decode()
    party = professional(owner, north)
    form = {"professional": party.pk, "reason": "Three promises broken"}
    refused = owner.post(north.url(base + "ask/"), form)
    assert refused.status_code == 422 and "No formal demand" in refused.content.decode()
    assert "Three promises broken" in refused.content.decode()
    decided = {"by_decision": "yes", "knows_means": "yes", "is_clear": "yes"}
    assert owner.post(north.url(base + "ask/"), {**form, **decided}).status_code == 302
    made = Placement.objects.get(creditor=north.creditor)
    mine = owner.post(north.url(base + "decide/"), {"placement": made.pk, "decide": "yes"})
    assert mine.status_code == 422 and "asked for themselves" in mine.content.decode()
    assert (
        manager.post(north.url(base + "decide/"), {"placement": made.pk, "decide": "yes"}).status_code == 302
    )
    assert owner.post(north.url(base + "hand/"), {"placement": made.pk, "by": "download"}).status_code == 302
    assert "The package is being made." in owner.get(north.url(base)).content.decode()
    do_jobs(north)
    zipped = owner.get(north.url(f"{base}{made.pk}/package/"))
    assert zipped.content[:2] == b"PK" and made.reference in zipped["Content-Disposition"]
    assert (
        owner.post(north.url(base + "end/"), {"placement": made.pk, "deed": "handed", "on": ""}).status_code
        == 302
    )
    page = owner.get(north.url(base)).content.decode()
    assert "Nothing goes to the debtor from us." in page and "Ask it back" in page
    formal = owner.get(north.url(f"cases/{case.pk}/formal/")).content.decode()
    assert "Swift Recovery have it since" in formal

    report = (
        "reference,invoice,id,on,currency,gross,commission,vat,net,status\n"
        f"{made.reference},,77,2025-03-10,GBP,1000.00,150.00,30.00,820.00,paying\n"
        "RC-UNKNOWN,,78,2025-03-10,GBP,50.00,7.50,1.50,41.00,\n"
    )
    for known in ("1 payment taken in", "2 known before"):
        sent = {"professional": party.pk, "file": SimpleUploadedFile("march.csv", report.encode())}
        page = owner.post(north.url("settings/professionals/money/read/"), sent).content.decode()
        assert known in page
    assert Remittance.objects.filter(placement=made).count() == 1
    north.world.invoice.refresh_from_db()
    assert north.world.invoice.open_minor == 400_000
    row = Remittance.objects.get(placement__isnull=True)
    settle = north.url("settings/professionals/money/settle/")
    answer = owner.post(settle, {"deed": "belongs", "remittance": row.pk, "reference": made.reference})
    assert answer.status_code == 302
    table = owner.get(north.url("settings/professionals/")).content.decode()
    assert "£1,050.00" in table and "21%" in table


def test_the_secret_is_never_shown_again_and_kept_when_left_empty(north: Firm) -> None:
    owner = client_of(north.users["owner"])
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3m0sXqB1pS1mOqkX2vGm9n0rV0q8h1fW1l9mY4y4cZ"
    more = {"delivery": "sftp", "sftp_host": "sftp.swift.example", "sftp_user": "north", "sftp_host_key": key,
            "sftp_secret": "s3cret-word"}  # fmt: skip
    party = professional(owner, north, **more)
    assert "s3cret-word" not in party.sftp_secret and party.sftp_secret.startswith("sealed:")
    page = owner.get(north.url(f"settings/professionals/{party.pk}/")).content.decode()
    assert "s3cret-word" not in page and "sealed:" not in page and "SHA256:" in page
    again = {**more, "sftp_secret": "", "name": "Swift Recovery", "kind": "agency", "currency": "GBP"}
    owner.post(north.url(f"settings/professionals/{party.pk}/"), again)
    was = party.sftp_secret
    party.refresh_from_db()
    assert party.sftp_secret == was


def test_what_was_typed_survives_a_refusal(north: Firm) -> None:
    owner = client_of(north.users["owner"])
    form = {"name": "Half & Co", "kind": "lawyer", "currency": "GBP", "percent1": "many"}
    answer = owner.post(north.url("settings/professionals/new/"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Half &amp; Co" in page and "no percentage" in page


def test_a_found_address_is_taken_over_with_its_source(north: Firm) -> None:
    owner = client_of(north.users["owner"])
    party = professional(owner, north, name="Finders", kind="investigator")
    wanted = searching.Wanted("address", "To serve the demand", "Public registers", 0)
    made = searching.order(north.creditor, north.world.case.pk, party.pk, wanted, **north.world.by)
    base = f"cases/{north.world.case.pk}/placement/"
    taken = {"search": made.pk, "street": "2 Low Street", "postal_code": "LS1 4AP", "city": "Leeds"}
    assert owner.post(north.url(base + "address/"), taken).status_code == 422, "nothing is found yet"
    result = "They have moved to 2 Low Street, Leeds LS1 4AP."
    searching.answer(north.creditor, made.pk, result, is_found=True, **north.world.by)
    page = owner.get(north.url(base)).content.decode()
    assert 'value="2 Low Street"' in page and 'value="LS1 4AP"' in page and 'value="Leeds"' in page
    missing = owner.post(north.url(base + "address/"), {**taken, "city": "", "street": "3 Low Street"})
    assert missing.status_code == 422 and 'value="3 Low Street"' in missing.content.decode()
    for _twice in range(2):
        assert owner.post(north.url(base + "address/"), taken).status_code == 302
    debtor = north.world.debtor
    debtor.refresh_from_db()
    assert (debtor.street, debtor.postal_code, debtor.city) == ("2 Low Street", "LS1 4AP", "Leeds")
    (entry,) = entries(north.creditor.key, debtor.stream_key, which=Narrow(kinds=("address.changed",)))
    assert entry.facts["search"] == made.pk and entry.facts["source"] == "investigators"
    assert "Take it over" not in owner.get(north.url(base)).content.decode()


def test_a_search_with_purpose_and_result(north: Firm) -> None:
    owner = client_of(north.users["owner"])
    party = professional(owner, north, name="Finders", kind="investigator")
    base = f"cases/{north.world.case.pk}/placement/"
    form = {
        "professional": party.pk,
        "kind": "assets",
        "purpose": "To sue",
        "sources": "Registers",
        "cost": "90",
    }
    early = owner.post(north.url(base + "search/"), form)
    assert early.status_code == 422 and "out of proportion" in early.content.decode()
    assert owner.post(north.url(base + "search/"), {**form, "kind": "address"}).status_code == 302
    order = SearchOrder.objects.get(creditor=north.creditor)
    found = {"search": order.pk, "deed": "found", "result": "Moved to 2 Low Street", "name": "Pat Found",
             "phone": "+44 20 7946 0001", "cost": "95"}  # fmt: skip
    assert owner.post(north.url(base + "found/"), found).status_code == 302
    assert north.world.debtor.contacts.filter(name="Pat Found").exists()
    page = owner.get(north.url(base)).content.decode()
    assert "Moved to 2 Low Street" in page and "To sue" in page and "£95.00" in page


def test_another_creditors_debt_is_not_placed(north: Firm) -> None:
    south = firm("south")
    mine, theirs = client_of(north.users["owner"]), client_of(south.users["owner"])
    party = professional(theirs, south)
    case = north.world.case
    asked = {
        "professional": party.pk,
        "reason": "x",
        "by_decision": "yes",
        "knows_means": "yes",
        "is_clear": "yes",
    }
    assert mine.post(north.url(f"cases/{case.pk}/placement/ask/"), asked).status_code == 404
    assert mine.get(north.url(f"settings/professionals/{party.pk}/")).status_code == 404
    assert mine.get(north.url(f"cases/{south.world.case.pk}/placement/")).status_code == 404
    assert not Placement.objects.exists()


def test_whoever_decides_sees_it_today_and_is_led_there(north: Firm) -> None:
    """A yes or no is shown on the day it is asked for, and is not ticked off without being said."""
    owner, manager = client_of(north.users["owner"]), client_of(north.users["manager"])
    w = north.world
    Task.objects.create(
        creditor=w.creditor, debtor=w.debtor, case=w.case, kind="demand", due_on=w.day, opened_on=w.day
    )
    party = professional(owner, north)
    asked = {
        "professional": party.pk,
        "reason": "Late",
        "by_decision": "yes",
        "knows_means": "yes",
        "is_clear": "yes",
    }
    base = f"cases/{w.case.pk}/placement/"
    owner.post(north.url(base + "ask/"), asked)
    task = w.task("approve_placement")
    assert task is not None and task.due_on > w.day
    today = manager.get(north.url()).content.decode()
    assert "Decide on handing a debt to professionals. By " in today
    opened = manager.get(north.url(f"tasks/{task.pk}/")).content.decode()
    assert f'href="{north.url(base)}"' in opened and "Go to the professionals" in opened
    assert 'value="done"' not in opened and 'value="note"' in opened
    made = Placement.objects.get(creditor=north.creditor)
    manager.post(north.url(base + "decide/"), {"placement": made.pk, "decide": "yes"})
    assert w.task("approve_placement") is None and w.task("demand") is None
    page = owner.get(north.url(base)).content.decode()
    assert "15% of what comes" in page and "VAT of 20% on top of the commission" in page
