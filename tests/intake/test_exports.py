"""Exports as accounting programs write them, in their own words; each read without help."""

# ruff: noqa: E501

from datetime import date

import pytest
from tests.intake.reading import write

from recoup.intake.formats import read_table
from recoup.intake.mapping import Defaults
from recoup.intake.recognise import detect_kind, propose_mapping
from recoup.intake.rows import invoice_rows
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

D = date.fromisoformat

# program, file, then of its first invoice: number, debtor, kind, issued, due, currency, amount, open
EXPORTS = [
    (
        "Xero, sales invoices, a line per item",
        "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,TaxTotal,InvoiceAmountPaid,"
        "InvoiceAmountDue,InventoryItemCode,*Description,*Quantity,*UnitAmount,LineAmount,*AccountCode,*TaxType,TaxAmount,"
        "Currency,Type,Sent,Status\n"
        "Acme Ltd,ap@acme.test,INV-0001,PO7,25/01/2024,24/02/2024,240.00,40.00,100.00,140.00,,Work,1,100,100,200,20%,20,GBP,"
        "Sales invoice,Sent,Awaiting Payment\n"
        "Acme Ltd,ap@acme.test,INV-0001,PO7,25/01/2024,24/02/2024,240.00,40.00,100.00,140.00,,More,1,100,100,200,20%,20,GBP,"
        "Sales invoice,Sent,Awaiting Payment\n",
        1,
        ("INV-0001", "Acme Ltd", "invoice", "2024-01-25", "2024-02-24", "GBP", 24000, 14000),
    ),
    (
        "Xero, aged receivables detail",
        "Aged Receivables Detail,,,,,,,\nDemo Company,,,,,,,\nAs at 31 March 2024,,,,,,,\n,,,,,,,\n"
        "Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,Total\n"
        "Acme Ltd,,,,,,,\n"
        "5 Jan 2024,5 Feb 2024,INV-7,PO 1,0.00,1200.00,0.00,1200.00\n"
        "Total Acme Ltd,,,,0.00,1200.00,0.00,1200.00\n"
        "Bolt BV,,,,,,,\n"
        "6 Jan 2024,6 Feb 2024,INV-8,PO 1,0.00,10.00,0.00,10.00\n"
        "Total Bolt BV,,,,0.00,10.00,0.00,10.00\n"
        "Total,,,,0.00,1210.00,0.00,1210.00\n",
        2,
        ("INV-7", "Acme Ltd", "invoice", "2024-01-05", "2024-02-05", "EUR", 120000, 120000),
    ),
    (
        "QuickBooks Online, invoice list",
        "Invoice List by Date\nCraig's Design\n\nDate,Transaction Type,Num,Name,Memo/Description,Due Date,Amount,Open Balance\n"
        "01/27/2024,Invoice,1037,Sonnenschein Family Store,,02/26/2024,\"$1,362.07\",\"$362.07\"\n"
        "01/28/2024,Credit Memo,1038,Bill's Windsurf Shop,,01/28/2024,-$100.00,-$100.00\n"
        "01/29/2024,Payment,1039,Bill's Windsurf Shop,,01/28/2024,-$100.00,-$100.00\n"
        "TOTAL,,,,,,\"$1,262.07\",$262.07\n",
        2,
        ("1037", "Sonnenschein Family Store", "invoice", "2024-01-27", "2024-02-26", "USD", 136207, 36207),
    ),
    (
        "QuickBooks Desktop, open invoices under their customer",
        ",Type,Date,Num,P. O. #,Terms,Due Date,Aging,Open Balance\nAbercrombie,,,,,,,,\n"
        ",Invoice,12/15/2024,90,,Net 30,01/14/2025,17,\"1,000.25\"\nTotal Abercrombie,,,,,,,,\"1,000.25\"\nTOTAL,,,,,,,,\"1,000.25\"\n",
        1,
        ("90", "Abercrombie", "invoice", "2024-12-15", "2025-01-14", "EUR", 100025, 100025),
    ),
    (
        "Sage 50",
        "No,Type,A/C,Name,Ref,Details,Date,Due Date,Net,Tax,Gross,O/S Amount\n"
        "12,SI,ABC001,ABC Ltd,00045,Goods,15/03/2024,14/04/2024,100.00,20.00,120.00,120.00\n"
        "13,SC,ABC001,ABC Ltd,00046,Return,16/03/2024,16/03/2024,10.00,2.00,12.00,12.00\n"
        "14,SR,ABC001,ABC Ltd,00047,Receipt,17/03/2024,17/03/2024,50.00,0,50.00,50.00\n",
        2,
        ("12", "ABC Ltd", "invoice", "2024-03-15", "2024-04-14", "EUR", 12000, 12000),
    ),
    (
        "DATEV, OPOS",
        "Konto;Kontobezeichnung;Rechnungsnummer;Belegdatum;Fälligkeit;WKZ;Betrag;S/H;Saldo\n"
        "10001;Müller GmbH;RE-0001;15.03.2024;14.04.2024;EUR;1.190,00;S;1.190,00\n"
        "10002;Öl & Co KG;GU-2;16.03.2024;16.03.2024;EUR;100,00;H;100,00\n",
        2,
        ("RE-0001", "Müller GmbH", "invoice", "2024-03-15", "2024-04-14", "EUR", 119000, 119000),
    ),
    (
        "Lexware Office",
        "Belegnummer;Belegdatum;Fälligkeitsdatum;Kundennummer;Kunde;Betrag netto;Betrag brutto;Offener Betrag;Währung;Status\n"
        "RE0042;01.02.2024;15.02.2024;10007;Weiß e.K.;100,00;119,00;119,00;EUR;offen\n",
        1,
        ("RE0042", "Weiß e.K.", "invoice", "2024-02-01", "2024-02-15", "EUR", 11900, 11900),
    ),
    (
        "sevdesk",
        '"Rechnungsnummer";"Rechnungsdatum";"Kunde";"Kundennummer";"Fälligkeit";"Nettobetrag";"Bruttobetrag";"Bezahlt am";"Status"\n'
        '"RE-1001";"31.01.2024";"Bäckerei Öz";"00017";"14.02.2024";"1.000,00";"1.190,00";"";"Fällig"\n',
        1,
        ("RE-1001", "Bäckerei Öz", "invoice", "2024-01-31", "2024-02-14", "EUR", 119000, None),
    ),
    (
        "Odoo, display names",
        '"Number","Invoice Partner Display Name","Invoice/Bill Date","Due Date","Tax Excluded","Total","Amount Due Signed","Currency",'
        '"Payment Status","Status"\n"INV/2024/00001","Azure Interior","2024-01-05","2024-02-04","1000.0","1150.0","650.0","USD","Partially Paid","Posted"\n',
        1,
        ("INV/2024/00001", "Azure Interior", "invoice", "2024-01-05", "2024-02-04", "USD", 115000, 65000),
    ),
    (
        "Odoo, field names",
        "name,invoice_partner_display_name,invoice_date,invoice_date_due,amount_untaxed_signed,amount_total_signed,"
        "amount_residual_signed,payment_state,state\nRINV/1,Deco Addict,2024-01-05,2024-01-05,-100.0,-115.0,-115.0,not_paid,posted\n",
        1,
        ("RINV/1", "Deco Addict", "credit_note", "2024-01-05", "2024-01-05", "EUR", 11500, 11500),
    ),
    (
        "Zoho Books",
        "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Due Date,PurchaseOrder,Currency Code,SubTotal,Total,Balance,"
        "Item Name,Quantity,Item Price,Item Total\n"
        "2024-01-05,4600001,INV-000003,Overdue,Sujin Ltd,2024-01-20,PO-9,INR,100,118.00,118.00,Pen,1,50,50\n"
        "2024-01-05,4600001,INV-000003,Overdue,Sujin Ltd,2024-01-20,PO-9,INR,100,118.00,118.00,Ink,1,50,50\n",
        1,
        ("INV-000003", "Sujin Ltd", "invoice", "2024-01-05", "2024-01-20", "INR", 11800, 11800),
    ),
    (
        "FreshBooks, amounts by line only",
        "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Rate,Quantity,Line Subtotal,Tax 1 Amount,Line Total,Currency\n"
        "X Ltd,0000001,2024-01-28,sent,,Repair,65.00,10,650.00,65.00,715.00,USD\nX Ltd,0000001,2024-01-28,sent,,Paint,98.00,5,490.00,0,490.00,USD\n",
        1,
        ("0000001", "X Ltd", "invoice", "2024-01-28", None, "USD", 120500, None),
    ),
    (
        "Invoice Ninja",
        "Invoice Number,Client Name,Client Number,Amount,Balance,Paid to Date,Date,Due Date,PO Number,Status,Currency\n"
        "0007,Ninja BV,0042,121.00,21.00,100.00,2024-03-01,2024-03-31,PO1,Partial,EUR\n",
        1,
        ("0007", "Ninja BV", "invoice", "2024-03-01", "2024-03-31", "EUR", 12100, 2100),
    ),
    (
        "FreeAgent",
        "Reference,Contact,Dated On,Due On,Net Value,Total Value,Paid Value,Due Value,Currency,Status\n"
        "001,Clive Ltd,2024-02-01,2024-03-02,100.00,120.00,0.00,120.00,GBP,Open\n",
        1,
        ("001", "Clive Ltd", "invoice", "2024-02-01", "2024-03-02", "GBP", 12000, 12000),
    ),
    (
        "Exact Online",
        "Factuurnummer;Factuurdatum;Vervaldatum;Debiteurnummer;Naam debiteur;Valuta;Factuurbedrag;Openstaand bedrag;Betalingsconditie\n"
        "24700001;15-03-2024;14-04-2024;0001001;De Vries B.V.;EUR;1.210,00;210,00;30 dagen\n",
        1,
        ("24700001", "De Vries B.V.", "invoice", "2024-03-15", "2024-04-14", "EUR", 121000, 21000),
    ),
    (
        "Moneybird",
        "Factuurnummer,Contact,Factuurdatum,Vervaldatum,Bedrag excl. btw,Bedrag incl. btw,Openstaand,Status,Valuta\n"
        '2024-0001,Jansen,2024-03-15,2024-03-29,"100,00","121,00","121,00",open,EUR\n',
        1,
        ("2024-0001", "Jansen", "invoice", "2024-03-15", "2024-03-29", "EUR", 12100, 12100),
    ),
    (
        "Pennylane",
        "Numéro de facture;Client;Date;Échéance;Montant HT;TVA;Montant TTC;Reste à payer;Devise;Statut\n"
        "F-2024-01;Société Générée;15/01/2024;14/02/2024;1 000,00 €;200,00 €;1 200,00 €;1 200,00 €;EUR;En retard\n",
        1,
        ("F-2024-01", "Société Générée", "invoice", "2024-01-15", "2024-02-14", "EUR", 120000, 120000),
    ),
    (
        "Holded",
        "Num. factura;Cliente;NIF;Fecha;Vencimiento;Base imponible;IVA;Total;Pagado;Pendiente;Estado\n"
        "F240001;Peña S.L.;B12345678;20/01/2024;19/02/2024;100,00;21,00;121,00;0,00;121,00;Pendiente\n",
        1,
        ("F240001", "Peña S.L.", "invoice", "2024-01-20", "2024-02-19", "EUR", 12100, 12100),
    ),
    (
        "Fatture in Cloud",
        "Data;Numero;Cliente;Partita IVA;Imponibile;IVA;Totale;Prossima scadenza;Importo da saldare;Stato\n"
        "31/01/2024;12/A;Perù S.r.l.;01234567890;100,00;22,00;122,00;29/02/2024;122,00;non saldato\n",
        1,
        ("12/A", "Perù S.r.l.", "invoice", "2024-01-31", "2024-02-29", "EUR", 12200, 12200),
    ),
    (
        "Stripe, invoices",
        "id,Number,Customer,Customer Name,Due Date (UTC),Date (UTC),Amount Due,Amount Paid,Amount Remaining,Total,Currency,Status\n"
        "in_1,ABC-0001,cus_1,Jenny Ltd,2024-02-01 00:00,2024-01-01 10:00,12.00,0.00,12.00,12.00,usd,open\n",
        1,
        ("ABC-0001", "Jenny Ltd", "invoice", "2024-01-01", "2024-02-01", "USD", 1200, 1200),
    ),
    (
        "SAP, open items",
        "business_code\tcust_number\tname_customer\tclear_date\tbuisness_year\tdoc_id\tposting_date\tdue_in_date\tinvoice_currency\ttotal_open_amount\n"
        "U001\t0200769623\tWAL-MAR corp\t\t2020.0\t1930438491.0\t2020-01-26\t20200210.0\tUSD\t54273.28\n",
        1,
        ("1930438491", "WAL-MAR corp", "invoice", "2020-01-26", "2020-02-10", "USD", 5427328, 5427328),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "count", "first"), [e[1:] for e in EXPORTS], ids=[e[0] for e in EXPORTS])
