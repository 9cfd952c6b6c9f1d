"""The watch list on its page: files loaded, notices decided, keys kept sealed."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.firms import Firm, client_of

from recoup.recourse.models import Hit, Watch


def notice(firm: Firm, **more: str) -> SimpleUploadedFile:
    row = {"id": "1", "company": firm.world.debtor.name, "company_number": "", "type": "Appointment of Liquidators",
           "published": "2025-02-27", **more}  # fmt: skip
    return SimpleUploadedFile("week.json", json.dumps([row]).encode())


def test_a_file_is_loaded_and_a_person_says_whether_it_is_them(north: Firm) -> None:
    client = client_of(north.users["controller"])
    page = client.post(north.url("watch/load/"), {"file": notice(north)}).content.decode()
    assert "1 notice read, from a gazette" in page and "Somebody else: go on" in page
    hit = Hit.objects.get()
    means = client.get(north.url(f"cases/{north.world.case.pk}/means/")).content.decode()
    assert "found by name alone" in means and "It is them: stop for good" in means
    card = client.get(north.url(f"cases/{north.world.case.pk}/formal/")).content.decode()
    assert "say whether it is them" in card
    answer = client.post(north.url(f"watch/hits/{hit.pk}/"), {"is": "theirs", "case": north.world.case.pk})
    assert answer["Location"].endswith(f"cases/{north.world.case.pk}/means/")
    north.world.debtor.refresh_from_db()
    assert str(north.world.debtor.insolvent_on) == "2025-02-27"
    assert (
        "They are insolvent" in client.get(north.url(f"cases/{north.world.case.pk}/means/")).content.decode()
    )


def test_what_is_no_registers_file_is_said(north: Firm) -> None:
    client = client_of(north.users["controller"])
    bad = SimpleUploadedFile("holiday.json", b'{"insolvency": [')
    answer = client.post(north.url("watch/load/"), {"file": bad})
    assert answer.status_code == 422 and "cut off or damaged" in answer.content.decode()
    assert client.post(north.url("watch/load/"), {}).status_code == 422


def test_another_creditors_notice_cannot_be_decided(north: Firm, south: Firm) -> None:
    client_of(south.users["owner"]).post(south.url("watch/load/"), {"file": notice(south)})
    hit = Hit.objects.get()
    client = client_of(north.users["owner"])
    for data in ({"is": "theirs"}, {}):
        assert client.post(north.url(f"watch/hits/{hit.pk}/"), data).status_code == 404
    hit.refresh_from_db()
    assert (
        hit.state == "asked"
        and south.world.debtor.name not in client.get(north.url("watch/")).content.decode()
    )


def test_the_list_is_filled_searched_and_emptied(north: Firm) -> None:
    client = client_of(north.users["controller"])
    assert "Nobody is watched yet" in client.get(north.url("watch/")).content.decode()
    client.post(north.url("watch/add/"), {"debtor": north.world.debtor.number})
    assert Watch.objects.count() == 1
    client.post(north.url("watch/add/"), {"all": "yes"})
    assert Watch.objects.count() == 1
    assert client.post(north.url("watch/add/"), {"debtor": "nobody"}).status_code == 422
    assert (
        north.world.debtor.name
        in client.get(north.url("watch/?find=" + north.world.debtor.number)).content.decode()
    )
    assert "Nobody of that name" in client.get(north.url("watch/?find=zzz")).content.decode()
    client.post(north.url(f"watch/debtors/{north.world.debtor.pk}/off/"))
    assert not Watch.objects.exists()


def test_the_key_is_never_shown(north: Firm) -> None:
    client = client_of(north.users["owner"])
    client.post(
        north.url("watch/keys/"),
        {"key": "very-secret", "house_url": "https://api.example.org", "bodacc_url": ""},
    )
    page = client.get(north.url("watch/")).content.decode()
    assert "very-secret" not in page and "One is kept, sealed" in page and "https://api.example.org" in page
    bad = client.post(north.url("watch/keys/"), {"house_url": "ftp://x"})
    assert bad.status_code == 422
    client.post(north.url("watch/keys/"), {"forget": "yes"})
    assert "None is kept" in client.get(north.url("watch/")).content.decode()
