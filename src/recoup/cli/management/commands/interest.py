"""`recoup interest`: what the law of a place gives for paying late. Needs no home and no database."""

import argparse
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import minor
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen
from recoup.lib import money
from recoup.lib.errors import Refused

if TYPE_CHECKING:
    from recoup.law.interest.debt import Debt, Reckoning, Used

KINDS = ("company", "partnership", "sole_trader", "individual", "public_body", "association", "unknown")
DUE_BASES = ("agreed", "stated", "legal", "unknown")


class Command(RecoupCommand):
    """Reads only the law packs."""

    help = "work out statutory interest and the fixed compensation for one invoice"
    group: ClassVar[str] = "Look"
    needs_home: ClassVar[bool] = False

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The debt, its days, and the place whose law is asked."""
        day: dict[str, Any] = {"type": a_day, "metavar": "D"}
        parser.add_argument("--country", required=True, metavar="CC", help="whose law: GB, DE, US, …")
        parser.add_argument("--region", metavar="R", help="the part of it: EAW, SCT, NY, …")
        parser.add_argument("--amount", required=True, metavar="SUM", help="the invoice amount with tax")
        parser.add_argument("--currency", required=True, metavar="CUR", help="its currency")
        parser.add_argument("--due-on", required=True, help="the due date", **day)
        parser.add_argument(
            "--until", required=True, help="the last day charged, such as that of payment", **day
        )
        parser.add_argument(
            "--paid",
            nargs="+",
            action="extend",
            default=[],
            metavar="D:SUM",
            help="a part payment and its day",
        )
        parser.add_argument("--debtor-kind", choices=KINDS, default="company", help="default: company")
        parser.add_argument(
            "--contract-rate", metavar="P", help="the agreed rate, percent a year; default: none"
        )
        parser.add_argument("--received-on", help="the day on which the invoice was received", **day)
        parser.add_argument(
            "--due-basis",
            choices=DUE_BASES,
            default="agreed",
            help="what the due date rests on; default: agreed",
        )

    def answer(self, call: Call) -> Answer:
        """The sums, the segments they are made of, and how well each figure is known."""
        from recoup.law.interest.reckon import reckon
        from recoup.law.interest.words import by_hand
        from recoup.law.places import place_of

        country = call["country"].upper()
        region = (call["region"] or "").upper().removeprefix(f"{country}-")
        debt = _debt(call)
        done = reckon(debt, place_of(f"{country}-{region}".rstrip("-")), call["until"])
        return {**_sums(debt, done), **_grounds(done), "by_hand": list(by_hand(debt, done))}

    def words(self, answer: Answer, screen: Screen) -> None:
        """The sums as they can be checked by hand, then what was assumed and how well the figures are known."""
        for line in answer["by_hand"]:
            screen.line(line)
        for heading, rows in (
            ("Assumed:", [one["what"] for one in answer["assumptions"]]),
            ("Not read in an official source:", [_marked(one) for one in answer["unverified"]]),
            ("Sources:", [_source(one) for one in answer["sources"]]),
        ):
            if rows:
                screen.line()
                screen.line(heading)
                for row in rows:
                    screen.line(f"  {row}")


def _debt(call: Call) -> "Debt":
    from recoup.law.interest.debt import Debt

    currency = call["currency"].upper()
    if not money.is_known(currency):
        raise Refused("unknown_currency", f"{currency} is no currency.", "--currency", "Write it like GBP.")
    return Debt(
        principal_minor=_above_nought(call["amount"], currency, "--amount"),
        currency=currency,
        due_on=call["due_on"],
        kind=call["debtor_kind"],
        due_basis=call["due_basis"],
        received_on=call["received_on"],
        contract_rate=_percent(call["contract_rate"]),
        events=tuple(_payment(one, currency) for one in call["paid"]),
    )


def _above_nought(text: str, currency: str, where: str) -> int:
    made = minor(text, currency, where)
    if not made or made < 0:
        raise Refused("bad_amount", "An amount must be above nought.", where, "Write it like 1250.00.")
    return made


def _percent(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        made = money.figure(text.removesuffix("%"))
        if 0 <= made <= 1000:
            return made
    except ValueError:
        pass
    raise Refused(
        "bad_rate", f"“{text}” is no yearly percentage.", "--contract-rate", "Write it like 8 or 7.5."
    )


def _payment(text: str, currency: str) -> Any:
    from recoup.law.interest.debt import Event, Happened

    day, _, amount = text.partition(":")
    try:
        on = a_day(day)
    except argparse.ArgumentTypeError as odd:
        raise Refused(
            "bad_payment", f"“{text}” is no payment.", "--paid", "Write it like 2025-03-31:250.00."
        ) from odd
    return Event(on, Happened.PAYMENT, _above_nought(amount, currency, "--paid"))


def _sums(debt: "Debt", done: "Reckoning") -> Answer:
    from recoup.law.interest.words import exact

    return {
        "principal_minor": debt.principal_minor,
        "currency": debt.currency,
        "interest_minor": done.interest_minor,
        "compensation_minor": done.compensation_minor,
        "total_minor": done.total_minor,
        "days": done.days,
        "rule": done.rule,
        "law": done.key,
        "starts_on": done.starts_on,
        "until_on": done.until_on,
        "open_principal_minor": done.open_principal_minor,
        "surplus_minor": done.surplus_minor,
        "daily_interest": None if done.daily is None else exact(done.daily, debt.currency),
        "segments": [
            {
                "from_on": one.from_on,
                "until_on": one.until_on,
                "days": one.days,
                "principal_minor": one.principal_minor,
                "rate_percent": one.rate,
                "day_basis": one.basis,
                "interest": exact(one.interest, debt.currency),
                "sources": [source.title for source in one.sources],
            }
            for one in done.segments
        ],
        "set_offs": [
            {
                "on": one.on,
                "amount_minor": one.amount_minor,
                "costs_minor": one.costs_minor,
                "interest_minor": one.interest_minor,
                "principal_minor": one.principal_minor,
                "surplus_minor": one.surplus_minor,
            }
            for one in done.set_offs
        ],
    }


def _grounds(done: "Reckoning") -> Answer:
    return {
        "sources": [_used(one) for one in done.used],
        "unverified": [_used(one) for one in done.unverified],
        "unknown": [{"question": one.question, "why": one.why} for one in done.unknown],
        "assumptions": [{"code": one.code, "what": one.words} for one in done.assumptions],
    }


def _used(one: "Used") -> Answer:
    return {
        "what": one.what,
        "mark": one.mark,
        "checked_on": one.checked_on,
        "note": one.note,
        "titles": [source.title for source in one.sources],
        "addresses": [source.address for source in one.sources if source.address],
    }


def _marked(one: dict[str, Any]) -> str:
    note = f" ({one['note']})" if one["note"] else ""
    return f"{one['what']}{note}: {one['mark']}, checked on {one['checked_on']}"


def _source(one: dict[str, Any]) -> str:
    where = ", ".join(one["addresses"] or one["titles"])
    return f"{one['what']}: {one['mark']}, checked on {one['checked_on']}; {where}"
