# ruff: noqa: E501

import pytest
from tests.intake.reading import write

from recoup.intake.formats import read_table
from recoup.intake.mapping import Defaults
from recoup.intake.recognise import detect_kind, propose_mapping
from recoup.intake.rows import contact_rows

pytestmark = pytest.mark.anydb


def read(folder, said):
    table = read_table(write(folder, said))
    assert detect_kind(table) == "contacts"
    return contact_rows(table, propose_mapping(table), Defaults("EUR"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Customer Number,Customer,Contact Person,Role,Email,Phone\n0012,Acme,Ann Lee,Accounts Payable,ap@acme.test,+44 20 1\n", ("0012", "Acme", "Ann Lee", "accounts_payable", "ap@acme.test", "+44 20 1")),
        ("Kundennummer;Firma;Ansprechpartner;Funktion;E-Mail;Telefon\n10007;Weiß KG;Eva Öz;Geschäftsführerin;e@w.test;030 1\n", ("10007", "Weiß KG", "Eva Öz", "owner", "e@w.test", "030 1")),
        ("Code client;Raison sociale;Interlocuteur;Fonction;Courriel\nC1;Société;Zoé;Comptable;z@s.test\n", ("C1", "Société", "Zoé", "accounting_manager", "z@s.test", "")),
        ("Organization,First Name,Last Name,Email,Phone\nX-Men,Scott,Summers,s@x.test,1\n", ("", "X-Men", "Scott Summers", "", "s@x.test", "1")),
        ("Klantnummer;Bedrijfsnaam;Contactpersoon;Functie;E-mailadres\n1;Jansen BV;Piet;Verkoop;p@j.test\n", ("1", "Jansen BV", "Piet", "sales", "p@j.test", "")),
        ("Customer,Contact,Email\nAcme,Ann,Ann <a@b.c>; d@e.f\n", ("", "Acme", "Ann", "", "a@b.c", "")),
        ("customer,email,role\nAcme,info@acme.test,Wizard\n", ("", "Acme", "", "other", "info@acme.test", "")),
    ],
)  # fmt: skip
def test_lists_of_people(tmp_path, said, expected):
    rows, rejected, _ = read(tmp_path, said)
    r = rows[0]
    assert rejected == []
    assert (r.debtor_number, r.debtor_name, r.name, r.role, r.email, r.phone) == expected


def test_the_debtor_of_a_row(tmp_path):
    said = "customer no,customer,customer type,street,zip,city,country,vat number,payment terms,language,email\n1,Acme,sole trader,High St 1,01234,Leeds,United Kingdom,GB1,30 days,English,a@b.c\n"
    d = read(tmp_path, said)[0][0].debtor
    assert (d.kind, d.street, d.postal_code, d.city, d.country, d.vat_id, d.terms_days, d.language) == (
        "sole_trader", "High St 1", "01234", "Leeds", "GB", "GB1", 30, "en",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [(",,a@b.c", "no debtor"), ("1,Acme,nobody", "not an email address"), ("1,Acme,a@b.c,x", "more cells")],
)
def test_bad_rows(tmp_path, row, reason):
    rows, rejected, _ = read(tmp_path, f"customer no,customer,email\n{row}\n")
    assert (rows, [r.line for r in rejected]) == ([], [2])
    assert reason in rejected[0].reason
