"""Which law answers for a case, what is assumed to find it, and what a person has confirmed or decided about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from recoup.cases.models import Case, CaseInvoice, CasePlace
from recoup.cases.people import members
from recoup.cases.people.desk import case_by, sit_down
from recoup.law.answers import BEFORE_DEMAND, Told
from recoup.law.answers import answer as ask_law
from recoup.law.places import Connections, Place, place_of, which_law
from recoup.law.questions import QUESTIONS, Factor
from recoup.law.values import Answer, Unknown
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.recourse import confirm as figures
from recoup.recourse.confirm import Figure
from recoup.recourse.models import Confirmation, LawDecision

BEFORE_FORMAL = tuple(dict.fromkeys(QUESTIONS[one].factor for one in BEFORE_DEMAND))
"""The factors whose law is asked before a demand goes out."""
_ASKED_BY = {
    Factor.CONTRACT: "interest.rate", Factor.PERSON: "contact.hours", Factor.COURT: "demand.form",
    Factor.SEAT: "insolvency.registers", Factor.REGISTRATION: "tax.relief",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose law answers the questions of one factor; `chosen` is the person's word on it, if there is one."""

    factor: Factor
    place: Place
    chosen: CasePlace | None

    @property
    def key(self) -> str:
        """ISO 3166-2."""
        return self.place.key

    @property
    def needs_confirming(self) -> bool:
        """Whether it rests on an assumption that no person has confirmed or changed."""
        return self.chosen is None and bool(self.place.assumptions)


@dataclass(frozen=True, slots=True)
class CaseLaw:
    """The law of a case: whose, and the connections to ask `recoup.law` with."""

    connections: Connections
    choices: tuple[Choice, ...]

    def of(self, factor: Factor) -> Choice:
        """The choice of a factor."""
        return next(one for one in self.choices if one.factor == factor)

    def place(self, question: str) -> Place:
        """The place whose law answers a question."""
        return self.of(QUESTIONS[question].factor).place

    def to_confirm(self, factors: Iterable[Factor] = BEFORE_FORMAL) -> list[Choice]:
        """What is still assumed for these factors."""
        wanted = set(factors)
        return [one for one in self.choices if one.factor in wanted and one.needs_confirming]


def connections_of(case: Case, moment: datetime) -> CaseLaw:
    """The law of a case at a moment: what a person chose goes before what the books say, that before assumptions."""
    creditor, debtor = case.creditor, case.debtor
    region = settings_of(creditor, moment).calendar_region
    seat = f"{debtor.country}-{debtor.region}" if debtor.country and debtor.region else debtor.country
    chosen = {one.factor: one for one in CasePlace.objects.of(creditor).filter(case=case).order_by("pk")}
    known = Connections(
        creditor=f"{creditor.country}-{region}" if region else creditor.country,
        contract=_stated(case),
        person=seat if _is_place(seat) else "",
        seat=seat if _is_place(seat) else "",
    )
    if Factor.REGISTRATION in chosen:
        known = replace(known, creditor=chosen[Factor.REGISTRATION].key)
    own = {
        str(one): chosen[one].key
        for one in (Factor.CONTRACT, Factor.PERSON, Factor.COURT, Factor.SEAT)
        if one in chosen
    }
    connections = replace(known, **own)
    choices = (Choice(one, which_law(_ASKED_BY[one], connections), chosen.get(one)) for one in Factor)
    return CaseLaw(connections, tuple(choices))


def _stated(case: Case) -> str:
    """The law that all invoices of the case name; empty when they name none, or several."""
    rows = CaseInvoice.objects.of(case.creditor).filter(case=case, is_current=True)
    named = set(rows.exclude(invoice__governing_law="").values_list("invoice__governing_law", flat=True))
    only = named.pop().strip().upper() if len(named) == 1 else ""
    return only if _is_place(only) else ""


def _is_place(key: str) -> bool:
    try:
        return bool(key) and bool(place_of(key))
    except Refused:
        return False


