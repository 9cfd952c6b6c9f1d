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


RULED = [
    ("Jugement d'ouverture d'une procédure de sauvegarde", "opening"),
    ("Jugement de conversion en liquidation judiciaire", "opening"),
    ("Jugement d'extension de liquidation judiciaire", "opening"),
    ("Jugement de reprise de la procédure de liquidation judiciaire", "opening"),
    ("Jugement prononçant la résolution du plan de sauvegarde et la liquidation judiciaire", "opening"),
    ("Jugement mettant fin à la procédure de traitement de sortie de crise et ouvrant une procédure de"
     " redressement judiciaire", "opening"),
    ("Jugement mettant fin à la procédure de redressement judiciaire", "ended"),
    ("Jugement de clôture pour extinction du passif", "ended"),
    ("Rétractation sur tierce opposition", "ended"),
    ("Arrêt de la cour d'appel infirmant une décision soumise à publicité", "petition"),
    ("Jugement prononçant la faillite personnelle", "petition"),
    ("Dépôt de l'état des créances", "petition"),
]  # fmt: skip


@pytest.mark.parametrize(("nature", "effect"), RULED)
def test_what_a_french_ruling_means(nature: str, effect: str) -> None:
    assert one([{**BODACC, "jugement": json.dumps({"nature": nature})}]).effect == effect


def prior(issue: str, number: int) -> str:
    return json.dumps({"nomPublication": "BODACC A", "numeroParution": issue, "numeroAnnonce": number,
                       "dateParution": "1 mars 2023"})  # fmt: skip


def test_what_bodacc_takes_back_stops_nobody() -> None:
    """An annulment names the notice it annuls by issue and number, which together are its id."""
    undone = {**BODACC, "id": "A202300509", "typeavis": "annulation",
              "parutionavisprecedent": prior("20230042", 1234)}  # fmt: skip
    for order in ([BODACC, undone], [undone, BODACC]):
        (left,) = read(json.dumps(order).encode(), "x.json").notices
        assert (left.id, left.effect) == ("A202300509", "ended")
    corrected = {**undone, "typeavis": "rectificatif"}
    (left,) = read(json.dumps([BODACC, corrected]).encode(), "x.json").notices
    assert (left.id, left.effect) == ("A202300509", "opening")
    another = {**undone, "parutionavisprecedent": prior("20230042", 9)}
    assert len(read(json.dumps([BODACC, another]).encode(), "x.json").notices) == 2


def test_the_end_of_a_proceeding_annulled_asks_a_person() -> None:
    closing = json.dumps({"nature": "Jugement de clôture pour insuffisance d'actif"})
    assert one([{**BODACC, "typeavis": "annulation", "jugement": closing}]).effect == "petition"


def test_whom_a_ruling_names_and_a_number_among_the_persons() -> None:
    ruling = json.dumps({
        "nature": "Jugement d'ouverture de liquidation judiciaire", "date": "2023-02-21",
        "complementJugement": "Jugement prononçant la liquidation judiciaire, date de cessation des paiements le 1"
        " janvier 2023, désignant liquidateur Selarl Exemple prise en la personne de Me Marie Dupont 3 rue du Port"
        " 69002 Lyon . Les créances sont à adresser, dans les deux mois de la présente publication, auprès du"
        " liquidateur.",
    })  # fmt: skip
    persons = {"personne": {"denomination": "EXEMPLE", "numeroImmatriculation": {
        "numeroIdentification": "552 100 554", "codeRCS": "RCS"}}}  # fmt: skip
    found = one([{**BODACC, "jugement": ruling, "registre": None, "listepersonnes": json.dumps(persons)}])
    assert found.number == "552100554"
    assert [(h.name, h.address, h.role) for h in found.holders] == [
        ("Selarl Exemple prise en la personne de Me Marie Dupont", "3 rue du Port 69002 Lyon", "liquidateur")
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"records": [{"record": {"id": "1", "fields": BODACC}}]},
        {"records": [{"recordid": "1", "fields": BODACC}]},
        BODACC,
    ],
)
def test_every_envelope_of_bodacc(data: object) -> None:
    assert one(data).number == "552100554"


