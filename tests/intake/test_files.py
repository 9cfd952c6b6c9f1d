"""Files of every kind: read in their charset and delimiter, or refused in words and never with a traceback."""

# ruff: noqa: E501

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.reading import invoices, write

from recoup.intake import formats
from recoup.intake.formats import read_table, sheets, sniff, text
from recoup.intake.formats.camt import read_camt
from recoup.intake.mapping import Defaults
from recoup.intake.recognise import propose_mapping
from recoup.intake.rows import contact_rows, invoice_rows, payment_rows
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

HEAD = "customer,invoice number,invoice date,due date,amount"
ROW = "Müller,1,2024-01-01,2024-02-01,10.00"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path, delimiter, newline):
    said = newline.join(line.replace(",", delimiter) for line in (HEAD, ROW, ROW)) + newline
    rows, rejected, _ = invoices(tmp_path, said)
    assert ([r.line for r in rows], rejected) == ([2, 3], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_charsets(tmp_path, encoding):
    rows, _, warnings = invoices(tmp_path, f"{HEAD}\n{ROW}\n".encode(encoding))
    assert rows[0].debtor.name == "Müller"
    assert bool(warnings) == (encoding == "cp1252")


def test_the_creditors_code_page(tmp_path):
    path = write(tmp_path, f"{HEAD}\n{ROW.replace('Müller', 'Žižek')}\n".encode("cp1250"))
    table = read_table(path, code_page="cp1250")
    assert invoice_rows(table, propose_mapping(table), Defaults("EUR"))[0][0].debtor.name == "Žižek"


def test_excels_separator_line_and_title_rows(tmp_path):
    said = f"sep=;\nOffene Posten\nStand: 31.03.2024\n\n{HEAD.replace(',', ';')}\n{ROW.replace(',', ';')}\n"
    rows, _, _ = invoices(tmp_path, said)
    assert rows[0].line == 6


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"%PDF-1.7\n", "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n", "wrong_kind"),
        (b"\x7fELF\x02\x01", "wrong_kind"),
        (b"MZ\x90\x00\x03", "wrong_kind"),
        (b"\x1f\x8b\x08\x00", "wrong_kind"),
        (b"<!DOCTYPE html><html><table><tr><td>Invoice</td></tr></table></html>", "wrong_kind"),
        (b'{"invoices": []}', "wrong_kind"),
        (b"#!/bin/sh\n", "wrong_kind"),
        (b"Received: from x\nFrom: a@b.c\n\nhello", "wrong_kind"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b'"EXTF";700;21;"Buchungsstapel";13\n', "not_built"),
        (b"OFXHEADER:100\nDATA:OFXSGML\n", "not_built"),
        (b":20:ABC\r\n:25:123\r\n:28C:1\r\n:60F:C\r\n", "not_built"),
        (b"#FLAGGA 0\n#SIETYP 4\n", "not_built"),
        (b"!Type:Bank\nD1/1/24\n", "not_built"),
        (b'<?xml version="1.0"?><AuditFile xmlns="urn:StandardAuditFile"/>', "not_built"),
        (b'<?xml version="1.0"?><IntuitResponse/>', "not_built"),
        (b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>', "not_built"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"/>', "provisional"),
        (b"<whatever/>", "wrong_kind"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "damaged"),
        (b"just some words\nand more\n", "no_header"),
        (f"{HEAD}\n".encode(), "no_rows"),
        (b"18.09.2017;HOFER;18.09.2017;33,87\n", "no_header"),
        (f'{HEAD}\n"{"x" * 200_000}'.encode(), "broken_quotes"),
        (f'{HEAD},note\n{ROW},"open\n{ROW},\n{ROW},\n'.encode(), "broken_quotes"),
        (f"{HEAD}\n{'x' * (text.MAX_LINE + 10)}\n".encode(), "line_too_long"),
    ],
)
def test_what_is_refused(tmp_path, data, code):
    with pytest.raises(Refused) as refused:
        invoices(tmp_path, data)
    assert refused.value.code == code
    assert refused.value.what
    assert refused.value.how


def test_missing_files_folders_and_too_large_ones(tmp_path, monkeypatch):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refused):
            read_table(path)
    monkeypatch.setattr(sniff, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="at most"):
        read_table(write(tmp_path, f"{HEAD}\n{ROW}\n"))


def test_a_zip_is_no_workbook(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Refused, match="ZIP"):
        read_table(write(tmp_path, buffer.getvalue(), "a.xlsx"))


def workbook(folder, rows, name="list.xlsx", **sheets_more):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets_more.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def read_book(path):
    table = read_table(path)
    return table, invoice_rows(table, propose_mapping(table), Defaults("EUR"))


def test_a_workbook_with_typed_cells(tmp_path):
    rows = [
        ["Open invoices"],
        [],
        ["Customer No", "Customer", "Invoice No", "Date", "Due Date", "Amount", "Open"],
        [12345.0, "Acme", 900001.0, datetime(2024, 1, 2, 10), date(2024, 2, 1), 1234.5, 1000],
        ["00012", "Bolt", "007", 45292, "2024-02-01", 0.1 + 0.2, "0,30"],
        [None, "Total", None, None, None, 1234.8, 1000.3],
    ]
    table, (got, rejected, warnings) = read_book(
        workbook(tmp_path, rows, Notes=[["Name", "Email"], ["A", "a@b.c"]])
    )
    assert table.sheet == "Sheet"
    assert [(r.line, r.debtor.number, r.number, r.amount_minor, r.open_minor) for r in got] == [
        (4, "12345", "900001", 123450, 100000),
        (5, "00012", "007", 30, 30),
    ]
    assert (got[0].issued_on, got[0].due_on, got[1].issued_on) == (
        date(2024, 1, 2),
        date(2024, 2, 1),
        date(2024, 1, 1),
    )
    assert rejected == []
    assert warnings == ["Only the sheet Sheet was read, not: Notes."]


