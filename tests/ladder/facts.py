"""Positions for tests: a company in Berlin that owes a company in London; a test names what matters."""

from datetime import date, timedelta
from typing import Any

from recoup.ladder.planner import plan
from recoup.ladder.position import CaseFacts, ContactFacts, CreditorFacts, InvoiceFacts, Position, StepFacts
from recoup.ladder.shipped import load_policy
from recoup.ladder.verdict import Act, Ask, Step, Stop, Verdict, Wait
from recoup.lib.days import calendar

TODAY = date(2026, 3, 4)
"""A Wednesday without a holiday in Berlin or London, nor in the week around it."""
DAY = timedelta(days=1)
ACCOUNTS = ContactFacts(1, "accounts_payable", False, True, True)
IN_CHARGE = ContactFacts(2, "accounting_manager", True, True, True)


def ago(days: int) -> date:
    """So many calendar days before today."""
    return TODAY - timedelta(days=days)


def invoice(id: int = 1, overdue: int = 30, minor: int = 100_000, **more: Any) -> InvoiceFacts:
    """An invoice of 1,000.00 that fell due `overdue` days ago."""
    return InvoiceFacts(
        **{"id": id, "due_on": ago(overdue), "open_minor": minor, "asked_minor": minor, **more}
    )


def case(*invoices: InvoiceFacts, **more: Any) -> CaseFacts:
    """A case with these invoices, by default one."""
    policy = load_policy(more.pop("policy", "company"))
    base = {"key": 1, "id": 1, "currency": "EUR", "policy": policy, "invoices": invoices or (invoice(),)}
    return CaseFacts(**{**base, **more})


def step(rung: int, kind: str = "email", days: int = 0, state: str = "done", **more: Any) -> StepFacts:
    """A step that was done (or came to its state) so many days ago."""
    base = {"rung": rung, "round": 1, "channel": kind, "kind": kind, "state": state, "planned_on": ago(days)}
    if state == "done":
        base["done_on"] = ago(days)
    return StepFacts(**{**base, **more})


def at_rung(rung: int, days: int, kind: str = "email", **more: Any) -> CaseFacts:
    """A case whose last step, on `rung`, was done so many days ago."""
    invoices = more.pop("invoices", (invoice(earned=rung),))
    steps = (step(rung, kind, days), *more.pop("steps", ()))
    return case(*invoices, steps=steps, **more)


def creditor(**more: Any) -> CreditorFacts:
    """A live creditor in London with books of today."""
    return CreditorFacts(**{"fresh_on": TODAY, "calendar": calendar("GB"), "zone": "Europe/London", **more})


def position(*cases: CaseFacts, **more: Any) -> Position:
    """A debtor that can be reached by email, phone and letter."""
    base = {
        "debtor": 1,
        "creditor": creditor(),
        "cases": cases or (case(),),
        "kind": "company",
        "country": "DE",
        "zone": "Europe/Berlin",
        "calendar": calendar("DE"),
        "contacts": (ACCOUNTS,),
        "has_postal_address": True,
    }
    return Position(**{**base, **more})


def decide(where: Position, today: date = TODAY) -> Verdict:
    """The verdict for the first case."""
    return plan(where, today)[where.cases[0].key]


def steps_of(where: Position, today: date = TODAY) -> tuple[Step, ...]:
    """The steps of the first case; fails with the verdict if it does not act."""
    verdict = decide(where, today)
    assert isinstance(verdict, Act), verdict
    return verdict.steps


def says(verdict: Verdict) -> str:
    """A verdict in short: `email+letter@2`, `wait:gap`, `ask:read_answer` or `stop:insolvent`."""
    match verdict:
        case Act(steps):
            return "+".join(step.kind for step in steps) + f"@{steps[0].rung}"
        case Wait(_, why):
            return f"wait:{why.code}"
        case Ask(question, _, _):
            return f"ask:{question}"
        case Stop(why, _):
            return f"stop:{why.code}"