def test_one_object_a_line() -> None:
    two = {**BODACC, "id": "A202300421235", "familleavis": "retablissement_professionnel"}
    lines = "\n".join(json.dumps(record) for record in (BODACC, two)) + "\n"
    assert [n.id for n in read(lines.encode(), "x.jsonl").notices] == ["A202300421234", "A202300421235"]
    with pytest.raises(Refused) as refused:
        read((lines + '{"id":').encode(), "x.jsonl")
    assert refused.value.code == "damaged" and "line 3" in refused.value.where


def test_events_of_companies_house_name_their_company_by_address() -> None:
    event = {"resource_kind": "company-insolvency", "resource_uri": "/company/01234567/insolvency",
             "data": PUBLIC, "event": {"type": "changed", "published_at": "2024-05-03T10:00:00"}}  # fmt: skip
    profile = {"resource_kind": "company-profile", "resource_uri": "/company/07654321",
               "data": {"company_number": "07654321", "company_status": "liquidation"}}  # fmt: skip
    gone = {**event, "event": {"type": "deleted", "published_at": "2024-05-04T10:00:00"}}
    lines = "\n".join(map(json.dumps, (event, profile, gone)))
    feed = read(lines.encode(), "stream.jsonl")
    assert [(n.number, n.effect) for n in feed.notices] == [
        ("01234567", "opening"),
        ("07654321", "opening"),
        ("01234567", "ended"),
    ]
    assert not feed.faults


def entry(code: str, term: str = "", **more: object) -> dict[str, object]:
    """An entry as The Gazette's JSON has it."""
    return {"id": f"https://www.thegazette.co.uk/id/notice/{code}1", "f:status": "published",
            "f:notice-code": code, "title": "SMITH &amp; SONS LIMITED", "updated": "2024-07-01T00:00:00",
            "published": "2024-06-03T09:00:00", **({"category": {"@term": term}} if term else {}),
            "content": "<div>SMITH &amp;amp; SONS LIMITED (<b>Company Number</b> <span>09876543</span>)</div>",
            **more}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "effect"),
    [
        (entry("2450", "Petitions to Wind Up (Companies)"), "petition"),
        (entry("2461", "Dismissal of Winding-Up Petition"), "ended"),
        (entry("2452", "Winding-Up Orders"), "opening"),
        (entry("2452"), "opening"),
        (entry("2443", "Appointment of Liquidators"), "opening"),
        (entry("2432", "Appointment of Liquidators"), "petition"),
        (entry("2432", "Appointment of Liquidators", content="Members' Voluntary Liquidation"), "solvent"),
        (entry("2503", "Bankruptcy Orders"), "opening"),
    ],
)
def test_entries_of_the_gazette(given: dict[str, object], effect: str) -> None:
    found = one({"f:total": 1, "entry": [given]})
    assert (found.effect, found.name, found.published_on) == (
        effect,
        "SMITH & SONS LIMITED",
        date(2024, 6, 3),
    )
    assert one({"entry": given}).id == found.id
    assert found.number == "09876543" or "content" not in given or "Members" in str(given["content"])


def test_notices_of_the_gazette_on_other_things_are_passed_over() -> None:
    feed = read(json.dumps({"entry": [entry("2903"), entry("1501"), entry("2452")]}).encode(), "feed.json")
    assert [n.effect for n in feed.notices] == ["opening"] and not feed.faults


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:f="https://www.thegazette.co.uk/facets"><title>Insolvency</title>
<entry><id>https://www.thegazette.co.uk/notice/4000001</id><f:status>published</f:status><f:notice-code>2450</f:notice-code>
<title>SINKING SHIPS LIMITED</title><updated>2024-07-09T09:00:00</updated><published>2024-06-03T09:00:00</published>
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
