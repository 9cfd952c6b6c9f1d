"""What registers give out: Companies House, BODACC, Gazette-like feeds; hostile files; whose notice it is."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import SHARED

from recoup.lib.errors import Refused
from recoup.recourse.registers.matching import Finder, Who, plain_number
from recoup.recourse.registers.notice import Notice
from recoup.recourse.registers.reading import LARGEST, read

pytestmark = pytest.mark.anydb
HOUSE = SHARED / "data" / "insolv_companieshouse_delta" / "src"
needs_house = pytest.mark.skipif(
    not HOUSE.is_dir(), reason="the samples of Companies House are not beside the project"
)
BODACC = {
    "id": "A202300421234", "publicationavis": "A", "dateparution": "2023-03-01", "numeroannonce": 1234,
    "typeavis": "annonce", "familleavis": "collective", "familleavis_lib": "Procédures collectives",
    "tribunal": "Tribunal de Commerce de Lyon", "commercant": "EXEMPLE DISTRIBUTION SARL",
    "registre": ["552 100 554", "552100554"],
    "jugement": json.dumps({"type": "initial", "famille": "Jugement d'ouverture", "date": "2023-02-21",
                            "nature": "Jugement d'ouverture d'une procédure de redressement judiciaire"}),
}  # fmt: skip
PUBLIC = {
    "etag": "x", "status": ["in-administration"],
    "cases": [{"number": "1", "type": "in-administration", "dates": [
        {"type": "administration-started-on", "date": "2024-05-02"}],
        "practitioners": [{"name": "Ann Keeper", "appointed_on": "2024-05-02", "role": "practitioner",
                           "address": {"address_line_1": "1 Fleet Street", "locality": "London",
                                       "postal_code": "EC4Y 1AA"}},
                          {"name": "Gone Before", "ceased_to_act_on": "2024-06-01"}]}],
}  # fmt: skip


def one(data: object, **more: str) -> Notice:
    (found,) = read(json.dumps(data).encode(), "x.json", **more).notices
    return found


def delta(name: str) -> bytes:
    return (HOUSE / name).read_bytes()


@needs_house
@pytest.mark.parametrize(
    ("name", "effects", "opened"),
    [
        ("itest/resources/input/case_type_1.json", ["solvent"], date(2020, 5, 6)),
        ("itest/resources/input/case_type_2.json", ["opening"], date(2021, 5, 24)),
        ("itest/resources/input/case_type_3.json", ["opening"], date(2021, 6, 10)),
        ("test/resources/insolvency-delta-example.json", ["solvent"], date(2020, 5, 6)),
        ("test/resources/insolvency-delta-complex.json", ["opening"] * 4, date(2002, 12, 17)),
    ],
)
def test_deltas_of_companies_house(name: str, effects: list[str], opened: date) -> None:
    feed = read(delta(name), name)
    assert [notice.effect for notice in feed.notices] == effects and not feed.faults
    assert feed.notices[0].opened_on == opened
    assert feed.notices[0].number and feed.notices[0].country == "GB"


@needs_house
def test_what_was_published_and_its_delta_say_the_same() -> None:
    """The public document of a delta, as their own converter makes it, is the same notice."""
    for n in (1, 2, 3):
        asked = read(delta(f"itest/resources/input/case_type_{n}.json"), "in").notices[0]
        told = read(delta(f"itest/resources/output/case_type_{n}_output.json"), "out").notices[0]
        assert (told.number, told.effect, told.opened_on) == (asked.number, asked.effect, asked.opened_on)
        assert [one.name for one in told.holders] == [one.name for one in asked.holders]
        assert told.id == asked.id


@needs_house
def test_all_their_samples_are_read_or_refused_in_words() -> None:
    for path in sorted(HOUSE.rglob("*.json")):
        try:
            feed = read(path.read_bytes(), path.name)
        except Refused as refused:
            assert refused.code == "damaged" and "invalid" in path.name
            assert ", line " in refused.where
        else:
            assert feed.register == "companies_house"


def test_an_answer_of_companies_house() -> None:
    notice = one(PUBLIC, number="01234567")
    assert (notice.effect, notice.opened_on) == ("opening", date(2024, 5, 2))
    assert [(h.name, h.address) for h in notice.holders] == [
        ("Ann Keeper", "1 Fleet Street\nLondon\nEC4Y 1AA")
    ]
    nameless = read(json.dumps(PUBLIC).encode(), "x.json")
    assert not nameless.notices and "which company" in nameless.faults[0][1]


@pytest.mark.parametrize(
    ("status", "effect"),
    [("active", "clear"), ("liquidation", "opening"), ("dissolved", "petition"), ("", "clear")],
)
def test_a_profile_of_companies_house(status: str, effect: str) -> None:
    profile = {"company_number": "01234567", "company_name": "ACME LIMITED", "company_status": status}
    assert one(profile).effect == effect


def test_what_was_ended_is_another_notice_than_its_opening() -> None:
    ended = json.loads(json.dumps(PUBLIC))
    ended["cases"][0]["dates"].append({"type": "administration-ended-on", "date": "2025-05-01"})
    before, after = one(PUBLIC, number="1"), one(ended, number="1")
    assert (before.effect, after.effect) == ("opening", "ended") and before.id != after.id


def test_bodacc_as_json_and_as_table() -> None:
    notice = one({"total_count": 1, "results": [BODACC]})
    assert (notice.number, notice.effect, notice.country) == ("552100554", "opening", "FR")
    assert (notice.opened_on, notice.published_on) == (date(2023, 2, 21), date(2023, 3, 1))
    heads = list(BODACC)
    cells = [",".join(v) if isinstance(v, list) else str(v) for v in BODACC.values()]
    table = ";".join(heads) + "\n" + ";".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
    (same,) = read(table.encode("utf-8-sig"), "annonces.csv").notices
    assert (same.id, same.number, same.effect, same.opened_on) == (
        notice.id,
        notice.number,
        notice.effect,
        notice.opened_on,
    )


@pytest.mark.parametrize(
    ("changed", "effect"),
    [
        ({"typeavis": "annulation"}, "ended"),
        ({"jugement": '{"nature": "Jugement de clôture pour insuffisance d\'actif"}'}, "ended"),
        ({"jugement": "{not json"}, "petition"),
        ({"jugement": None}, "petition"),
    ],
)
def test_what_bodacc_says_besides(changed: dict[str, object], effect: str) -> None:
    assert one([{**BODACC, **changed}]).effect == effect


def test_other_families_of_bodacc_are_passed_over() -> None:
    feed = read(
        json.dumps([{**BODACC, "familleavis": "vente"}, 7, {"familleavis": "collective"}]).encode(), "x.json"
    )
    assert not feed.notices and [where for where, _ in feed.faults] == ["record 2", "record 3"]


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:f="https://www.thegazette.co.uk/facets"><title>Insolvency</title>
<entry><id>https://www.thegazette.co.uk/notice/4000001</id><f:notice-code>2450</f:notice-code>
<title>SINKING SHIPS LIMITED</title><updated>2024-06-03T09:00:00</updated>
<category term="Petitions to Wind Up (Companies)"/><content type="html">In the matter of SINKING SHIPS LIMITED
(Company Number 09876543)</content></entry></feed>"""


