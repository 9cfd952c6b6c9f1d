"""What is written about a debtor's means; every call stands inside a deed on the debtor's stream."""

from datetime import date

from recoup.law.deadlines import Deadline, proof_deadline
from recoup.law.places import place_of
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import Hit, HitState, Insolvency, MeansCheck, Watch
from recoup.recourse.registers.notice import Notice
from recoup.recourse.solvency.means import RESULTS, CheckList
from recoup.recourse.solvency.queries import seat_of


def note_check(
    creditor: Creditor,
    debtor: Debtor,
    known: CheckList,
    item: str,
    result: str,
    looked_on: date,
    *,
    today: date,
    by: str,
    file_name: str = "",
    media_type: str = "",
    commitment: str = "",
    limit_minor: int | None = None,
    currency: str = "",
) -> tuple[MeansCheck, bool]:
    """The row of a result, and whether it is new: the same said twice on one day is one.

    Raises Refused: `unknown_item`, `unknown_result`, `date_ahead`.
    """
    if item not in {one.code for one in known.items}:
        raise Refused("unknown_item", say("This is not on their list."), "item", "Choose what was looked up.")
    if result not in RESULTS:
        raise Refused("unknown_result", say("It is not said what was found."), "result", "Choose one.")
    if looked_on > today:
        raise Refused(
            "date_ahead",
            say("%(on)s is still to come.", on=looked_on),
            "on",
            "Give the day it was looked up.",
        )
    same = MeansCheck.objects.of(creditor).filter(
        debtor=debtor,
        item=item,
        result=result,
        looked_on=looked_on,
        file_name=file_name,
        limit_minor=limit_minor,
    )
    found: MeansCheck | None = same.first()
    if found is not None:
        return found, False
    made = MeansCheck.objects.create(
        creditor=creditor, debtor=debtor, item=item, result=result, looked_on=looked_on, by=by,
        file_name=file_name, media_type=media_type, commitment=commitment, limit_minor=limit_minor,
        currency=currency if limit_minor is not None else "",
    )  # fmt: skip
    return made, True


def watch(creditor: Creditor, debtor: Debtor, today: date) -> bool:
    """The debtor is watched from now on; False when it was."""
    return bool(
        Watch.objects.get_or_create(creditor=creditor, debtor=debtor, defaults={"since_on": today})[1]
    )


def unwatch(creditor: Creditor, debtor: Debtor) -> bool:
    """The debtor is no longer watched; False when it was not."""
    return bool(Watch.objects.of(creditor).filter(debtor=debtor).delete()[0])


def note_hit(
    creditor: Creditor, debtor: Debtor, notice: Notice, *, by: str, state: str, on: date, commitment: str
) -> Hit:
    """The row of a notice about a debtor. The caller has seen that it is new."""
    made: Hit = Hit.objects.create(
        creditor=creditor, debtor=debtor, register=notice.register, notice=notice.id, matched_by=by, state=state,
        effect=notice.effect, proceeding=notice.proceeding, register_number=notice.number,
        opened_on=notice.opened_on, published_on=notice.published_on, proof_by_on=notice.proof_by_on, hit_on=on,
        commitment=commitment,
    )  # fmt: skip
    return made


def settle_hits(creditor: Creditor, debtor: Debtor, state: str, *, by: str, on: date) -> list[Hit]:
    """A person has decided: every notice that waited is sure, or about somebody else. Those that were decided now."""
    waiting = list(Hit.objects.of(creditor).filter(debtor=debtor, state=HitState.ASKED))
    Hit.objects.of(creditor).filter(pk__in=[one.pk for one in waiting]).update(
        state=state, decided_by=by, decided_on=on
    )
    return waiting


def open_insolvency(
    creditor: Creditor, debtor: Debtor, opened_on: date, *, on: date
) -> tuple[Insolvency, bool]:
    """The running insolvency, with that opening day, and whether it is new."""
    row, is_new = Insolvency.objects.get_or_create(
        creditor=creditor, debtor=debtor, ended_on=None, defaults={"opened_on": opened_on, "noted_on": on}
    )
    if row.opened_on != opened_on:
        row.opened_on = opened_on
        row.save(update_fields=["opened_on"])
    return row, is_new


def end_insolvency(row: Insolvency, outcome: str, on: date) -> None:
    """It is over: `closed` (nothing more comes) or `mistaken`."""
    row.ended_on, row.outcome = on, outcome
    row.save(update_fields=["ended_on", "outcome"])


def set_deadline(row: Insolvency, kind: str, is_foreign: bool) -> None:
    """The last day to lodge the claim by the law of the seat, unless the notice or a person gave one already.

    It is counted from the publication, else from the opening. Left empty where the law sets none.
    """
    if row.proof_by in ("notice", "person"):
        return
    place = place_of(seat_of(row.creditor, row.debtor))
    found = proof_deadline(place, kind, row.published_on or row.opened_on, is_foreign)
    row.proof_by_on = found.ends_on if isinstance(found, Deadline) else None
    row.proof_by = "law" if isinstance(found, Deadline) else ""
    row.save(update_fields=["proof_by_on", "proof_by"])
