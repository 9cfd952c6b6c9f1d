"""What the demo's last day came to, as an owner would tell it: facts for --json, and the same in words."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum

from recoup.cases.models import Promise, Task
from recoup.cases.queries import worklist
from recoup.cli import home
from recoup.cli.demo.beyond import told as beyond
from recoup.cli.demo.year import Lived
from recoup.cli.screen import Screen, amount, count
from recoup.cli.wording import kind, name_of, reason
from recoup.insight.ageing import ageing
from recoup.ledger.models import Debtor, Invoice, Payment
from recoup.outreach.models import Inbound, Message, MessageState

EXAMPLES_OF_A_KIND = 2
WEEK = timedelta(days=7)
NEXT = (
    ("recoup worklist", "the tasks for people, most urgent first"),
    ("recoup case {case}", "the whole story of one debt"),
    ("recoup preview", "what the next run would do, and why"),
)
ORDER = ("email", "letter", "phone", "find_contact", "visit", "demand")


def facts(lived: Lived) -> dict[str, Any]:
    """What --json prints."""
    creditor, today = lived.creditor, lived.report.date
    tasks = worklist(creditor, today=today)
    due = [task for task in tasks if task["is_due"]]
    actions = lived.planned.actions
    messages = Message.objects.of(creditor)
    return {
        "summary": {
            "cases": lived.report.cases["open"],
            "emails": messages.filter(
                channel="email", state__in=(MessageState.SENT, MessageState.RETURNED)
            ).count(),
            "letters": messages.filter(
                channel="letter", state__in=(MessageState.PRINTED, MessageState.POSTED)
            ).count(),
            "tasks": len(due),
            "neglected": lived.report.neglected,
        },
        "home": str(home.folder()),
        "outbox": str(home.folder() / "outbox"),
        "creditor": creditor.name,
        "year": {
            "from_on": lived.first_on,
            "until_on": today,
            "runs": lived.counts["runs"],
            "files": lived.counts["files"],
            "cases_opened": lived.counts["cases"],
            "debtors": Debtor.objects.of(creditor).count(),
            "countries": Debtor.objects.of(creditor).values("country").distinct().count(),
            "invoices": Invoice.objects.of(creditor).filter(kind="invoice").count(),
            "calls": Task.objects.of(creditor).filter(kind="phone", state="done").count(),
            "visits": Task.objects.of(creditor).filter(kind="visit", state="done").count(),
            "promises_kept": Promise.objects.of(creditor).filter(state="kept").count(),
            "promises_broken": Promise.objects.of(creditor).filter(state__in=("broken", "part")).count(),
        },
        "open": [_money_row(row) for row in (found.as_dict() for found in ageing(creditor, today))],
        "today": {
            "run": lived.report.to_json(),
            "actions": Counter(action["kind"] for action in actions),
            "examples": _examples(actions),
        },
        "beyond": beyond.facts(creditor),
        "week": _week(lived, today),
        "top_tasks": due[:5],
        "later_tasks": len(tasks) - len(due),
        "refused_deeds": lived.refused,
    }


def _money_row(row: dict[str, Any]) -> dict[str, Any]:
    late = ("d1_30", "d31_60", "d61_90", "d90_plus")
    return {
        "currency": row["currency"],
        "invoices": row["open"]["count"],
        "open_minor": row["open"]["minor"],
        "late_invoices": sum(row[name]["count"] for name in late),
        "late_minor": sum(row[name]["minor"] for name in late),
    }


def _examples(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each kind a few: the largest debt of each currency, those currencies first that occur most."""
    often = Counter(action["currency"] for action in actions)
    taken: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    found = []
    for one in sorted(
        actions, key=lambda one: (_rank(one["kind"]), -often[one["currency"]], -one["open_minor"])
    ):
        if taken[one["kind"]] < EXAMPLES_OF_A_KIND and (one["kind"], one["currency"]) not in seen:
            taken[one["kind"]] += 1
            seen.add((one["kind"], one["currency"]))
            found.append(one)
    return found


def _rank(code: str) -> int:
    return ORDER.index(code) if code in ORDER else len(ORDER)


def _week(lived: Lived, today: date) -> dict[str, Any]:
    creditor = lived.creditor
    came = Payment.objects.of(creditor).filter(received_on__gt=today - WEEK, amount_minor__gt=0)
    money = came.values("currency").annotate(n=Count("id"), total=Sum("amount_minor")).order_by("-n")
    answers = Inbound.objects.of(creditor).filter(received_at__gt=lived.moment - WEEK)
    kinds = answers.values("kind").annotate(n=Count("id"))
    return {
        "money": [
            {"currency": row["currency"], "payments": row["n"], "minor": row["total"]} for row in money
        ],
        "unmatched": Payment.objects.of(creditor).filter(state="unmatched").count(),
        "answers": {row["kind"]: row["n"] for row in kinds},
    }


def tell(told: dict[str, Any], screen: Screen) -> None:
    """The same in words."""
    _tell_year(told, screen)
    _tell_open(told, screen)
    _tell_today(told, screen)
    beyond.tell(told["beyond"], screen)
    _tell_week(told["week"], screen)
    _tell_tasks(told, screen)
    _tell_end(told, screen)


