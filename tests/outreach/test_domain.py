"""SPF, DKIM and DMARC: what is found, what is said of it, and what to add."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from recoup.outreach.domain.lookup import LookupTroubleError
from recoup.outreach.domain.rules import Finding, Record, dkim, dmarc, examine, spf
from recoup.outreach.domain.words import SENTENCES, sentence

pytestmark = pytest.mark.anydb
FIRM, GOOGLE = "firm.example", "smtp.gmail.com"


class Table:
    """Text records from a table; a name that maps to None does not answer."""

    def __init__(self, **rows: object) -> None:
        self.rows: dict[str, tuple[str, ...] | None] = {}

    def __call__(self, name: str, *texts: str) -> "Table":
        self.rows[name] = texts
        return self

    def silent(self, name: str) -> "Table":
        self.rows[name] = None
        return self

    def txt(self, name: str) -> tuple[str, ...]:
        found = self.rows.get(name, ())
        if found is None:
            raise LookupTroubleError(name)
        return found


def key(bits: int) -> str:
    made = generate_private_key(65537, bits).public_key()
    return base64.b64encode(made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("v=spf1 include:_spf.google.com ~all", "spf_good"),
        ("v=spf1 include:_spf.google.com -all", "spf_good"),
        ("v=spf1 include:middle.example -all", "spf_good"),
        ("v=spf1 include:_spf.google.com", "spf_open_end"),
        ("v=spf1 include:_spf.google.com ?all", "spf_open_end"),
        ("v=spf1 ip4:192.0.2.1 ~all", "spf_not_ours"),
        ("v=spf1 include:_spf.google.com +all", "spf_anybody"),
        ("v=spf1 include:_spf.google.com all", "spf_anybody"),
        ("v=spf1 inclued:_spf.google.com ~all", "spf_unreadable"),
        ("v=spf1 " + " ".join(f"a:h{n}.example" for n in range(11)) + " ~all", "spf_too_long"),
        ("v=spf10 -all", "spf_missing"),
        ("google-site-verification=1", "spf_missing"),
    ],
)
def test_an_spf_record_is_judged(record: str, code: str) -> None:
    look = Table()(FIRM, record)("middle.example", "v=spf1 include:_spf.google.com ~all")
    assert spf(FIRM, GOOGLE, look).code == code


def test_a_missing_spf_record_comes_with_the_one_to_add() -> None:
    assert spf(FIRM, GOOGLE, Table()).add == Record(FIRM, "v=spf1 include:_spf.google.com ~all")
    assert spf(FIRM, "mx.firm.example", Table()).add == Record(FIRM, "v=spf1 a:mx.firm.example ~all")


def test_what_is_there_is_kept_when_a_provider_is_added() -> None:
    add = spf(FIRM, GOOGLE, Table()(FIRM, "v=spf1 ip4:192.0.2.1 ~all")).add
    assert add == Record(FIRM, "v=spf1 include:_spf.google.com ip4:192.0.2.1 ~all")


def test_two_records_are_as_bad_as_none() -> None:
    assert spf(FIRM, GOOGLE, Table()(FIRM, "v=spf1 ~all", "v=spf1 -all")).code == "spf_many"
    assert (
        dmarc(FIRM, "", Table()("_dmarc.firm.example", "v=DMARC1; p=none", "v=DMARC1; p=reject")).code
        == "dmarc_many"
    )


def test_records_that_lead_in_a_circle_end() -> None:
    look = Table()(FIRM, "v=spf1 include:b.example ~all")("b.example", "v=spf1 include:firm.example ~all")
    assert spf(FIRM, "mx.firm.example", look).code == "spf_good"


@pytest.mark.parametrize(
    ("bits", "code"),
    [(2048, "dkim_good"), (1024, "dkim_weak"), (None, "dkim_revoked"), (0, "dkim_unreadable")],
)
def test_a_dkim_key_is_judged_by_its_length(bits: int | None, code: str) -> None:
    value = "" if bits is None else key(bits) if bits else "MIIBcut"
    look = Table()("google._domainkey.firm.example", f"v=DKIM1; k=rsa; p={value}")
    found = dkim(FIRM, GOOGLE, "", look)
    assert (found.code, found.arg) == (code, "google")


def test_a_named_key_is_the_only_one_looked_for() -> None:
    look = Table()("google._domainkey.firm.example", f"v=DKIM1; p={key(2048)}")
    assert dkim(FIRM, GOOGLE, "other", look).code == "dkim_missing"
    assert dkim(FIRM, GOOGLE, "google", look).code == "dkim_good"
    assert dkim("else.example", GOOGLE, "", look).code == "dkim_unknown"


@pytest.mark.parametrize(
    ("name", "record", "code"),
    [
        ("_dmarc.mail.firm.example", "v=DMARC1; p=reject", "dmarc_good"),
        ("_dmarc.firm.example", "v=DMARC1; p=reject; sp=none", "dmarc_watch"),
        ("_dmarc.firm.example", "v=DMARC1; p=quarantine", "dmarc_good"),
        ("_dmarc.firm.example", "v=DMARC1; rua=mailto:x@firm.example", "dmarc_unreadable"),
        ("_dmarc.example", "v=DMARC1; p=reject", "dmarc_missing"),
    ],
)
def test_dmarc_of_the_domain_or_of_its_parents(name: str, record: str, code: str) -> None:
    assert dmarc("mail.firm.example", "ar@firm.example", Table()(name, record)).code == code


def test_what_did_not_answer_is_unknown_and_never_missing() -> None:
    found = examine(FIRM, GOOGLE, "", "ar@firm.example", Table().silent(FIRM))
    assert [(one.about, one.state) for one in found] == [
        ("spf", "unknown"),
        ("dkim", "bad"),
        ("dmarc", "bad"),
    ]


def test_every_code_has_its_sentence() -> None:
    assert "selector1" in sentence("dkim_good", "selector1")
    for code in SENTENCES:
        assert "%(" not in sentence(code, "x")
    assert Finding("spf", "good", "spf_good").code in SENTENCES
