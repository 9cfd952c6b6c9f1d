"""What has to be so before a debt goes into professional hands, and a search may be ordered. Pure.

Source of the rules: practice, recourse: rung 6, licences, insured debts, public bodies; checked at least yearly.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from recoup.lib.days import Calendar
from recoup.lib.said import Said, say

CHECK_HOLDS = timedelta(days=365)
BANK_DAYS = 3
OWNER_DAYS = 2
REVIEW_AFTER = timedelta(days=60)
REVIEW_AGAIN = timedelta(days=30)
ASSETS_FROM_RUNG = 6
SPEAK_TO_LAWYERS = frozenset(("lawyer", "mediator"))
NEVER_TO_PUBLIC_BODIES = frozenset(("agency", "demand_server", "investigator"))


@dataclass(frozen=True, slots=True)
class Party:
    """A professional as far as the rules need it."""

    kind: str
    countries: frozenset[str] = frozenset()
    licence: str = ""
    licence_until_on: date | None = None
    insurance_until_on: date | None = None
    data_terms_on: date | None = None
    checked_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """The debt and its debtor as they stand."""

    kind: str
    country: str
    claim_minor: int
    is_insolvent: bool = False
    is_represented: bool = False
    has_unread: bool = False
    is_insured: bool = False
    is_placed: bool = False
    deadline_on: date | None = None
    has_account_owner: bool = False
    owner_told_on: date | None = None
    is_for_others: bool = False
    licences: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever asks says: that it is by decision with known means and a clear claim, that the insurer agreed."""

    by_decision: bool = False
    knows_means: bool = False
    is_clear: bool = False
    consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is missing, in words, and how to mend it."""

    code: str
    words: Said
    how: Said


def obstacles(
    debt: Debt, party: Party | None, asked: Asked, today: date, calendar: Calendar
) -> tuple[Obstacle, ...]:
    """All that keeps the debt from being handed over today; without a party, what holds for any."""
    found = [*_of_debt(debt, asked, today, calendar)]
    if party is not None:
        found += [*_of_party(party, debt, today), *_of_both(debt, party, asked)]
    return tuple(found)


def _of_debt(debt: Debt, asked: Asked, today: date, calendar: Calendar) -> list[Obstacle]:
    found = []
    if debt.is_placed:
        found.append(
            _no(
                "placed",
                say("A debt of this debtor is in professional hands already."),
                say("Recall it or close it first."),
            )
        )
    if debt.claim_minor <= 0:
        found.append(_no("nothing", say("Nothing undisputed is open."), say("Settle the disputes first.")))
    if debt.is_insolvent:
        found.append(_no("insolvent", say("The debtor is insolvent."), say("File a proof of debt instead.")))
    if debt.has_unread:
        found.append(_no("unread", say("A message of the debtor is unread."), say("Read it first.")))
    if debt.has_account_owner and not _owner_heard(debt, today, calendar):
        found.append(
            _no(
                "owner",
                say("Whoever sold has not been told two working days ago."),
                say("Tell them; the task is on Today."),
            )
        )
    is_licensed = debt.country in debt.licences
    if debt.is_for_others and not is_licensed:
        found.append(
            _no(
                "others",
                say("We collect for others and no licence for the debtor's place is entered."),
                say("Enter the licence in Settings, or let its owner place the debt."),
            )
        )
    if not asked.by_decision:
        found += _deadline(debt, today, calendar)
    elif not (asked.knows_means and asked.is_clear):
        found.append(
            _no(
                "decision",
                say("Without a demand, the means must be known and the claim clear."),
                say("Tick both, or send the demand first."),
            )
        )
    return found


def _owner_heard(debt: Debt, today: date, calendar: Calendar) -> bool:
    return debt.owner_told_on is not None and calendar.add(debt.owner_told_on, OWNER_DAYS) <= today


def _deadline(debt: Debt, today: date, calendar: Calendar) -> list[Obstacle]:
    if debt.deadline_on is None:
        return [
            _no(
                "no_demand",
                say("No formal demand with a deadline was served."),
                say("Send the demand, or place it by decision."),
            )
        ]
    free_on = calendar.add(debt.deadline_on, BANK_DAYS)
    if today < free_on:
        how = say("It may go from %(on)s on.", on=free_on)
        return [Obstacle("deadline", say("The demand's deadline and three bank days are not over yet."), how)]
    return []


def _of_party(party: Party, debt: Debt, today: date) -> list[Obstacle]:
    found = []
    if party.ended_on is not None:
        found.append(_no("ended", say("We do not work with them any more."), say("Choose another.")))
    if party.checked_on is None or party.checked_on + CHECK_HOLDS < today:
        found.append(
            _no(
                "unchecked",
                say("They were not checked within a year."),
                say("Check licence and insurance, and note the day in Settings."),
            )
        )
    if party.kind == "agency" and not party.licence:
        found.append(_no("licence", say("No licence of this agency is noted."), say("Note it in Settings.")))
    if _is_over(party.licence_until_on, today):
        found.append(
            _no("licence_over", say("Their licence has run out."), say("Note the new one in Settings."))
        )
    if _is_over(party.insurance_until_on, today):
        found.append(
            _no("insurance_over", say("Their insurance has run out."), say("Note the new one in Settings."))
        )
    if party.data_terms_on is None:
        found.append(
            _no(
                "data_terms",
                say("No terms on personal data are agreed with them."),
                say("Agree on them and note the day in Settings."),
            )
        )
    if party.countries and debt.country not in party.countries:
        found.append(_no("country", say("They do not work in the debtor's country."), say("Choose another.")))
    return found


def _is_over(on: date | None, today: date) -> bool:
    return on is not None and on < today


def _of_both(debt: Debt, party: Party, asked: Asked) -> list[Obstacle]:
    found = []
    if debt.kind == "public_body" and party.kind in NEVER_TO_PUBLIC_BODIES:
        found.append(
            _no(
                "public_body",
                say("A public body never goes to an agency."),
                say("Write to its accounting officer, or ask a lawyer."),
            )
        )
    if debt.is_represented and party.kind not in SPEAK_TO_LAWYERS:
        found.append(
            _no("represented", say("A lawyer speaks for the debtor."), say("Ask a lawyer to answer."))
        )
    if debt.is_insured and party.kind != "insurer" and asked.consent_on is None:
        found.append(
            _no(
                "insured",
                say("The debt is insured and the insurer has not agreed."),
                say("Ask the insurer and note the day of their consent."),
            )
        )
    if party.kind == "investigator":
        found.append(
            _no("investigator", say("Investigators search; they do not collect."), say("Order a search."))
        )
    return found


def search_obstacles(kind: str, rung: int, party: Party, debt: Debt, today: date) -> tuple[Obstacle, ...]:
    """What keeps a search from being ordered: assets only from rung 6 on, and only of somebody in order."""
    found = [one for one in _of_party(party, debt, today) if one.code != "licence"]
    if party.kind != "investigator":
        found.append(_no("not_investigator", say("They are no investigators."), say("Choose investigators.")))
    if kind == "assets" and rung < ASSETS_FROM_RUNG and not debt.is_placed:
        found.append(
            _no(
                "too_early",
                say("An asset search before professionals are at work is out of proportion."),
                say("Place the debt first; an address may be searched at any time."),
            )
        )
    return tuple(found)


def _no(code: str, words: Said, how: Said) -> Obstacle:
    return Obstacle(code, words, how)
