"""What somebody looked up about a debtor's means, kept with its copy."""

from dataclasses import dataclass
from datetime import date, datetime

from recoup.archive.deeds import Content, Salted, salted
from recoup.cases.people.desk import Desk, case_by, sit_down
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import MeansCheck
from recoup.recourse.solvency import operations, queries
from recoup.recourse.solvency.means import REGISTER, CheckList

LARGEST_COPY = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of what was looked up: an extract, a report, a picture."""

    name: str
    media_type: str
    data: bytes


def note(
    creditor: Creditor,
    case: int,
    item: str,
    result: str,
    looked_on: date | None = None,
    *,
    text: str = "",
    copy: Copy | None = None,
    limit_minor: int | None = None,
    actor: str,
    moment: datetime,
) -> MeansCheck:
    """Keeps a result with its copy; the same said twice on one day is one. Moves no case.

    An extract of a public register is open, so that a court may see it; a report and what our people know are
    internal. Raises Refused: `no_such_case`, `unknown_item`, `unknown_result`, `date_ahead`, `empty_file`,
    `file_too_large`, `missing` (what our own people know needs words).
    """
    found = case_by(creditor, case)
    _fits(copy)
    if item == "known" and not text.strip():
        raise Refused("missing", "What is known has to be said.", "text", "Write it in a sentence or two.")
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        return _keep(desk, item, result, looked_on, text, copy, limit_minor, found.currency)


def note_report(
    creditor: Creditor,
    debtor: Debtor,
    result: str,
    looked_on: date | None,
    *,
    copy: Copy | None,
    limit_minor: int | None,
    currency: str,
    actor: str,
    moment: datetime,
) -> MeansCheck:
    """Keeps a credit report on anybody in the books, before they owe anything.

    Raises Refused: `missing` (neither a limit nor a copy nor a verdict), and what `note` refuses.
    """
    _fits(copy)
    if limit_minor is None and copy is None and result == "nothing_found":
        raise Refused("missing", "A report without a limit and without a copy says nothing.", "limit",
                      "Give the limit that it suggests, or the report itself.")  # fmt: skip
    if limit_minor is not None and limit_minor < 0:
        raise Refused("bad_amount", "A limit is nothing or more.", "limit", "Leave out the minus.")
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        return _keep(desk, "report", result, looked_on, "", copy, limit_minor, currency)


def _keep(
    desk: Desk, item: str, result: str, looked_on: date | None, text: str, copy: Copy | None,
    limit_minor: int | None, currency: str,
) -> MeansCheck:  # fmt: skip
    kept = salted(Content(copy.data, copy.media_type)) if copy else None
    made, is_new = operations.note_check(
        desk.creditor, desk.debtor, list_of(desk), item, result, looked_on or desk.today, today=desk.today,
        by=desk.actor, file_name=copy.name[:200] if copy else "", media_type=copy.media_type[:100] if copy else "",
        commitment=kept.commitment if kept else "", limit_minor=limit_minor, currency=currency,
    )  # fmt: skip
    if is_new:
        _record(desk, made, text, kept)
    return made


def list_of(desk: Desk) -> CheckList:
    """The check list for the debtor at the desk."""
    kind = desk.debtor.kind or desk.ctx.settings.default_kind
    return queries.list_for(desk.creditor, desk.debtor, kind, desk.today)


def _fits(copy: Copy | None) -> None:
    if copy is None:
        return
    if not copy.data:
        raise Refused(
            "empty_file", say("%(name)s is empty.", name=copy.name), "file", "Choose the file again."
        )
    if len(copy.data) > LARGEST_COPY:
        raise Refused("file_too_large", say("%(name)s is larger than 20 MB.", name=copy.name), "file",
                      "Keep the pages that matter.")  # fmt: skip


def _record(desk: Desk, made: MeansCheck, text: str, kept: Salted | None) -> None:
    payloads: dict[str, Content | Salted] = {}
    if text.strip():
        payloads["note"] = Content(text.strip()[:5_000].encode())
    if kept is not None:
        payloads["copy"] = kept
    at = {"case": desk.case.pk} if desk.case is not None else {}
    desk.act.record(
        desk.debtor.stream_key,
        "means.checked",
        klass="open" if made.item.startswith(REGISTER) else "internal",
        result=made.result,
        facts={**at, "check": made.pk, "item": made.item.partition(":")[0], "on": made.looked_on.isoformat()},
        amounts={} if made.limit_minor is None else {"limit": made.limit_minor},
        payloads=payloads,
    )  # fmt: skip
