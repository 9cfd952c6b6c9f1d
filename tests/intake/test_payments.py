# ruff: noqa: E501

from datetime import date

import pytest
from tests.intake.reading import write

from recoup.intake.formats import read_table
from recoup.intake.mapping import Defaults
from recoup.intake.recognise import detect_kind, propose_mapping
from recoup.intake.rows import payment_rows
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


def read(folder, said, currency="EUR"):
    table = read_table(write(folder, said))
    mapping = propose_mapping(table)
    assert mapping.kind in ("payments", "bank")
    return payment_rows(table, mapping, Defaults(currency))


@pytest.mark.parametrize(
    ("said", "kind", "expected"),
    [
        (
            "Buchungstag;Wertstellung;Auftraggeber/Empfänger;IBAN;Verwendungszweck;Betrag;Währung\n"
            "14.03.2024;15.03.2024;Müller GmbH;DE89 3704 0044 0532 0130 00;RE-1 Rechnung;1.190,00;EUR\n",
            "bank",
            (date(2024, 3, 15), 119000, "EUR", "Müller GmbH", "DE89370400440532013000", "RE-1 Rechnung"),
        ),
        ("Date,Details,Debit,Credit,Balance\n2024-03-01,ACME INV 7,,428.03,100\n", "bank", (date(2024, 3, 1), 42803, "EUR", "", "", "ACME INV 7")),
        ("Date,Details,Debit,Credit,Balance\n2024-03-01,Rent,512.0,,100\n", "bank", (date(2024, 3, 1), -51200, "EUR", "", "", "Rent")),
        (
            "Datum;Naam tegenpartij;Rekening tegenpartij;Af Bij;Bedrag;Mededelingen\n20240315;De Vries;;Af;1.210,00;F-1\n",
            "bank",
            (date(2024, 3, 15), -121000, "EUR", "De Vries", "", "F-1"),
        ),
        (
            "Payment Date,Customer,Amount,Invoice Number,Payment ID\n2024-03-01,Acme,120.00,INV-1,P9\n",
            "payments",
            (date(2024, 3, 1), 12000, "EUR", "Acme", "", ""),
        ),
        (
            "Date de valeur;Libellé;Montant;Devise\n15/03/2024;VIR ACME;1 200,00;EUR\n",
            "payments",
            (date(2024, 3, 15), 120000, "EUR", "", "", "VIR ACME"),
        ),
        (
            "Fecha valor;Concepto;Ordenante;Importe;Saldo\n15/03/2024;Transferencia;Peña SL;121,00;500,00\n",
            "bank",
            (date(2024, 3, 15), 12100, "EUR", "Peña SL", "", "Transferencia"),
        ),
        (
            "Data contabile;Data valuta;Descrizione operazione;Accrediti;Addebiti\n14/03/2024;15/03/2024;Bonifico;122,00;\n",
            "bank",
            (date(2024, 3, 15), 12200, "EUR", "", "", "Bonifico"),
        ),
    ],
)  # fmt: skip
def test_lists_of_money(tmp_path, said, kind, expected):
    assert detect_kind(read_table(write(tmp_path, said))) == kind
    rows, rejected, _ = read(tmp_path, said)
    r = rows[0]
    assert rejected == []
    assert (r.received_on, r.amount_minor, r.currency, r.payer_name, r.payer_iban, r.purpose) == expected


def test_references_come_from_their_column_only(tmp_path):
    said = 'payment date,amount,payer,description,invoice number,payment id\n2024-01-01,5,Acme,INV-9 paid,"INV-1; INV-2",X\n'
    r = read(tmp_path, said)[0][0]
    assert (r.references, r.external_id, r.purpose) == (("INV-1", "INV-2"), "X", "INV-9 paid")


def test_equal_rows_stay_apart_and_are_known_again(tmp_path):
    said = "date,amount,payer,description\n2024-01-01,5,Acme,x\n2024-01-01,5,Acme,x\n2024-01-02,5,Acme,x\n"
    ids = [r.external_id for r in read(tmp_path, said)[0]]
    assert len(set(ids)) == 3
    assert ids == [r.external_id for r in read(tmp_path, said)[0]]


def test_money_that_came_back_is_a_reversal(tmp_path):
    said = "date,amount,payer,description,balance\n2024-01-02,-5,Acme,Rücklastschrift RE-1,1\n2024-01-02,-5,Shop,Paper,1\n"
    assert [(r.amount_minor, r.is_reversal) for r in read(tmp_path, said)[0]] == [(-500, True), (-500, False)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",5,Acme,x,booked", "the date is blank"),
        ("2024-01-01,,Acme,x,booked", "the amount is blank"),
        ("2024-01-01,0,Acme,x,booked", "the amount is zero"),
        ("2024-01-01,5,Acme,x,pending", "not booked"),
        ("2024-02-31,5,Acme,x,booked", "not a possible date"),
        ("2024-01-01,=5,Acme,x,booked", "formula"),
        ("2024-01-01,5,Acme, Inc,x,booked", "more cells"),
    ],
)
def test_bad_rows(tmp_path, row, reason):
    rows, rejected, _ = read(tmp_path, f"date,amount,payer,description,status\n{row}\n")
    assert (rows, len(rejected), rejected[0].line) == ([], 1, 2)
    assert reason in rejected[0].reason


def test_an_open_date_order_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        read(tmp_path, "date,amount,payer,description\n01/02/2024,5,Acme,x\n")
    assert refused.value.code == "date_order"


@pytest.mark.parametrize(
    "header",
    [
        "Payment Id,Date,Customer No,Amount,Currency,Invoice No",
        "Receipt No,Date,Customer,Amount,Currency,Invoice",
        "Zahlungsnummer,Datum,Kunde,Betrag,Währung,Rechnungsnummer",
    ],
)
def test_rows_with_the_number_of_a_payment_are_payments(tmp_path, header):
    assert (
        detect_kind(read_table(write(tmp_path, f"{header}\nP1,2025-01-03,C1,10.00,EUR,I1\n"))) == "payments"
    )
