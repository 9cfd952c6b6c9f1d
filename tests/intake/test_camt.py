# ruff: noqa: E501

import pytest
from tests.intake.reading import write

from recoup.intake.formats.camt import read_camt
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


def entry(
    amount="100.00",
    side="CRDT",
    more="",
    details="",
    status="<Sts>BOOK</Sts>",
    dates="<BookgDt><Dt>2024-03-14</Dt></BookgDt><ValDt><Dt>2024-03-15</Dt></ValDt>",
):
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}{status}{dates}<NtryDtls>{details}</NtryDtls></Ntry>'


def statement(*entries, version="053.001.02", root="BkToCstmrStmt", stmt="Stmt", head=""):
    return (
        f'<?xml version="1.0"?>{head}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}><{stmt}><Id>S1</Id>'
        f"<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>{''.join(entries)}</{stmt}></{root}></Document>"
    )


def detail(amount="", reference="", name="Acme", text="RE-1", iban="NL26VAYB8060476890", end="E1", more=""):
    said = f"<AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls>" if amount else ""
    ref = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{end}</EndToEndId></Refs>{said}<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN>"
        f"</Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{text}</Ustrd>{ref}</RmtInf>{more}</TxDtls>"
    )


def read(folder, said):
    return read_camt(write(folder, said, "s.xml"))


def test_one_entry(tmp_path):
    said = statement(
        entry(more="<AcctSvcrRef>B77</AcctSvcrRef>", details=detail(reference="RF18539007547034"))
    )
    statements, rows, rejected, warnings = read(tmp_path, said)
    r = rows[0]
    assert (r.received_on.isoformat(), r.booked_on.isoformat(), r.amount_minor, r.currency) == (
        "2024-03-15",
        "2024-03-14",
        10000,
        "EUR",
    )
    assert (r.payer_name, r.payer_iban, r.purpose, r.references) == (
        "Acme",
        "NL26VAYB8060476890",
        "RE-1",
        ("RF18539007547034",),
    )
    assert (r.external_id, r.end_to_end_id, r.account_iban, r.statement_id) == (
        "B77",
        "E1",
        "DE89370400440532013000",
        "S1",
    )
    assert (statements[0].credit_minor, statements[0].entries, rejected, warnings) == (10000, 1, [], [])


def test_a_batch_is_its_transactions(tmp_path):
    said = statement(entry("30.00", details=detail("10.00", "A") + detail("20.00", "B")))
    rows = read(tmp_path, said)[1]
    assert [(r.amount_minor, r.references, r.external_id) for r in rows] == [
        (1000, ("A",), "S1#1/1"),
        (2000, ("B",), "S1#1/2"),
    ]


def test_a_batch_that_does_not_add_up_is_taken_whole(tmp_path):
    _, rows, _, warnings = read(
        tmp_path, statement(entry("31.00", details=detail("10.00", "A") + detail("20.00", "B")))
    )
    assert [(r.amount_minor, r.references) for r in rows] == [(3100, ("A", "B"))]
    assert "do not add up" in warnings[0]


def test_money_out_and_reversals(tmp_path):
    said = statement(
        entry("5.00", "DBIT"), entry("7.00", "DBIT", more="<RvslInd>true</RvslInd>", details=detail())
    )
    statements, rows, _, _ = read(tmp_path, said)
    assert [(r.amount_minor, r.is_reversal, r.payer_name) for r in rows] == [
        (-500, False, ""),
        (-700, True, "Acme"),
    ]
    assert (statements[0].debit_minor, statements[0].reversals) == (1200, 1)


def test_a_returned_debit_is_a_reversal(tmp_path):
    returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    assert read(tmp_path, statement(entry("7.00", "DBIT", details=detail(more=returned))))[1][0].is_reversal


def test_equal_entries_stay_apart(tmp_path):
    same = entry(more="<AcctSvcrRef>B77</AcctSvcrRef>", details=detail(end="NOTPROVIDED"))
    rows = read(tmp_path, statement(same, same, entry()))[1]
    assert len({r.external_id for r in rows}) == 3
    assert rows[0].end_to_end_id == ""


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entry(status="<Sts>PDNG</Sts>"), "not booked"),
        (entry(status="<Sts><Cd>INFO</Cd></Sts>"), "not booked"),
        (entry(dates=""), "no date"),
        (entry(dates="<ValDt><Dt>2024-02-30</Dt></ValDt>"), "not a possible date"),
        (entry("ten"), "not an amount"),
        (entry("1.005"), "more decimals"),
        (entry("0"), "zero"),
        (entry().replace("EUR", "ZZZ"), "unknown currency"),
        (entry().replace('<Amt Ccy="EUR">100.00</Amt>', ""), "no amount"),
    ],
)
def test_an_entry_that_is_no_payment_is_rejected(tmp_path, broken, reason):
    _, rows, rejected, _ = read(tmp_path, statement(broken, entry()))
    assert len(rows) == 1
    assert reason in rejected[0].reason


@pytest.mark.parametrize("version", ["053.001.02", "053.001.04", "053.001.08", "053.001.13"])
def test_every_version(tmp_path, version):
    assert len(read(tmp_path, statement(entry(), version=version))[1]) == 1


def test_the_party_of_newer_versions(tmp_path):
    newer = detail().replace("<Nm>Acme</Nm>", "<Pty><Nm>Acme</Nm></Pty>")
    assert (
        read(
            tmp_path, statement(entry(details=newer, status="<Sts><Cd>BOOK</Cd></Sts>"), version="053.001.08")
        )[1][0].payer_name
        == "Acme"
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (statement(entry(), version="052.001.02", root="BkToCstmrAcctRpt", stmt="Rpt"), "provisional"),
        (statement(entry())[:-30], "damaged"),
        (statement(entry(), head='<!DOCTYPE d [<!ENTITY a "aaaa">]>'), "damaged"),
        (statement("<a>" * 100 + "</a>" * 100), "damaged"),
        (
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>',
            "no_rows",
        ),
        ("customer,amount\n", "wrong_kind"),
    ],
)
def test_what_is_refused(tmp_path, said, code):
    with pytest.raises(Refused) as refused:
        read(tmp_path, said)
    assert refused.value.code == code


def test_no_file_is_fetched_or_opened_by_an_entity(tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    head = f'<!DOCTYPE d [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    with pytest.raises(Refused):
        read(tmp_path, statement(entry(details=detail(text="&a;")), head=head))
