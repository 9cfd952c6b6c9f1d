"""The page “Is it worth it?”: the ways side by side, figures changed and kept, a decision with its sheet."""

import json

from tests.web.firms import Firm, client_of

from recoup.archive.queries import Narrow, entries, read
from recoup.cases.models import CaseWorth


def at(firm: Firm, path: str = "") -> str:
    return firm.url(f"cases/{firm.world.case.pk}/worth/{path}")


def test_the_ways_stand_side_by_side_with_their_sums(north: Firm) -> None:
    page = client_of(north.users["auditor"]).get(at(north)).content.decode()
    for way in ("Keep asking", "Settle for a part", "Instalments", "Agency", "Court", "Let go"):
        assert way in page
    assert "verified" in page and "a rule of thumb; nothing of our own is known yet" in page
    assert "worth most today" in page and len(page.encode()) < 60_000


def test_a_changed_figure_changes_the_sum(north: Firm) -> None:
    client = client_of(north.users["auditor"])
    page = client.get(at(north, "?keep_percent=10&keep_hours=0&keep_days=0")).content.decode()
    # 10 % of 5,000.00, at once and without work
    assert "10 % of £5,000.00" in page and "£500.00" in page and "else 80" in page
    wrong = client.get(at(north, "?keep_percent=101"))
    assert (
        wrong.status_code == 422
        and "from 0 to 100" in wrong.content.decode()
        and "101" in wrong.content.decode()
    )
    assert client.post(at(north), {"hour_minor": "oops"}).status_code == 422


def test_figures_are_kept_by_those_who_work(north: Firm) -> None:
    given = {"agency_percent": "33", "once": "w1"}
    assert client_of(north.users["auditor"]).post(at(north, "keep/"), given).status_code == 403
    client = client_of(north.users["controller"])
    for _twice in range(2):
        assert client.post(at(north, "keep/"), given).status_code == 302
    assert CaseWorth.objects.get().figures == {"agency_percent": 33}
    assert 'value="33"' in client.get(at(north)).content.decode()


def test_a_decision_keeps_its_sheet(north: Firm) -> None:
    client = client_of(north.users["controller"])
    decided = {"decide": "yes", "option": "agency", "keep_percent": "5"}
    bare = client.post(at(north, "keep/"), decided)
    assert bare.status_code == 422 and "A decision needs its reason" in bare.content.decode()
    assert client.post(at(north, "keep/"), {**decided, "note": "They ignore us."}).status_code == 302
    row = CaseWorth.objects.get()
    assert (row.option, row.note) == ("agency", "They ignore us.")
    stream = north.world.debtor.stream_key
    (entry,) = entries(north.creditor.key, stream, which=Narrow(kinds=("worth.decided",)))
    kept = json.loads(read(north.creditor.key, entry.payloads["sheet"]).data)
    assert entry.klass == "internal" and kept["figures"]["keep_percent"]["value"] == 5
    assert kept["options"]["agency"]["today_minor"] == row.today_minor
    assert "They ignore us." in client.get(at(north)).content.decode()
    assert "Decided on" in client.get(north.url(f"cases/{north.world.case.pk}/formal/")).content.decode()