def test_an_export_is_read_as_it_is(tmp_path, said, count, first):
    table = read_table(write(tmp_path, said))
    assert detect_kind(table) == "invoices"
    rows, _, _ = invoice_rows(table, propose_mapping(table), Defaults("EUR"))
    assert len(rows) == count
    r = rows[0]
    number, debtor, kind, issued, due, currency, amount, open_ = first
    assert (r.number, r.debtor.name, r.kind, r.currency) == (number, debtor, kind, currency)
    assert (r.issued_on, r.due_on) == (D(issued) if issued else None, D(due) if due else None)
    assert (r.amount_minor, r.open_minor) == (amount, open_)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Customer,Current,1 - 30,31 - 60,61 - 90,> 90,Total\nAcme,0,1,0,0,0,1\n", "ageing_summary"),
        ("JournalNumber,JournalDate,AccountName,NetAmount,Reference,Description\n1,23-Jan-15,Income,-36000,INV-1,Sales\n", "journal"),
        ("Konto;Gegenkonto;Belegdatum;Belegfeld 1;Umsatz\n10000;8400;15.03.2024;RE1;100,00\n", "journal"),
        ("Name,Length,Category\nAvatar,3h,sifi\n", "no_header"),
    ],
)  # fmt: skip
def test_other_lists_are_refused_in_words(tmp_path, said, code):
    with pytest.raises(Refused) as refused:
        propose_mapping(read_table(write(tmp_path, said)))
    assert refused.value.code == code
    assert refused.value.what.endswith(".") or ":" in refused.value.what
    assert refused.value.how