def _tell_year(told: dict[str, Any], screen: Screen) -> None:
    year = told["year"]
    screen.line(f"{told['creditor']} is an invented firm; nothing in this demo leaves your machine.")
    screen.line(
        f"Recoup has worked its debts day by day from {year['from_on']} to {year['until_on']}: "
        f"{count(year['invoices'], 'invoice')} of {count(year['debtors'], 'debtor')} in "
        f"{count(year['countries'], 'country', 'countries')}."
    )
    summary = told["summary"]
    screen.line(
        f"In that time {count(summary['emails'], 'email')} and {count(summary['letters'], 'letter')} went out, "
        f"{count(year['calls'], 'call')} and {count(year['visits'], 'visit')} were made, "
        f"{count(year['promises_kept'], 'promise')} kept and {year['promises_broken']} broken."
    )


def _tell_open(told: dict[str, Any], screen: Screen) -> None:
    screen.line()
    screen.line(f"What is open on {_day(told['year']['until_on'])}:")
    rows = [
        (
            row["invoices"], amount(row["open_minor"], row["currency"]), row["late_invoices"],
            amount(row["late_minor"], row["currency"]),
        )
        for row in told["open"]
        if row["invoices"]
    ]  # fmt: skip
    screen.table(
        ["Invoices", "Open", "Late", "Of that late"], rows, right=["Invoices", "Open", "Late", "Of that late"]
    )


def _tell_today(told: dict[str, Any], screen: Screen) -> None:
    run, done = told["today"]["run"], told["today"]["actions"]
    screen.line()
    cases = run["cases"]
    screen.line(
        f"Today's run looked at {count(cases['open'] + cases['closed'], 'case')}: {cases['opened']} newly late, "
        f"{cases['closed']} paid and closed."
    )
    said = [_number(code, done[code]) for code in sorted(done, key=_rank) if done[code]]
    screen.line(f"It made {_and(said)}." if said else "Nothing was due today.")
    for one in told["today"]["examples"]:
        to = f" to {one['to']}" if one["to"] and one["kind"] in ("email", "phone") else ""
        screen.line(
            f"  {kind(one['kind']).capitalize()}{to}, {name_of(one['debtor'])}, "
            f"{amount(one['open_minor'], one['currency'])}: {_lower(one['why']['text'])}"
        )
    if run["not_acted"]:
        screen.line()
        screen.line("What was left alone today, and why:")
        rows = sorted(run["not_acted"].items(), key=lambda item: -item[1])
        screen.table(
            ["Cases", "Because"], [(n, WAITS.get(code) or reason(code)) for code, n in rows], right=["Cases"]
        )


WAITS = {
    "waiting": "The last step was too recent: its time has not run out",
    "needs_approval": "The next step is a formal one: a person has to approve it",
    "limitation": "The debt is old: a person has to say that it can still be claimed",
}
"""Reasons said for many cases at once, where the general words say too little."""


def _tell_week(week: dict[str, Any], screen: Screen) -> None:
    screen.line()
    money = [
        f"{amount(row['minor'], row['currency'])} in {count(row['payments'], 'payment')}"
        for row in week["money"]
    ]
    screen.line(f"In the last seven days came in: {_and(money)}." if money else "No money came in this week.")
    words = {"reply": "answer", "bounce": "returned email", "auto_reply": "out-of-office answer"}
    said = [count(n, words.get(code, code)) for code, n in sorted(week["answers"].items())]
    if said:
        screen.line(f"Besides, {_and(said)}.")
    if week["unmatched"]:
        screen.line(f"Of {count(week['unmatched'], 'payment')} nobody can say yet what it is for.")


def _tell_tasks(told: dict[str, Any], screen: Screen) -> None:
    screen.line()
    n, later = told["summary"]["tasks"], told["later_tasks"]
    screen.line(f"{count(n, 'task')} for people today, {later:,} later. The most urgent:")
    for task in told["top_tasks"]:
        person = task["speak_to"] or {}
        whom = ", ".join(part for part in (person.get("name"), person.get("phone")) if part)
        owed = f", {amount(task['open_minor'], task['currency'])}" if task["currency"] else ""
        what = kind(task["kind"])
        screen.line(
            f"  {what[:1].upper()}{what[1:]}: {name_of(task['debtor'])}{owed}{f' ({whom})' if whom else ''}"
        )


def _tell_end(told: dict[str, Any], screen: Screen) -> None:
    neglected = told["summary"]["neglected"]
    screen.line()
    screen.line(
        "Nothing is neglected: every late invoice is in a case, and every case has a next step with a date."
        if not neglected
        else f"{count(neglected, 'case')} neglected: `recoup check` says which."
    )
    screen.line(f"The emails lie in {told['outbox']}; open one in your mail program.")
    screen.line()
    screen.line(f"Go on with RECOUP_HOME={told['home']}:")
    case = next((task["case"] for task in told["top_tasks"] if task["case"]), 1)
    for command, what in NEXT:
        screen.line(f"  {command.format(case=case):18}  {what}")


_NOUNS = {
    "find_contact": ("search for the person in charge", "searches for the person in charge"),
    "phone": ("telephone call for a person to make", "telephone calls for people to make"),
    "visit": ("visit for a person to make", "visits for people to make"),
    "demand": ("formal demand for a person to prepare", "formal demands for people to prepare"),
}


def _number(code: str, n: int) -> str:
    one, many = _NOUNS.get(code, (kind(code), ""))
    return count(n, one, many)


def _and(parts: list[str]) -> str:
    """Parts as one phrase.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