def test_a_gazette_as_atom_and_as_table() -> None:
    (petition,) = read(ATOM.encode(), "feed.atom").notices
    assert (petition.number, petition.name) == ("09876543", "SINKING SHIPS LIMITED")
    assert (petition.effect, petition.published_on, petition.country) == ("petition", date(2024, 6, 3), "GB")
    heads = "Company;Company Number;Notice Type;Published;Office-holder"
    table = f"{heads}\nAcme Ltd;445790;Appointment of Liquidators;3/6/2024;Ann\n"
    (row,) = read(table.encode(), "week.csv", country="GB").notices
    assert (row.effect, row.published_on, row.holders[0].name) == ("opening", date(2024, 6, 3), "Ann")


DEEP = b'{"insolvency":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<feed><entry><title>&b;</title></entry></feed>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n ", "empty_file"),
        (b"x" * (LARGEST + 1), "file_too_large"),
        (b'{"insolvency": [{"company_number": "01"', "damaged"),
        (DEEP, "damaged"),
        (BOMB, "damaged"),
        (b"<feed><entry>", "damaged"),
        (b"<html><body>Sign in</body></html>", "unknown_format"),
        (b'{"message": "rate limit"}', "unknown_format"),
        (b"[]]", "damaged"),
        (b"[1, 2]", "unknown_format"),
        (b"colour,size\nred,4\n", "unknown_format"),
        (b"%PDF-1.4 \0\0", "unknown_format"),
        (b"\xff\xfe\x00\x00", "unknown_format"),
        (ATOM.encode()[:400], "damaged"),
        (b"name;number\n" + b'"' + b"a" * 200_000, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(data, "feed")
    assert refused.value.code == code and refused.value.what and refused.value.how


def test_a_record_with_odd_values_harms_no_other() -> None:
    odd = {"insolvency": [{"company_number": {"a": 1}, "case_numbers": []}, 5, {
        "company_number": "01", "case_numbers": [7, {"case_type": ["x"], "appointments": [3, {"surname": 4}],
                                                     "wind_up_date": 99999999}]}]}  # fmt: skip
    feed = read(json.dumps(odd).encode(), "x.json")
    assert len(feed.notices) == 1 and feed.notices[0].opened_on is None and len(feed.faults) == 3


KEYS = (
    *(
        "insolvency",
        "cases",
        "company_number",
        "case_numbers",
        "results",
        "familleavis",
        "registre",
        "jugement",
    ),
    *("dates", "links", "external_data", "practitioners", "name", "type", "appointments", "company_status"),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)


@given(
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        max_leaves=20,
    )
)
def test_no_document_breaks_the_reader(value: object) -> None:
    try:
        feed = read(json.dumps(value).encode(), "x", number="01")
    except Refused as refused:
        assert refused.what
    else:
        assert all(len(n.id) <= 120 and len(n.proceeding) <= 200 and n.register for n in feed.notices)


