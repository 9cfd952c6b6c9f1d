"""Real files from elsewhere, each with what comes of it; skipped where they do not lie beside the project."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest
from tests.shared import SHARED

from recoup.intake import formats
from recoup.intake.formats import read_table
from recoup.intake.formats.camt import read_camt
from recoup.intake.mapping import Defaults
from recoup.intake.recognise import propose_mapping
from recoup.intake.rows import contact_rows, invoice_rows, payment_rows
from recoup.lib import money
from recoup.lib.errors import Refused

DATA = SHARED / "data"
pytestmark = [
    pytest.mark.anydb,
    pytest.mark.skipif(not DATA.is_dir(), reason="no real files beside the project"),
]

DATEV = "acct_datev_lint/tests/fixtures/golden"
Y2 = "bank_csv_bank2ynab/test/test-data"
BEAN = "bank_csv_beanhub/tests/extractors/fixtures"
OFX = "bank_csv_csv2ofx/data/test"

READ = [
    ("ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv", "invoices", 2466, 0),
    ("ar_highradius/open_invoices_nooobcoder_nulldata.csv", "invoices", 9681, 0),
    ("acct_ar_ageing_saurav/sample_data/invoices_sample.csv", "invoices", 4, 0),
    ("acct_ar_ageing_saurav/output/sample_AR_aging_report.xlsx", "invoices", 10, 0),
    ("acct_invoiceninja/tests/Feature/Import/freshbooks_invoices.csv", "invoices", 1, 0),
    ("acct_invoiceninja/tests/Feature/Import/freshbooks_clients.csv", "contacts", 2, 0),
    ("acct_invoiceninja/tests/Feature/Import/wave_clients.csv", "contacts", 4, 0),
    (f"{Y2}/20171001-20171106.csv", "bank", 1, 0),
    (f"{Y2}/2018-04-14_10-52-13_bunq-transactieoverzicht.csv", "bank", 3, 0),
    (f"{Y2}/export_BE11123456789012_20180304_1422.csv", "bank", 1, 0),
    (f"{Y2}/Umsaetze_KtoNr538917600_EUR_02-03-2018_1503.CSV", "bank", 1, 0),
    (f"{Y2}/test_BOI_TransactionExport.csv", "bank", 27, 0),
    (f"{Y2}/TransactionHistory_20180418043121.csv", "bank", 8, 8),
    (f"{Y2}/test_headers.csv", "bank", 73, 3),
    (f"{BEAN}/mercury.csv", "payments", 4, 0),
    (f"{BEAN}/plaid.csv", "payments", 6, 0),
    (f"{OFX}/gls.csv", "bank", 1, 0),
    (f"{OFX}/n26-fr.csv", "bank", 2, 0),
    (f"{OFX}/outbank.csv", "bank", 4, 0),
    (f"{OFX}/schwab-checking.csv", "bank", 4, 0),
    (f"{OFX}/stripe-all.csv", "payments", 5, 0),
    (f"{OFX}/stripe-default.csv", "payments", 5, 0),
    (f"{OFX}/ubs-ch-fr_trimmed.csv", "bank", 3, 0),
]

REFUSED = [
    ("acct_invoiceninja/tests/Feature/Import/wave_invoices.csv", "journal"),
    ("acct_invoiceninja/tests/Unit/Phantom/valid.pdf", "wrong_kind"),
    ("acct_invoiceninja/tests/Unit/Phantom/invalid.pdf", "wrong_kind"),
    ("acct_invoiceninja/tests/Integration/Einvoice/samples/fatturapa0.xml", "not_built"),
    (f"{DATEV}/valid_minimal_700.csv", "not_built"),
    (f"{DATEV}/broken_quotes.csv", "not_built"),
    (f"{DATEV}/encoding_windows1252.csv", "not_built"),
    ("acct_quickbooks_api_ruckus/spec/fixtures/invoices.xml", "not_built"),
    ("acct_quickbooks_api_ruckus/spec/fixtures/invoice.xml", "not_built"),
    ("acct_xero_api_xeroizer/test/stub_responses/organisations.xml", "not_built"),
    ("acct_saft_no/Example Files/ExampleFile SAF-T Financial_888888888_20180228235959.xml", "not_built"),
    (f"{BEAN}/empty.csv", "empty"),
    (f"{BEAN}/other.csv", "no_header"),
    (f"{Y2}/test_raiffeisen_01.csv", "no_header"),
    (f"{Y2}/20180226_12345678.csv", "date_order"),
    (f"{OFX}/payoneer.csv", "date_order"),
    (f"{OFX}/xero.csv", "journal"),
    (f"{OFX}/mint_headerless.csv", "no_header"),
]


def import_any(path):
    if formats.is_camt(path):
        _, rows, rejected, _ = read_camt(path)
        return "camt", rows, rejected
    table = read_table(path)
    mapping = propose_mapping(table)
    read = {"invoices": invoice_rows, "contacts": contact_rows}.get(mapping.kind, payment_rows)
    rows, rejected, _ = read(table, mapping, Defaults("EUR"))
    return mapping.kind, rows, rejected


@pytest.mark.parametrize(("file", "kind", "taken", "rejected"), READ, ids=[r[0].split("/")[-1] for r in READ])
def test_a_real_list_is_read(file, kind, taken, rejected):
    found, rows, bad = import_any(DATA / file)
    assert (found, len(rows), len(bad)) == (kind, taken, rejected)


@pytest.mark.parametrize(("file", "code"), REFUSED, ids=[r[0].split("/")[-1] for r in REFUSED])
def test_a_real_file_is_refused(file, code):
    with pytest.raises(Refused) as refused:
        import_any(DATA / file)
    assert refused.value.code == code
    assert refused.value.how


def test_the_sums_of_real_lists():
    _, rows, _ = import_any(DATA / "ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv")
    with (DATA / "ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv").open() as file:
        plain = list(csv.DictReader(file))
    assert sum(r.amount_minor for r in rows) == sum(int(Decimal(p["InvoiceAmount"]) * 100) for p in plain)
    assert sum(r.disputed is True for r in rows) == sum(p["Disputed"] == "Yes" for p in plain)
    assert {r.issued_on.month for r in rows} == set(range(1, 13))


CAMT = defaultdict(list)
if DATA.is_dir():
    with (DATA / "expected/camt.csv").open() as file:
        for row in csv.DictReader(file):
            CAMT[row["file"]].append(row)


@pytest.mark.parametrize("file", sorted(CAMT))
def test_camt_as_expected(file):
    expected = CAMT[file]
    if (
        expected[0]["kind"] == "Rpt"
        or expected[0]["stmt_id"] == "(no statement)"
        or "(no" in expected[0]["kind"]
    ):
        with pytest.raises(Refused):
            read_camt(DATA / file)
        return
    statements, rows, _, _ = read_camt(DATA / file)
    for found, row in zip(statements, expected, strict=True):
        currency = found.currency or "EUR"
        assert (found.id, found.entries, found.details, found.reversals) == (
            row["stmt_id"], int(row["entries"]), int(row["txdetails"]), int(row["reversals"]),
        )  # fmt: skip
        assert money.to_decimal(found.credit_minor, currency) == Decimal(row["sum_credit"])
        assert money.to_decimal(found.debit_minor, currency) == Decimal(row["sum_debit"])
        said = " ".join(ref for r in rows if r.statement_id == found.id for ref in r.references)
        assert said == row["creditor_refs"]


def test_every_real_file_is_read_or_refused_in_words():
    tried = 0
    for folder in sorted(DATA.glob("*")):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            tried += 1
            try:
                import_any(path)
            except Refused as refused:
                assert refused.what, path
                assert refused.how, path
    assert tried > 1000
