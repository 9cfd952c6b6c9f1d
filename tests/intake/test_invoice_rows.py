from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.reading import invoices

from recoup.intake.mapping import Defaults, Mapping
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

HEAD = "customer,invoice number,invoice date,due date,amount\n"


def test_unknown_stays_unknown(tmp_path):
    rows, rejected, warnings = invoices(tmp_path, HEAD + "Acme,007,2024-01-02,,10.00\n")
    r = rows[0]
    assert (r.line, r.number, r.due_on, r.open_minor, r.disputed, r.net_minor) == (
        2,
        "007",
        None,
        None,
        None,
        None,
    )
    assert (r.debtor.number, r.debtor.kind, r.debtor.country, r.debtor.terms_days) == ("", "", "", None)
    assert (rejected, warnings) == ([], [])


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["01/02/2024", "13/02/2024"], date(2024, 2, 1)),
        (["01/02/2024", "02/13/2024"], date(2024, 1, 2)),
        (["1/2/24", "2/28/24"], date(2024, 1, 2)),
        (["01.02.2024", "02.03.2024"], date(2024, 2, 1)),
        (["02/02/2024", "03/03/2024"], date(2024, 2, 2)),
        (["01/02/2024", "02/03/2024"], None),
        (["01-02-2024", "02-03-2024"], None),
        (["13/02/2024", "02/13/2024"], None),
    ],
)
def test_the_date_order_is_settled_on_the_whole_column(tmp_path, dates, first):
    said = HEAD + "".join(f"Acme,{i},{on},,10.00\n" for i, on in enumerate(dates, 1))
    if first is None:
        with pytest.raises(Refused) as refused:
            invoices(tmp_path, said)
        assert refused.value.code == "date_order"
        assert "date_order" in refused.value.how
        assert "invoice date" in refused.value.what
    else:
        assert invoices(tmp_path, said)[0][0].issued_on == first


def test_one_column_settles_the_other(tmp_path):
    rows, _, _ = invoices(tmp_path, HEAD + "Acme,1,01/02/2024,02/03/2024,1\nAcme,2,01/02/2024,25/03/2024,1\n")
    assert (rows[0].issued_on, rows[0].due_on) == (date(2024, 2, 1), date(2024, 3, 2))


def test_due_after_issued_is_no_proof_of_the_order(tmp_path):
    with pytest.raises(Refused, match="order of day and month"):
        invoices(tmp_path, HEAD + "Acme,1,01/02/2024,01/05/2024,1\n")


def test_a_mapping_says_the_order_and_impossible_dates_are_rejected(tmp_path):
    mapping = Mapping(
        "invoices",
        {
            "debtor_name": "customer",
            "number": "invoice number",
            "issued_on": "invoice date",
            "amount": "amount",
        },
        date_order="dmy",
    )
    rows, rejected, _ = invoices(
        tmp_path, HEAD + "Acme,1,03/04/2024,,1\nAcme,2,04/13/2024,,1\n", mapping=mapping
    )
    assert rows[0].issued_on == date(2024, 4, 3)
    assert [(r.line, "not a possible date" in r.reason) for r in rejected] == [(3, True)]


@pytest.mark.parametrize(
    ("amounts", "first"),
    [
        (['"1.234"', '"12,50"'], 123400),
        (['"1,234"', '"12.50"'], 123400),
        (['"1,234"', '"950"'], 123400),
        (['"1.234"', '"2.345"'], 123400),
        (['"1.500"'], None),
        (['"1.234"'], None),
    ],
)
def test_the_decimal_mark_is_settled_on_the_whole_column(tmp_path, amounts, first):
    said = HEAD + "".join(f"Acme,{i},2024-01-01,,{a}\n" for i, a in enumerate(amounts))
    if first is None:
        with pytest.raises(Refused) as refused:
            invoices(tmp_path, said)
        assert refused.value.code == "decimal_mark"
    else:
        assert invoices(tmp_path, said)[0][0].amount_minor == first