def choose_place(
    creditor: Creditor, case: int, factor: str, key: str, reason: str, *, actor: str, moment: datetime
) -> CasePlace:
    """A person confirms or changes whose law answers for a case. The same once more changes nothing.

    Raises Refused: `no_such_case`, `not_allowed`, `no_such_factor`, `unknown_country`, `missing`.
    """
    found = case_by(creditor, case)
    if factor not in set(Factor):
        raise Refused("no_such_factor", "The law is not found by that.", "factor", "Choose one of the list.")
    place = place_of(key.strip().upper())
    if not reason.strip():
        raise Refused("missing", "Say what it rests on.", "reason", "Such as the clause of the contract.")
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        rows = CasePlace.objects.of(creditor).filter(case=found, factor=factor)
        last: CasePlace | None = rows.order_by("pk").last()
        if last is not None and last.key == place.key:
            return last
        made: CasePlace = CasePlace.objects.create(
            creditor=creditor, case=found, factor=factor, key=place.key, reason=reason.strip(),
            chosen_by=actor, chosen_at=moment,
        )  # fmt: skip
        desk.record("law.place_chosen", facts={"factor": factor, "place": place.key}, note=reason.strip())
    return made


def confirm_figure(
    creditor: Creditor, case: int, figure: Figure, *, seen_in: str, reason: str, actor: str, moment: datetime
) -> Confirmation:
    """A person compared a figure with the official text. It holds for all cases, as long as the value stays the same.

    Raises Refused: `no_such_case`, `not_allowed`, `missing`.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        row, is_new = figures.confirm(
            creditor, figure, seen_in=seen_in, reason=reason, on=desk.today, **desk.by
        )
        if is_new:
            facts = {"law": figure.key, "figure": figure.digest, "mark": str(figure.mark)}
            private = {"what": figure.what, "value": figure.value, "seen_in": seen_in.strip()}
            desk.record("law.figure_confirmed", facts=facts, note=reason.strip(), private=private)
    return row


def decide(
    creditor: Creditor, case: int, question: str, value: str, reason: str, *, actor: str, moment: datetime
) -> LawDecision:
    """A person decides a question that no pack answers, for this debtor, with a reason.

    Raises Refused: `no_such_case`, `not_allowed`, `no_such_question`, `missing`, `bad_deadline`.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        if question not in QUESTIONS:
            raise Refused("no_such_question", "The law is not asked that.", "question", "")
        place = connections_of(found, moment).place(question)
        row = figures.decide(creditor, desk.debtor, question, place.key, value, reason=reason, **desk.by)
        desk.record(
            "law.decided", facts={"question": question, "law": place.key},
            note=reason.strip(), private={"decision": value.strip()},
        )  # fmt: skip
    return row


def told_of(case: Case, law: CaseLaw, questions: Iterable[str], on: date) -> dict[str, Told]:
    """The answers of the law of a case on a day to these questions, for the debtor's kind."""
    return {one: ask_law(one, law.connections, case.debtor.kind, on) for one in questions}


def has_agreed(decided: Mapping[str, LawDecision], law: CaseLaw) -> bool:
    """Whether a person said, under the law that answers now, that due dates of unknown basis were agreed."""
    row = decided.get("interest.starts")
    return row is not None and row.value == figures.AGREED and row.key == law.of(Factor.CONTRACT).key


def is_answered(told: Told, decided: dict[str, LawDecision]) -> bool:
    """Whether a pack answers, or a person has decided what the same law leaves open."""
    if isinstance(told.answer, Answer):
        return True
    row = decided.get(told.question)
    return row is not None and row.key == told.key


def open_question(told: Told) -> str:
    """An unanswered question with why it is open."""
    assert isinstance(told.answer, Unknown)
    asks = QUESTIONS[told.question].asks
    return say("%(question)s %(key)s: %(why)s", question=asks, key=told.key, why=told.answer.why)