def who(pk: int = 1, **more: str) -> Who:
    return Who(pk, **{"name": "Acme Ltd", "number": "00445790", "country": "GB", **more})


def notice(**more: str) -> Notice:
    return Notice(**{"register": "gazette", "id": "1", "country": "GB", "number": "445790", "name": "ACME LIMITED",
                     "effect": "opening", "proceeding": "x", **more})  # fmt: skip


@pytest.mark.parametrize(
    ("debtor", "said", "by"),
    [
        (who(), notice(), ["number"]),
        (who(), notice(name="Quite Another plc"), ["number"]),
        (who(), notice(number=""), ["name"]),
        (who(number=""), notice(), ["name"]),
        (who(), notice(number="999"), []),
        (who(country="FR", number=""), notice(), []),
        (who(country=""), notice(), ["number"]),
        (
            who(country="FR", number="RCS Lyon 552 100 554"),
            notice(country="FR", number="552100554", name=""),
            ["number"],
        ),
        (
            who(country="FR", number="", vat_id="FR83552100554"),
            notice(country="FR", number="552100554"),
            ["number"],
        ),
        (who(country="IE"), notice(), []),
        (who(country="DE", number="HRB 12345"), notice(country="DE", number="HRB 12345"), ["number"]),
        (
            who(country="DE", number="HRB 12345"),
            notice(country="DE", number="HRB 12345", name="Other GmbH"),
            [],
        ),
        (who(name="Acme Trading Ltd"), notice(number=""), []),
        (who(name="Acmé, Ltd."), notice(number=""), ["name"]),
        (who(name="Ltd"), notice(number="", name="The Company"), []),
    ],
)
def test_whose_notice_it_is(debtor: Who, said: Notice, by: list[str]) -> None:
    assert [how for _, how in Finder([debtor], "GB").find(said)] == by


@given(st.text(max_size=30), st.sampled_from(["GB", "FR", "DE", ""]))
def test_a_number_is_the_same_however_it_is_spaced(number: str, country: str) -> None:
    found = plain_number(number, country)
    assert found == plain_number(f" {number} ", country)
    assert not found or any(c.isdigit() for c in found) or set(found) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
