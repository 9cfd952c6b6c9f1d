"""Small exports as accounting programs write them (`exports/`), each beside what is to be read from it.

The data is invented; headers, title rows, groups, signs, marks and charsets are those of the programs. Per
invoice the JSON says number, debtor number and name, kind, issued, due, currency, amount and open amount.
"""

import json
from pathlib import Path

import pytest

from recoup.intake.mapping import Defaults
from recoup.intake.reading import read_facts
from recoup.ledger.facts import InvoiceFacts
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

EXPORTS = sorted(p for p in (Path(__file__).parent / "exports").iterdir() if p.suffix != ".json")


def told(r: InvoiceFacts) -> list[object]:
    paid = r.open_minor is None and r.settled_on is not None
    days = [day.isoformat() if day else None for day in (r.issued_on, r.due_on)]
    who = [r.number, r.debtor.number, r.debtor.name, r.kind]
    return [*who, *days, r.currency, r.amount_minor, 0 if paid else r.open_minor]


@pytest.mark.parametrize("path", EXPORTS, ids=[p.stem for p in EXPORTS])
def test_an_export_reads_to_exactly_its_figures(path):
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    defaults = Defaults(currency=wanted["currency"])
    if wanted["refused"]:
        with pytest.raises(Refused) as refused:
            read_facts(path, "auto", None, {}, defaults)
        assert refused.value.code == wanted["refused"]
        assert refused.value.what and refused.value.how
        return
    facts = read_facts(path, "auto", None, {}, defaults)
    assert facts.kind == "invoices"
    assert [told(r) for r in facts.rows] == wanted["invoices"]
    assert [line for line, _ in facts.rejected] == wanted["rejected"]


def test_there_are_many():
    assert len(EXPORTS) >= 60