def test_an_opendocument_sheet(tmp_path):
    def cells(*said):
        typed = (
            f'<table:table-cell office:value-type="float" office:value="{c}"/>'
            if isinstance(c, float)
            else f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in said
        )
        return f"<table:table-row>{''.join(typed)}</table:table-row>"

    names = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    rows = cells("Customer", "Invoice No", "Due Date", "Amount") + cells("Acme", "1", "2024-01-02", 5.5)
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    with zipfile.ZipFile(tmp_path / "list.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet><table:table table:name="S">'
            f"{rows}{empty}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    table, (got, rejected, _) = read_book(tmp_path / "list.ods")
    assert (table.format, [(r.line, r.debtor.name, r.amount_minor) for r in got], rejected) == (
        "ods",
        [(2, "Acme", 550)],
        [],
    )


def test_rows_and_columns_that_start_further_in(tmp_path):
    book = openpyxl.Workbook()
    for at, row in enumerate(
        [["Customer", "Invoice No", "Due Date", "Amount"], ["Acme", "1", date(2024, 1, 2), 5]], 5
    ):
        for column, cell in enumerate(row, 3):
            book.active.cell(at, column, cell)
    book.save(tmp_path / "in.xlsx")
    _, (got, _, _) = read_book(tmp_path / "in.xlsx")
    assert [(r.line, r.debtor.name) for r in got] == [(6, "Acme")]


def test_formulas_are_not_calculated(tmp_path):
    rows = [["Customer", "Invoice No", "Due Date", "Amount"], ["Acme", "1", date(2024, 1, 2), "=1+1"]]
    _, (got, rejected, _) = read_book(workbook(tmp_path, rows))
    assert got == []
    assert len(rejected) == 1


def test_zip_bombs_are_refused_before_they_are_opened(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(Refused) as refused:
        read_table(path)
    assert refused.value.code == "zip_bomb"


def test_a_claimed_size_that_lies_is_refused(tmp_path):
    path = workbook(tmp_path, [["Customer", "Invoice No", "Amount"], ["Acme", "1", 5]])
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 5)
    path.write_bytes(raw)
    with pytest.raises(Refused):
        read_table(path)


def test_a_cell_at_the_far_corner_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Customer"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(Refused) as refused:
        read_table(tmp_path / "far.xlsx")
    assert refused.value.code == "zip_bomb"


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_workbook_that_is_cut_off(tmp_path, keep):
    path = workbook(tmp_path, [["Customer", "Invoice No", "Amount"], ["Acme", "1", 5]])
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * keep)])
    with pytest.raises(Refused) as refused:
        read_table(path)
    assert refused.value.code == "damaged"


def import_any(path):
    """What an import does with a file."""
    if formats.is_camt(path):
        return read_camt(path)
    table = read_table(path)
    mapping = propose_mapping(table)
    read = {"invoices": invoice_rows, "contacts": contact_rows}.get(mapping.kind, payment_rows)
    return read(table, mapping, Defaults("EUR"))


STARTS = [
    b"", b"customer,invoice number,due date,amount\n", b"date;amount;description\n", b"name,email\n", b"\xff\xfe", b"\xef\xbb\xbf",
    b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
]  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(STARTS),
    st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda s: s.encode("utf-8", "replace"))),
)
def test_no_bytes_raise_anything_but_a_refusal(tmp_path, start, rest):
    path = tmp_path / "any"
    path.write_bytes(start + rest)
    try:
        import_any(path)
    except Refused as refused:
        assert refused.what


CELLS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"\r\n\x00'), max_size=12),
    st.sampled_from(
        [
            "",
            "1,5",
            "-",
            "2024-02-30",
            "31/12/2024",
            "1/1/24",
            "€5",
            "=A1",
            "99999999999999999999",
            "x" * 50,
            "0",
            "Total",
        ]
    ),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=8), max_size=8),
    st.sampled_from(
        [
            "customer,invoice number,issued on,due date,amount,balance,status",
            "date,amount,payer,reference",
            "customer,email,role",
        ]
    ),
)
def test_no_cells_raise_anything_but_a_refusal(tmp_path, rows, head):
    said = head + "\n" + "".join(",".join(f'"{c}"' for c in row) + "\n" for row in rows)
    path = write(tmp_path, said)
    try:
        rows_read, rejected, _ = import_any(path)
    except Refused:
        return
    assert len(rows_read) + len(rejected) <= len(rows)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_damaged_workbook_raises_anything_but_a_refusal(tmp_path, data):
    path = tmp_path / "book.xlsx"
    if not path.exists():
        workbook(
            tmp_path,
            [["Customer", "Invoice No", "Due Date", "Amount"], ["Acme", "1", date(2024, 1, 2), 5]],
            "book.xlsx",
        )
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(raw)
    try:
        import_any(broken)
    except Refused as refused:
        assert refused.what


def test_the_sheet_guard_counts_repeats_of_ods():
    extent = [0, 0]
    row = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000" office:value="1"/></table:table-row>'
    sheets._measure(row, "ods", extent)
    assert extent[0] == 10**9
