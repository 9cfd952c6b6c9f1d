# ruff: noqa: E501

import json

import pytest
from tests.intake.reading import EUR, invoices, write

from recoup.intake.columns import currency_of, key, vocabulary_of
from recoup.intake.formats import read_table
from recoup.intake.mapping import Mapping, read_mapping
from recoup.intake.recognise import complete
from recoup.intake.rows import invoice_rows
from recoup.intake.vocabulary import WORDS
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("DueDate", "due_on"), ("due_in_date", "due_on"), ("Due-Date:", "due_on"), ("Fälligkeitsdatum", "due_on"),
        ("FAELLIGKEITSDATUM", "due_on"), ("Date d'échéance", "due_on"), ("Fecha de vencimiento", "due_on"),
        ("Data di scadenza", "due_on"), ("Vervaldatum", "due_on"), ("cust_number", "debtor_number"),
        ("name_customer", "debtor_name"), ("Kd.-Nr.", "debtor_number"), ("Invoice #", "number"), ("Inv. No.", "number"),
        ("Rechnungs-Nr.", "number"), ("N° facture", "number"), ("Nº factura", "number"), ("Bruttobetrag (EUR)", "amount"),
        ("Amount in €", "amount"), ("Montant TTC", "amount"), ("Offener Betrag", "open"), ("Reste à payer", "open"),
        ("Openstaand bedrag", "open"), ("invocie number", "number"), ("Fälligkeitsdattum", "due_on"),
        ("Fälligkiet", "due_on"), ("Weather", None), ("", None),
    ],
)  # fmt: skip
def test_headers_are_understood(header, field):
    hit = vocabulary_of("invoices").find(header)
    assert (hit[0] if hit else None) == field


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_no_word_means_two_fields(kind):
    said: dict[str, set[str]] = {}
    for words in WORDS[kind][:1]:
        for field, listed in words.items():
            for word in listed.split("|"):
                said.setdefault(key(word), set()).add(field)
    doubled = {word: fields for word, fields in said.items() if len(fields) > 1}
    assert doubled == {}


@pytest.mark.parametrize(
    ("header", "code"),
    [("Total (USD)", "USD"), ("converted_usd", "USD"), ("Betrag in EUR", "EUR"), ("£", "GBP"), ("All", "")],
)
def test_a_header_may_name_the_currency(header, code):
    assert currency_of(header) == code


ODD = "Wer;Was;Wann;Wieviel\nAcme;7;03/04/2024;1.500\n"


@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_mapping_file_reads_what_nobody_would_guess(tmp_path, form):
    columns = {"debtor_name": "Wer", "number": "Was", "due_on": "Wann", "amount": "Wieviel"}
    said = {
        "kind": "invoices",
        "columns": columns,
        "date_order": "dmy",
        "decimal_mark": ",",
        "currency": "CHF",
    }
    if form == "json":
        raw = json.dumps(said)
    else:
        raw = 'kind = "invoices"\ndate_order = "dmy"\ndecimal_mark = ","\ncurrency = "CHF"\n[columns]\n'
        raw += "".join(f'{k} = "{v}"\n' for k, v in columns.items())
    mapping = read_mapping(write(tmp_path, raw, f"map.{form}"))
    assert Mapping.from_json(mapping.to_json()) == mapping
    r = invoices(tmp_path, ODD, mapping=mapping)[0][0]
    assert (r.debtor.name, r.number, r.due_on.isoformat(), r.amount_minor, r.currency) == (
        "Acme",
        "7",
        "2024-04-03",
        150000,
        "CHF",
    )


def test_a_mapping_may_tell_only_what_is_not_clear(tmp_path):
    table = read_table(
        write(tmp_path, "Customer,Invoice No,Due Date,Amount,Paid,Sum\nA,1,01/02/2024,5,1,9\n")
    )
    asked = complete(Mapping(date_order="mdy", columns={"amount": "Sum", "paid": ""}), table)
    r = invoice_rows(table, asked, EUR)[0][0]
    assert asked.kind == "invoices"
    assert (r.debtor.name, r.due_on.isoformat(), r.amount_minor, r.open_minor) == (
        "A",
        "2024-01-02",
        900,
        None,
    )


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("{", "neither TOML nor JSON"),
        ("1 = 2 = 3", "neither TOML nor JSON"),
        ("[1]", "mean nothing"),
        ('{"columns": {"invoice": "Was"}}', "Unknown fields: invoice"),
        ('{"columns": {"number": 3}}', "pairs"),
        ('{"kind": "birds"}', "birds"),
        ('{"date_order": "ydm"}', "ydm"),
        ('{"decimal_mark": ";"}', "dot or a comma"),
        ('{"currency": "ZZZ"}', "ZZZ"),
        ('{"colums": {}}', "colums"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path, said, what):
    with pytest.raises(Refused) as refused:
        read_mapping(write(tmp_path, said, "map.json"))
    assert refused.value.code == "mapping"
    assert what in refused.value.what


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    mapping = Mapping("invoices", {"debtor_name": "Wer", "amount": "Soviel"})
    with pytest.raises(Refused) as refused:
        invoices(tmp_path, ODD, mapping=mapping)
    assert "Soviel" in refused.value.what
    assert "Wieviel" in refused.value.how


def test_the_fingerprint_is_that_of_the_columns(tmp_path):
    one = read_table(write(tmp_path, "Customer,Due Date,Amount\nA,2024-01-01,1\n")).fingerprint()
    same = read_table(
        write(tmp_path, "title\n\nCUSTOMER;due_date;Amount (EUR)\nB;2024-01-02;2\n")
    ).fingerprint()
    other = read_table(write(tmp_path, "Customer,Amount,Due Date\nA,1,2024-01-01\n")).fingerprint()
    assert one == same != other
