"""Holds: a reason not to act, with an end; at the end a person is asked."""

from datetime import date, datetime, timedelta

from recoup.cases.formal.limitation import check_wait
from recoup.cases.models import Case, Hold
from recoup.cases.people.desk import Desk, sit_down
from recoup.cases.people.members import may
from recoup.ledger.models import Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

LONGEST_DAYS = 183
"""Nobody but an approver holds for longer: the claim may lapse meanwhile."""


def hold(
    creditor: Creditor,
    debtor: Debtor,
    until_on: date,
    reason: str,
    *,
    case: Case | None = None,
    invoice: Invoice | None = None,
    actor: str,
    moment: datetime,
) -> Hold:
    """Holds a debtor, one case or one invoice until a day; the same hold again takes the new end and reason.

    Raises Refused: `date_in_past`, `hold_too_long` (over six months, unless an approver does it), `past_limitation`
    (past six months before the last day to sue, likewise), `missing`.
    """
    with sit_down(creditor, debtor, case, actor=actor, moment=moment) as desk:
        if not reason.strip():
            raise Refused("missing", "A hold needs a reason.", "--reason", "Say in a few words why.")
        if until_on <= desk.today:
            raise Refused(
                "date_in_past",
                say("A hold until %(until_on)s would be over.", until_on=until_on),
                "--until",
                "Give a later day.",
            )
        if until_on > desk.today + timedelta(days=LONGEST_DAYS) and not may(creditor, actor, "approve"):
            raise Refused(
                "hold_too_long", say("%(until_on)s is more than six months away.", until_on=until_on), "--until",
                "Give an earlier day, or let an owner or manager hold it.",
            )  # fmt: skip
        check_wait(desk, until_on, where="--until", case=case, invoice=invoice)
        return place(desk, until_on=until_on, note=reason, case=case, invoice=invoice)


def place(
    desk: Desk, *, until_on: date, note: str, case: Case | None = None, invoice: Invoice | None = None
) -> Hold:
    """A hold within a deed; one in force on the same thing for the same reason is prolonged, never shortened."""
    note = note.strip()[:500]
    same = Hold.objects.of(desk.creditor).filter(
        debtor=desk.debtor, case=case, invoice=invoice, note=note, released_on__isnull=True
    )
    found: Hold | None = same.filter(until_on__gt=desk.today).first()
    if found is None:
        found = Hold.objects.create(
            creditor=desk.creditor, debtor=desk.debtor, case=case, invoice=invoice, note=note, until_on=until_on,
            placed_on=desk.today, placed_by=desk.actor,
        )  # fmt: skip
    elif found.until_on < until_on:
        found.until_on = until_on
        found.save(update_fields=["until_on"])
    facts: dict[str, int | str] = {"hold": found.pk, "until": found.until_on.isoformat()}
    if invoice is not None:
        facts["invoice"] = invoice.pk
    desk.record("hold.placed", facts=facts, note=note)
    return found


def release(creditor: Creditor, pk: int, *, note: str = "", actor: str, moment: datetime) -> Hold:
    """Lets go before the end; a second time changes nothing. Raises Refused (`no_such_hold`)."""
    found: Hold | None = Hold.objects.of(creditor).select_related("debtor", "case").filter(pk=pk).first()
    if found is None:
        raise Refused(
            "no_such_hold",
            say("There is no hold %(pk)s.", pk=pk),
            "--release",
            "`recoup debtor` names the holds.",
        )
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        _release(desk, [found.pk], note)
    found.refresh_from_db()
    return found


def release_all(desk: Desk, case: Case | None = None) -> None:
    """Lets go of the holds on the debtor; with a case of those on it."""
    mine = Hold.objects.of(desk.creditor).filter(debtor=desk.debtor, case=case, invoice=None)
    _release(desk, list(mine.filter(released_on__isnull=True).values_list("pk", flat=True)), "")


def let_go(desk: Desk, pk: int) -> None:
    """Lets go of one hold within a deed."""
    _release(desk, [pk], "")


def _release(desk: Desk, ids: list[int], note: str) -> None:
    for pk in ids:
        if Hold.objects.filter(pk=pk, released_on__isnull=True).update(released_on=desk.today):
            desk.record("hold.released", facts={"hold": pk}, note=note)


def ask_about_ended(creditor: Creditor, *, actor: str, moment: datetime, today: date) -> int:
    """For every hold whose end has come: a task that asks how to go on. Returns how many; once for each."""
    ended = Hold.objects.of(creditor).filter(released_on__isnull=True, until_on__lte=today)
    count = 0
    for found in ended.select_related("debtor", "case").order_by("pk"):
        case = found.case or Case.objects.of(creditor).filter(debtor=found.debtor, state="open").first()
        with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
            if not Hold.objects.filter(pk=found.pk, released_on__isnull=True).update(
                released_on=found.until_on
            ):
                continue
            desk.record("hold.ended", facts={"hold": found.pk})
            if case is not None and case.state == "open":
                desk.ask("hold_ended", desk.ctx.facts.calendar.on_or_after(today))
            count += 1
    return count


def release_waiting(desk: Desk, note: str) -> None:
    """Lets go of the hold on the case that has this note."""
    mine = Hold.objects.of(desk.creditor).filter(case=desk.case, note=note, released_on__isnull=True)
    _release(desk, list(mine.values_list("pk", flat=True)), "")
