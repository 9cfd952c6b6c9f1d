"""The closed list of questions that every pack answers, and what decides which pack is asked."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from recoup.lib.said import Said


class Factor(StrEnum):
    """What connects a question with a place (the connecting factor)."""

    CONTRACT = "contract"
    PERSON = "person"
    COURT = "court"
    SEAT = "seat"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of an answer: `kind` is int, decimal, text, flag, one (of `choices`), some (of `choices`), texts or
    bands (pairs of an upper limit, empty for none, and a sum), regions (pairs of a region and a number)."""

    kind: str
    is_needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of the law of which place, and the facts that an answer may hold."""

    id: str
    factor: Factor
    asks: str
    fields: MappingProxyType[str, Field]


def _needed(kind: str, *choices: str) -> Field:
    return Field(kind, True, choices)


def _may(kind: str, *choices: str) -> Field:
    return Field(kind, False, choices)


def _ask(id_: str, factor: Factor, asks: str, **fields: Field) -> Question:
    return Question(id_, factor, Said(asks), MappingProxyType(fields))


_C, _P, _K, _S, _R = Factor.CONTRACT, Factor.PERSON, Factor.COURT, Factor.SEAT, Factor.REGISTRATION
STATED = ("as_agreed", "as_legal", "reminder")
COUNTED_FROM = ("receipt", "receipt_and_supply", "due_and_receipt")
BUCKETS = ("costs", "interest", "principal")
RESTARTS = ("acknowledgment", "part_payment", "demand")

QUESTIONS: MappingProxyType[str, Question] = MappingProxyType(
    {
        one.id: one
        for one in (
            _ask(
                "interest.rate",
                _C,
                "Which rate does the law give, for claims that arose in these days?",
                table=_may("text"),
                series=_may("text"),
                margin=_may("decimal"),
                round_up_to=_may("decimal"),
                percent=_may("decimal"),
            ),
            _ask(
                "interest.starts",
                _C,
                "From which day does interest run?",
                agreed_days=_may("int"),
                stated=_may("one", *STATED),
                legal_days=_may("int"),
                legal_from=_may("one", *COUNTED_FROM),
                counts_first_day=_may("flag"),
                moves_to_working_day=_may("flag"),
                by_reminder=_may("flag"),
            ),
            _ask(
                "interest.fixed",
                _C,
                "Is the rate fixed for the life of the debt, or does it change inside it?",
                at=_needed("one", "never", "start", "due"),
            ),
            _ask(
                "interest.compounding",
                _C,
                "Is interest simple or compound?",
                method=_needed("one", "simple", "yearly"),
            ),
            _ask("interest.day_count", _C, "By how many days is the year divided?", basis=_needed("int")),
            _ask(
                "interest.rounding", _C, "How is interest rounded?", method=_needed("one", "half_up_on_total")
            ),
            _ask(
                "interest.set_off",
                _C,
                "What does a part payment pay first?",
                order=_needed("some", *BUCKETS),
            ),
            _ask(
                "interest.agreed_rate",
                _C,
                "What limits an agreed rate?",
                floor_table=_may("text"),
                floor_times=_may("int"),
            ),
            _ask(
                "compensation.fixed",
                _C,
                "Which fixed sum is owed for each invoice paid late?",
                currency=_may("text"),
                bands=_needed("bands"),
                bands_currency=_may("text"),
                beside_agreed_rate=_may("flag"),
            ),
            _ask(
                "compensation.collection",
                _C,
                "Which further costs of collection are owed?",
                table=_may("text"),
                minimum=_may("decimal"),
                maximum=_may("decimal"),
                currency=_may("text"),
            ),
            _ask(
                "reminder.form",
                _K,
                "Is a reminder needed, in which form and with which deadline?",
                is_needed=_may("flag"),
                days=_may("int"),
            ),
            _ask(
                "demand.form", _K, "Which form and enclosures must the demand have?", enclosures=_may("texts")
            ),
            _ask(
                "demand.deadline",
                _K,
                "Which deadline must the demand give?",
                days=_needed("int"),
                counted=_needed("one", "calendar", "working"),
                longest_days=_may("int"),
                further_notice_days=_may("int"),
            ),
            _ask(
                "demand.interrupts",
                _C,
                "Does a letter of demand alone interrupt limitation?",
                does=_needed("one", "yes", "no", "lawyer_only"),
            ),
            _ask(
                "limitation.length",
                _C,
                "After how long can the debt no longer be sued for?",
                years=_may("int"),
                by_region=_may("regions"),
                goods_years=_may("int"),
                carriage_years=_may("int"),
                periodic_years=_may("int"),
                extinguishes=_may("flag"),
            ),
            _ask(
                "limitation.starts",
                _C,
                "From which day does limitation run, and to which does it end?",
                from_=_needed("one", "accrual", "year_end"),
                ends=_needed("one", "anniversary", "year_end"),
            ),
            _ask(
                "limitation.restarts",
                _C,
                "What starts limitation anew?",
                by=_needed("some", *RESTARTS),
                only_while_running=_may("flag"),
            ),
            _ask("limitation.suspends", _C, "What stops limitation from running?", by=_may("texts")),
            _ask(
                "court.procedure",
                _K,
                "Which procedure is there for a debt that nobody disputes?",
                objection_days=_may("int"),
                objection_months=_may("int"),
                limit=_may("decimal"),
                currency=_may("text"),
                serve_within_months=_may("int"),
                serve_within_days=_may("int"),
            ),
            _ask("court.fees", _K, "What does the court charge?", table=_may("text"), of=_may("text")),
            _ask(
                "court.hearing_fees",
                _K,
                "What does a hearing cost besides?",
                table=_may("text"),
                of=_may("text"),
            ),
            _ask(
                "court.small_claims",
                _K,
                "Up to which amount is there a procedure for small claims?",
                limit=_needed("decimal"),
                currency=_needed("text"),
            ),
            _ask(
                "court.statutory_demand",
                _K,
                "Is there a demand that opens the way to insolvency?",
                from_amount=_may("decimal"),
                currency=_may("text"),
                days=_may("int"),
            ),
            _ask(
                "contact.hours",
                _P,
                "At which hours may a person be called?",
                opens=_may("int"),
                closes=_may("int"),
            ),
            _ask("contact.caps", _P, "How often may somebody be contacted?", calls_in_7_days=_may("int")),
            _ask("contact.people", _P, "What holds besides for consumers and sole traders?"),
            _ask(
                "contact.recording",
                _P,
                "Who must agree to the recording of a call?",
                consent=_may("one", "one_party", "all_parties"),
            ),
            _ask("contact.tracking", _P, "May the opening of an email be tracked without consent?"),
            _ask("insolvency.registers", _S, "Where is an insolvency announced?", registers=_may("texts")),
            _ask("insolvency.stops", _S, "What does an insolvency stop?"),
            _ask(
                "insolvency.proof",
                _S,
                "By when must the claim be lodged?",
                months=_may("int"),
                days=_may("int"),
                foreign_months=_may("int"),
                foreign_days=_may("int"),
            ),
            _ask(
                "tax.relief",
                _R,
                "When is the tax on a bad debt given back?",
                opens_months=_may("int"),
                opens_days=_may("int"),
                lapses_months=_may("int"),
            ),
            _ask(
                "retention.years",
                _R,
                "How long must records be kept?",
                invoices=_may("int"),
                letters=_may("int"),
                books=_may("int"),
            ),
        )
    }
)
