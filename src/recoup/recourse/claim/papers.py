"""A claim as papers: the court file's facts, the fields of the court's own form, and both as data."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from recoup.documents.court.facts import CourtFile, Entered, Item, Paid
from recoup.documents.court.tongue import CourtSpeech
from recoup.documents.facts import Stretch
from recoup.law.interest.words import exact
from recoup.law.values import Answer
from recoup.lib.money import to_decimal
from recoup.recourse.claim.forms import Form
from recoup.recourse.claim.reckoning import Part, given_up

__all__ = ["Side", "data_of", "entered", "exact", "item_of", "table_of", "values_of"]
GUARD = "=+-@\t\r"
"""What a spreadsheet takes for a formula at the start of a cell."""


@dataclass(frozen=True, slots=True)
class Side:
    """A party as forms ask for it."""

    name: str
    address: str
    country: str
    register_number: str = ""
    vat_id: str = ""


def item_of(part: Part) -> Item:
    """An invoice with its schedule, as the court file shows it."""
    done, row = part.done, part.invoice
    return Item(
        number=row.number or str(row.pk),
        issued_on=row.issued_on,
        due_on=row.due_on,
        amount_minor=row.amount_minor,
        principal_minor=part.principal_minor,
        interest_minor=part.interest_minor,
        compensation_minor=part.compensation_minor,
        interest_from_on=done.starts_on if done.segments else None,
        stretches=tuple(
            Stretch(
                row.number or str(row.pk),
                one.from_on,
                one.until_on,
                one.days,
                one.principal_minor,
                one.rate,
                one.basis,
                one.interest,
            )
            for one in done.segments
        ),
        paid=tuple(
            Paid(one.on, one.amount_minor, one.costs_minor, one.interest_minor, one.principal_minor)
            for one in done.set_offs
        ),
        daily=done.daily or Fraction(0),
        supply=row.supply_kind,
        waived_minor=given_up(part.debt.events),
    )


def entered(form: Form, values: Mapping[str, str]) -> tuple[Entered, ...]:
    """The fields of the court's form with what stands in each."""
    return tuple(Entered(one.name, values.get(one.value, ""), one.mark) for one in form.fields)


def values_of(
    file: CourtFile, creditor: Side, debtor: Side, say: CourtSpeech, parts: Sequence[Part]
) -> dict[str, str]:
    """Everything a form may ask for, in the words and formats of the court's language."""
    fee = file.fee_minor
    numbers = ", ".join(str(one.number) for one in file.proofs)
    return {
        "creditor": creditor.name,
        "creditor_address": creditor.address,
        "creditor_country": creditor.country,
        "creditor_register": creditor.register_number,
        "creditor_vat": creditor.vat_id,
        "debtor": debtor.name,
        "debtor_address": debtor.address,
        "debtor_country": debtor.country,
        "debtor_register": debtor.register_number,
        "debtor_vat": debtor.vat_id,
        "currency": file.currency,
        "principal": say.amount(file.principal_minor),
        "interest": say.amount(file.interest_minor),
        "compensation": say.amount(file.compensation_minor),
        "claimed": say.amount(file.claimed_minor),
        "fee": "" if fee is None else say.amount(fee),
        "total": "" if fee is None else say.amount(file.claimed_minor + fee),
        "daily": say.exact(file.daily) if file.daily else "",
        "until": say.short(file.until_on),
        "particulars": file.particulars,
        "brief": say.say("brief"),
        "evidence": numbers,
        "signer": file.signer,
        "case": str(file.case),
        "margin": _margin(parts),
    }


def _margin(parts: Sequence[Part]) -> str:
    """The points over the reference rate, where all parts have the same."""
    found = {
        str(answer.facts["margin"])
        for part in parts
        for answer in part.done.answers
        if isinstance(answer, Answer) and answer.question == "interest.rate" and "margin" in answer.facts
    }
    return found.pop() if len(found) == 1 else ""


def _cell(form: Form, value: str, item: Item, currency: str) -> str:
    sums = {
        "principal": item.principal_minor,
        "interest": item.interest_minor,
        "compensation": item.compensation_minor,
    }
    days = {"issued_on": item.issued_on, "due_on": item.due_on, "interest_from": item.interest_from_on}
    if value in sums:
        return str(to_decimal(sums[value], currency))
    if value in days:
        on = days[value]
        return on.isoformat() if on else ""
    return {"number": item.number, "catalogue": form.catalogue.get(item.supply, ""), "paper": form.paper}[
        value
    ]


def table_of(form: Form, file: CourtFile) -> bytes:
    """The invoices as CSV under the names that the court's form has for them (UTF-8 with a mark, days as ISO)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([one.name for one in form.columns])
    for item in file.items:
        cells = [_cell(form, one.value, item, file.currency) for one in form.columns]
        writer.writerow([f"'{one}" if one[:1] and one[0] in GUARD else one for one in cells])
    return out.getvalue().encode("utf-8-sig")


def data_of(form: Form, file: CourtFile) -> bytes:
    """The whole file as JSON: the form's own fields with their marks, the invoices, the schedule to the day."""
    told: dict[str, Any] = {
        "form": form.code,
        "title": form.title,
        "field_names": {"mark": form.mark, "source": form.source},
        "place": file.place,
        "is_draft": True,
        "case": file.case,
        "currency": file.currency,
        "reckoned_on": file.until_on,
        "sums": {
            "principal": _major(file.principal_minor, file),
            "interest": _major(file.interest_minor, file),
            "compensation": _major(file.compensation_minor, file),
            "claimed": _major(file.claimed_minor, file),
            "court_fee": None if file.fee_minor is None else _major(file.fee_minor, file),
            "interest_each_further_day": exact(file.daily, file.currency),
        },
        "fields": [{"name": one.name, "value": one.value, "mark": one.mark} for one in file.fields],
        "invoices": [_item(form, one, file) for one in file.items],
        "evidence": [{"number": one.number, "what": one.words} for one in file.proofs],
        "before_court": [{"on": one.on, "what": one.words} for one in file.before],
        "left_out": list(file.left_out),
        "law": [
            {"figure": one.words, "mark": one.mark, "confirmed": one.is_confirmed} for one in file.figures
        ],
        "assumed": list(file.assumed),
        "unknown": list(file.unknown),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def _item(form: Form, item: Item, file: CourtFile) -> dict[str, Any]:
    return {
        "fields": {one.name: _cell(form, one.value, item, file.currency) for one in form.columns},
        "amount": _major(item.amount_minor, file),
        "schedule": [
            {
                "from_on": one.from_on, "until_on": one.until_on, "days": one.days,
                "principal": _major(one.principal_minor, file), "rate_percent": one.rate, "basis": one.basis,
                "interest": exact(one.interest, file.currency),
            }
            for one in item.stretches
        ],
        "payments": [
            {
                "on": one.on, "amount": _major(one.amount_minor, file), "to_costs": _major(one.costs_minor, file),
                "to_interest": _major(one.interest_minor, file), "to_principal": _major(one.principal_minor, file),
            }
            for one in item.paid
        ],
        "given_up": _major(item.waived_minor, file),
    }  # fmt: skip


def _major(minor: int, file: CourtFile) -> str:
    return str(to_decimal(minor, file.currency))


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{value!r} is no plain value")