def test_decimals_beyond_the_currency_are_rounded_half_even_and_told_once(tmp_path):
    said = HEAD + "".join(
        f"Acme,{i},2024-01-01,,{a}\n" for i, a in enumerate(("12.50", "64982.589", "0.125", "0.135", "1.005"))
    )
    rows, rejected, warnings = invoices(tmp_path, said)
    assert [r.amount_minor for r in rows] == [1250, 6498259, 12, 14, 100]
    assert not rejected
    assert [w for w in warnings if "rounded" in w] == [
        "4 amounts have more decimals than the currency and were rounded to it, for example 64982.589."
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Acme,1,2024-02-30,,1", "invoice date '2024-02-30' is not a possible date"),
        ("Acme,1,2024-01-01,soon,1", "due date 'soon' is not a date"),
        ("Acme,1,2024-01-01,,", "the amount is blank"),
        ("Acme,1,2024-01-01,,n/a", "the amount is blank"),
        ("Acme,1,2024-01-01,,0.00", "the amount is zero"),
        ("Acme,1,2024-01-01,,=1+1", "formula"),
        ("Acme,1,2024-01-01,,5 ZZZ", "unknown currency"),
        ("Acme,1,2024-01-01,,99999999999999999999", "too large"),
        (",1,2024-01-01,,5", "no debtor"),
        ("Acme, Inc,1,2024-01-01,,5", "more cells than the header"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line(tmp_path, row, reason):
    rows, rejected, _ = invoices(tmp_path, HEAD + "Bolt,9,2024-01-01,,1.25\n" + row + "\n")
    assert [r.number for r in rows] == ["9"]
    assert [(r.line, reason in r.reason) for r in rejected] == [(3, True)], rejected


def test_lines_are_physical_lines(tmp_path):
    said = HEAD + '"Acme\nLtd",1,2024-01-01,,1\n\nBolt,2,2024-01-01,,1\n"Cut\nOff",3,2024-01-01,,x\n'
    rows, rejected, _ = invoices(tmp_path, said)
    assert [(r.line, r.debtor.name) for r in rows] == [(2, "Acme Ltd"), (5, "Bolt")]
    assert [r.line for r in rejected] == [6]


@pytest.mark.parametrize(
    ("kind", "amount", "open_", "expected"),
    [
        ("Invoice", "100.00", "40.00", ("invoice", 10000, 4000)),
        ("Invoice", "-100.00", "-40.00", ("credit_note", 10000, 4000)),
        ("", "(100.00)", "(100.00)", ("credit_note", 10000, 10000)),
        ("Credit Note", "100.00", "100.00", ("credit_note", 10000, 10000)),
        ("Gutschrift", "-100.00", "-100.00", ("credit_note", 10000, 10000)),
        ("Avoir", "100", "0", ("credit_note", 10000, 0)),
        ("Invoice", "100", "-5", ("invoice", 10000, -500)),
        ("Invoice", "", "40", ("invoice", 4000, 4000)),
    ],
)
def test_signs_and_credit_notes(tmp_path, kind, amount, open_, expected):
    said = f"customer,number,type,date,amount,balance\nAcme,1,{kind},2024-01-01,{amount},{open_}\n"
    r = invoices(tmp_path, said)[0][0]
    assert (r.kind, r.amount_minor, r.open_minor) == expected


@pytest.mark.parametrize(
    ("head", "cell", "open_minor", "settled_on"),
    [
        ("paid", "30", 7000, None),
        ("date paid", "2024-02-01", None, date(2024, 2, 1)),
        ("status", "Paid", 0, None),
        ("status", "Bezahlt", 0, None),
        ("status", "overdue", None, None),
        ("status", "unpaid", None, None),
    ],
)
def test_paid_and_open(tmp_path, head, cell, open_minor, settled_on):
    r = invoices(tmp_path, f"customer,number,date,due date,amount,{head}\nAcme,1,2024-01-01,,100,{cell}\n")[
        0
    ][0]
    assert (r.open_minor, r.settled_on) == (open_minor, settled_on)


@pytest.mark.parametrize("status", ["Draft", "Void", "Storniert", "Annulée", "Anulada", "Bozza", "Concept"])
def test_what_was_never_issued_is_rejected(tmp_path, status):
    rows, rejected, _ = invoices(
        tmp_path, f"customer,number,date,due date,amount,status\nAcme,1,2024-01-01,,100,{status}\n"
    )
    assert (rows, len(rejected)) == ([], 1)
    assert status in rejected[0].reason


def test_equal_rows_without_a_number_stay_apart_and_are_known_again(tmp_path):
    said = "customer,date,due date,amount,balance\nAcme,2024-01-01,2024-02-01,10,10\nAcme,2024-01-01,2024-02-01,10,10\n"
    first = [r.row_key for r in invoices(tmp_path, said)[0]]
    later = [r.row_key for r in invoices(tmp_path, said.replace("10,10", "10,4"))[0]]
    assert len(set(first)) == 2
    assert first == later


def test_totals_are_no_invoices_and_are_compared(tmp_path):
    said = HEAD + "Acme,1,2024-01-01,,10\nTotalEnergies,2,2024-01-01,,20\n,,,,\nTotal,,,,{}\n"
    rows, rejected, warnings = invoices(tmp_path, said.format("30"))
    assert ([r.amount_minor for r in rows], rejected, warnings) == ([1000, 2000], [], [])
    _, _, warnings = invoices(tmp_path, said.format("31"))
    assert "total" in warnings[0]
    assert len(invoices(tmp_path, said.replace("Total,,,,", "Total,2,,,").format("30"))[0]) == 2


def test_due_before_issue_is_kept_with_a_warning(tmp_path):
    rows, rejected, warnings = invoices(tmp_path, HEAD + "Acme,1,2024-02-01,2024-01-01,10\n")
    assert (len(rows), rejected) == (1, [])
    assert warnings == ["Due before it was issued (1 rows: line 2)."]


def test_dirty_names_are_cleaned_and_never_interpreted(tmp_path):
    said = (
        HEAD
        + '"<script>x</script>",1,2024-01-01,,1\n"=cmd|\'/c\'!A0",2,2024-01-01,,1\nAc\u202eme\x07,3,2024-01-01,,1\n'
    )
    rows, rejected, warnings = invoices(tmp_path, said)
    assert [r.debtor.name for r in rows] == ["<script>x</script>", "Acme"]
    assert [(r.line, "is a formula" in r.reason) for r in rejected] == [(3, True)]
    assert any("Control characters" in w for w in warnings)


@pytest.mark.parametrize(
    ("head", "cell", "default", "currency"),
    [
        ("currency", "usd", "EUR", "USD"),
        ("currency", "€", "GBP", "EUR"),
        ("currency", "", "GBP", "GBP"),
        ("Amount (CHF)", "5", "EUR", "CHF"),
    ],
)
def test_currency(tmp_path, head, cell, default, currency):
    columns = f"customer,number,due date,{head}" + ("" if "mount" in head else ",amount")
    row = f"Acme,1,2024-01-01,{cell}" + ("" if "mount" in head else ",5")
    assert invoices(tmp_path, f"{columns}\n{row}\n", Defaults(default))[0][0].currency == currency


def test_no_currency_anywhere_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        invoices(tmp_path, HEAD + "Acme,1,2024-01-01,,10\n", Defaults())
    assert refused.value.code == "currency"


def test_a_list_without_any_debtor_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        invoices(tmp_path, "invoice number,due date,amount\n1,2024-01-01,5\n")
    assert refused.value.code == "no_header"
    assert "debtor" in refused.value.what


@given(st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=30))
def test_money_is_conserved(tmp_path_factory, amounts):
    folder = tmp_path_factory.mktemp("money")
    said = HEAD + "".join(f"Acme,{i},2024-01-01,,{a / 100:.2f}\n" for i, a in enumerate(amounts))
    rows, rejected, _ = invoices(folder, said)
    assert rejected == []
    assert [r.amount_minor * (-1 if r.kind == "credit_note" else 1) for r in rows] == amounts
