"""Lists as files: every row of what is filtered, exact figures, nothing a spreadsheet would run, and a record of it."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.archive.queries import entries
from recoup.lib.errors import Refused
from recoup.web import exports

UTC_ZONE = ZoneInfo("UTC")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＠")
nasty = st.one_of(
    st.text(max_size=40),
    st.builds(
        "".join,
        st.tuples(st.sampled_from([" ", "\n", ";", "a;", '"', ""]), st.sampled_from(STARTS), st.text()),
    ),
)
ON_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
COLUMNS = [exports.Column("One", lambda row: row[0]), exports.Column("Two", lambda row: row[1])]


def csv_rows(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def sheet(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.anydb
@ON_ANY_MACHINE
@given(st.lists(st.tuples(nasty, nasty), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_no_cell_of_a_csv_file_begins_as_a_formula_does(rows: list[tuple[str, str]], split_at: str) -> None:
    """However the program that opens it splits the lines."""
    made = b"".join(exports._lines(COLUMNS, rows, UTC_ZONE))
    for line in csv_rows(made, split_at):
        for cell in line:
            assert not cell.rstrip("\r\n").lstrip(" ").startswith(STARTS), cell
    if split_at == ",":
        assert [len(line) for line in csv_rows(made)] == [2] * (len(rows) + 1)


@pytest.mark.anydb
@ON_ANY_MACHINE
@given(st.lists(st.tuples(nasty, nasty), max_size=5))
def test_every_text_of_a_sheet_is_a_text(rows: list[tuple[str, str]]) -> None:
    with exports._workbook("A: list/of [things]", COLUMNS, rows, UTC_ZONE) as made:
        found = sheet(made.read())
    for line in found.iter_rows(min_row=2):
        assert all(
            cell.data_type in ("s", "n") and (cell.data_type == "s" or cell.value is None) for cell in line
        )


@pytest.mark.anydb
def test_numbers_stay_numbers_and_days_days() -> None:
    row = (Decimal("-1250.50"), date(2025, 3, 31), 12, datetime(2025, 3, 31, 9, tzinfo=UTC), True, None)
    columns = [exports.Column(str(n), lambda r, n=n: r[n]) for n in range(len(row))]  # type: ignore[misc]
    zone = ZoneInfo("Europe/Berlin")
    made = b"".join(exports._lines(columns, [row], zone))
    assert made.decode("utf-8-sig").splitlines()[1] == '-1250.50,"2025-03-31",12,"2025-03-31 11:00","yes",""'
    with exports._workbook("x", columns, [row], zone) as book:
        cells = sheet(book.read())[2]
    assert [c.value for c in cells] == [
        -1250.5, datetime(2025, 3, 31), 12, datetime(2025, 3, 31, 11), "yes", None,
    ]  # fmt: skip
    assert [c.is_date for c in cells[:4]] == [False, True, False, True]
    assert cells[0].number_format == "#,##0.00"


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def fetch(client: Client, url: str) -> tuple[Any, bytes]:
    answer: Any = client.get(url)
    return answer, answer.getvalue() if answer.streaming else answer.content


@pytest.mark.parametrize("wanted", exports.FORMATS)
def test_all_rows_of_what_is_filtered_come_and_nothing_else(north: Firm, client: Client, wanted: str) -> None:
    debtor = builders.debtor(north.creditor, name='=HYPERLINK("http://evil.example")')
    for n in range(60):
        builders.invoice(debtor, 100_050 + n, due_on=date(2020, 1, 1))
    builders.invoice(debtor, 5, due_on=date(2040, 1, 1))
    answer, content = fetch(
        client, north.url(f"invoices/export/?format={wanted}&show=late&q=HYPERLINK&page=2")
    )
    assert answer.status_code == 200 and f".{wanted}" in answer["Content-Disposition"]
    assert str(north.world.day) in answer["Content-Disposition"]
    if wanted == "csv":
        head, *lines = csv_rows(content)
        named = [dict(zip(head, line, strict=True)) for line in lines]
        assert named[0]["Debtor"].startswith("'=HYPERLINK") and named[0]["Currency"] == "GBP"
        assert named[0]["Open"] == "1000.50" and named[0]["Due"] == "2020-01-01"
    else:
        found = sheet(content)
        head = [cell.value for cell in found[1]]
        lines = list(found.iter_rows(min_row=2))
        first = dict(zip(head, lines[0], strict=True))
        assert first["Debtor"].data_type == "s" and first["Debtor"].value.startswith("=HYPERLINK")
        assert first["Open"].value == 1000.5 and first["Due"].is_date
    assert len(lines) == 60


def test_every_file_is_in_the_record(north: Firm, client: Client) -> None:
    fetch(client, north.url("invoices/export/?format=xlsx&show=all&q=Smith"))
    entry = entries(north.creditor.key, north.creditor.stream_key)[-1]
    assert (entry.kind, entry.facts["list"], entry.facts["format"]) == ("list.exported", "invoices", "xlsx")
    assert entry.facts["rows"] == 0 and entry.actor == f"user:{north.users['controller'].pk}"
    assert "Smith" not in str(entry.facts)


def test_an_unknown_format_is_refused(north: Firm, client: Client) -> None:
    answer = client.get(north.url("invoices/export/?format=exe"))
    assert answer.status_code == 422 and "CSV and Excel" in answer.content.decode()


def test_a_sheet_that_cannot_hold_all_rows_is_refused(north: Firm, rf: Any) -> None:
    from recoup.web.here import here_for

    here = here_for(north.users["owner"], north.creditor.pk)
    assert here is not None
    with pytest.raises(Refused) as refused:
        exports.download(rf.get("/?format=xlsx"), here, "x", "X", COLUMNS, iter(()), count=2_000_000)
    assert refused.value.code == "too_many_rows"
