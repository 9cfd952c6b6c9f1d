"""What replies seem to say in six languages: the code, the day and the sum, with the sentence; and when nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.outreach.inbound.dates import days_in
from recoup.outreach.inbound.kinds import away_until
from recoup.outreach.inbound.readings import amount_in, readings_of
from recoup.outreach.inbound.replies import part

pytestmark = pytest.mark.anydb
SUNDAY = date(2026, 11, 22)

SAID = [
    ("We will pay 1,250.00 EUR on Friday.", "promise", "2026-11-27", 125_000),
    ("Wir überweisen den Betrag bis 30.11.2026.", "promise", "2026-11-30", None),
    ("La facture sera payée le 5 décembre.", "promise", "2026-12-05", None),
    ("Pagaremos 300 € el 3 de diciembre.", "promise", "2026-12-03", 30_000),
    ("Il bonifico sarà effettuato entro fine mese.", "promise", "2026-11-30", None),
    ("We zullen dit volgende week betalen.", "promise", "2026-11-27", None),
    ("Betaling volgt op 1 december", "promise", "2026-12-01", None),
    ("Payment was made yesterday", "paid", None, None),
    ("Ich habe den Betrag von 1.200,50 € bereits am 12.11. überwiesen.", "paid", "2026-11-12", 120_050),
    ("Nous avons réglé la facture le 15 novembre.", "paid", "2026-11-15", None),
    ("Ya hemos pagado la factura.", "paid", None, None),
    ("Abbiamo già pagato il 10 novembre.", "paid", "2026-11-10", None),
    ("Deze factuur is al betaald.", "paid", None, None),
    ("We dispute invoice 12, the goods were damaged.", "disputed", None, None),
    ("Die Ware war beschädigt, wir bestreiten die Rechnung.", "disputed", None, None),
    ("Nous contestons cette facture.", "disputed", None, None),
    ("No estamos de acuerdo con el importe.", "disputed", None, None),
    ("Contestiamo la fattura.", "disputed", None, None),
    ("Wij zijn niet akkoord met deze factuur.", "disputed", None, None),
    ("I am not the right person, please contact Ann.", "wrong_person", None, None),
    ("Ich bin dafür nicht zuständig.", "wrong_person", None, None),
    ("Je ne suis pas la bonne personne.", "wrong_person", None, None),
    ("No soy la persona indicada.", "wrong_person", None, None),
    ("Non sono la persona giusta.", "wrong_person", None, None),
    ("Ik ben niet de juiste persoon.", "wrong_person", None, None),
    ("We have not received the invoice.", "not_received", None, None),
    ("Our solicitors will reply.", "represented", None, None),
    ("Wir haben Insolvenz angemeldet.", "insolvent", None, None),
    ("Können wir eine Ratenzahlung vereinbaren?", "no_money", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "on", "amount"), SAID)
def test_what_a_reply_seems_to_say(text: str, code: str, on: str | None, amount: int | None) -> None:
    first = readings_of(f"Hello,\n\n{text}\n\nKind regards", SUNDAY)[0]
    assert (first.code, first.on and first.on.isoformat(), first.amount_minor) == (code, on, amount)
    assert first.sentence == text


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, noted.",
        "It has not yet been paid.",
        "Once we have paid you",
        "Danke für Ihre Nachricht.",
        "Merci.",
        "",
    ],
)
def test_what_says_nothing_is_read_as_nothing(text: str) -> None:
    assert readings_of(text, SUNDAY) == []


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I am out of the office until 30 November. Back on December 1.", "2026-11-30"),
        ("I will return on Tuesday, 1 December 2026", "2026-11-30"),
        ("Ich bin bis einschließlich 04.12.2026 nicht im Büro", "2026-12-04"),
        ("Ab dem 7. Dezember bin ich wieder erreichbar", "2026-12-06"),
        ("Je suis absent jusqu'au 3 décembre inclus", "2026-12-03"),
        ("Estaré fuera hasta el 2 de diciembre", "2026-12-02"),
        ("Sono assente fino al 28/11/2026", "2026-11-28"),
        ("Ik ben afwezig tot en met 5 december", "2026-12-05"),
        ("from 23 Nov to 27 Nov", "2026-11-27"),
        ("I am away. Ask Bob.", None),
        ("I was away until 3 November 2026.", None),
    ],
)
def test_until_when_somebody_is_away(text: str, until: str | None) -> None:
    found = away_until(text, SUNDAY)
    assert (found and found.isoformat()) == until


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR 1.234,56", (123_456, "EUR")), ("1,234.56 £", (123_456, "GBP")), ("CHF 1'000", (100_000, "CHF")),
        ("1 234,5 €", (123_450, "EUR")), ("1.234 €", (123_400, "EUR")), ("12", (None, "")), ("0 €", (None, "")),
    ],
)  # fmt: skip
def test_sums(text: str, expected: tuple[int | None, str]) -> None:
    assert amount_in(text) == expected


def test_a_date_with_slashes_goes_by_the_country() -> None:
    assert days_in("3/4/2026", SUNDAY)[0].on == date(2026, 4, 3)
    assert days_in("3/4/2026", SUNDAY, day_first=False)[0].on == date(2026, 3, 4)
    assert days_in("12/25/2026", SUNDAY)[0].on == date(2026, 12, 25)


@given(st.text(max_size=400))
def test_no_text_stops_the_reading(text: str) -> None:
    own = part(text).own
    readings_of(own, SUNDAY)
    away_until(own, SUNDAY)


@given(st.lists(st.text(alphabet="abc >:@.1\n", max_size=40), max_size=20))
def test_nothing_is_found_that_is_not_there(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert all(line.strip() in text for line in part(text).own.split("\n"))
