"""“Is it worth it?”: the figures that a person gives are kept, and what is decided on them, with the whole sheet."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recoup.archive.deeds import Content
from recoup.cases.models import CaseWorth
from recoup.cases.people.desk import open_case_by, sit_down
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.options.rules import OPTIONS


def keep(
    creditor: Creditor, case: int, figures: Mapping[str, int], *, actor: str, moment: datetime
) -> CaseWorth:
    """Keeps the figures; the same once more change nothing. Raises Refused: `no_such_case`, `case_closed`."""
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        last = latest(creditor, case)
        if last is not None and last.figures == dict(figures):
            return last
        made: CaseWorth = CaseWorth.objects.create(
            creditor=creditor, case=found, figures=dict(figures), kept_by=actor, kept_on=desk.today
        )
        desk.record("worth.kept", facts={"names": sorted(figures)})
    return made


def decide(
    creditor: Creditor,
    case: int,
    option: str,
    note: str,
    figures: Mapping[str, int],
    sheet: Mapping[str, Any],
    today_minor: int | None,
    *,
    actor: str,
    moment: datetime,
) -> CaseWorth:
    """Writes down which way is taken and why; the sheet it was decided on is kept with the entry, internal.

    `today_minor` is what the option is worth that day, None where nobody can say. It starts nothing by itself.
    Raises Refused: `no_such_case`, `case_closed`, `unknown_option`, `missing`.
    """
    if option not in OPTIONS:
        raise Refused("unknown_option", "Choose one of the ways to go on.", "option", "")
    if not note.strip():
        raise Refused("missing", "A decision needs its reason.", "note", "Say in a few words why.")
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        made: CaseWorth = CaseWorth.objects.create(
            creditor=creditor, case=found, figures=dict(figures), option=option, today_minor=today_minor,
            note=note.strip()[:2000], kept_by=actor, kept_on=desk.today,
        )  # fmt: skip
        text = json.dumps(dict(sheet), ensure_ascii=False, sort_keys=True, default=str)
        desk.act.record(
            desk.debtor.stream_key,
            "worth.decided",
            klass="internal",
            result=option,
            facts={"case": found.pk, "worth": made.pk},
            amounts={} if today_minor is None else {"today_minor": today_minor},
            payloads={
                "note": Content(made.note.encode()),
                "sheet": Content(text.encode(), "application/json"),
            },
        )
    return made


def latest(creditor: Creditor, case: int) -> CaseWorth | None:
    """What was kept or decided last."""
    found: CaseWorth | None = CaseWorth.objects.of(creditor).filter(case_id=case).order_by("-pk").first()
    return found


def decided(creditor: Creditor, case: int) -> CaseWorth | None:
    """What was decided last."""
    rows = CaseWorth.objects.of(creditor).filter(case_id=case).exclude(option="")
    found: CaseWorth | None = rows.order_by("-pk").first()
    return found
