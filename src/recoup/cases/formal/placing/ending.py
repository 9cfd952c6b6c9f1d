"""A placement comes to its end: recalled, returned as uncollectable, closed; or a person lets it go on."""

from datetime import datetime

from recoup.cases.formal.placing.facts import case_of
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, sit_down
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import Placement, PlacementState
from recoup.recourse.placement import operations
from recoup.recourse.placement.rules import REVIEW_AGAIN

_OUT = (PlacementState.PLACED, PlacementState.RECALLED)


def recall(creditor: Creditor, placement: int, reason: str, *, actor: str, moment: datetime) -> Placement:
    """Asks it back, with the notice of their terms; a task asks on its last day whether they have confirmed.

    Raises Refused: `missing`, `placement_moved`.
    """
    found = _open(creditor, placement, actor, reason)
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        operations.recall(found, desk.today)
        until = found.recall_from_on
        assert until is not None
        desk.record("placement.recalled", facts={**_facts(found), "until": until.isoformat()}, note=reason)
        desk.close_kind("placement_review", result="recalled")
        desk.ask("confirm_recall", max(until, desk.working_day()))
    return found


def confirm_recall(creditor: Creditor, placement: int, *, actor: str, moment: datetime) -> Placement:
    """They have given it back: the case goes on where it was. Raises Refused: `placement_moved`."""
    return _end(creditor, placement, "recalled", "", (PlacementState.RECALLED,), actor, moment)


def returned(creditor: Creditor, placement: int, reason: str, *, actor: str, moment: datetime) -> Placement:
    """They gave it back as uncollectable, and why. Raises Refused: `missing`, `placement_moved`."""
    _open(creditor, placement, actor, reason)
    return _end(creditor, placement, "uncollectable", reason, _OUT, actor, moment)


def close(creditor: Creditor, placement: int, reason: str, *, actor: str, moment: datetime) -> Placement:
    """It is done with: paid, settled, or agreed to end. Raises Refused: `missing`, `placement_moved`."""
    _open(creditor, placement, actor, reason)
    return _end(creditor, placement, "closed", reason, _OUT, actor, moment)


def keep(creditor: Creditor, placement: int, note: str, *, actor: str, moment: datetime) -> Placement:
    """It goes on with them; a person is asked again in 30 days. Raises Refused: `missing`, `placement_moved`."""
    found = _open(creditor, placement, actor, note)
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        kept(desk, found, note)
    return found


def kept(desk: Desk, placement: Placement, note: str) -> None:
    """The same within a deed."""
    operations.move(placement, _OUT, review_on=desk.today + REVIEW_AGAIN)
    desk.record("placement.goes_on", facts=_facts(placement), note=note)
    desk.close_kind("placement_review", result="goes_on")


def complaint(creditor: Creditor, placement: int, text: str, *, actor: str, moment: datetime) -> Placement:
    """Somebody complained of how they work: it counts in the table of professionals. Raises Refused: `missing`."""
    found = _open(creditor, placement, actor, text)
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        row: Placement = Placement.objects.get(pk=found.pk)
        row.complaints += 1
        row.save(update_fields=["complaints"])
        desk.record("placement.complaint", facts=_facts(found), note=text)
    return row


def _open(creditor: Creditor, placement: int, actor: str, words: str) -> Placement:
    members.require(creditor, actor, "step")
    if not words.strip():
        raise Refused("missing", "A few words are needed; they stay in the record.", "reason", "Say why.")
    return operations.placement_by(creditor, placement)


def _end(
    creditor: Creditor,
    placement: int,
    how: str,
    reason: str,
    froms: tuple[PlacementState, ...],
    actor: str,
    moment: datetime,
) -> Placement:
    members.require(creditor, actor, "step")
    found = operations.placement_by(creditor, placement)
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        operations.end(found, how, desk.today, froms)
        desk.record("placement.ended", result=how, facts=_facts(found), note=reason)
        desk.close_kind("placement_review", "confirm_recall", "hand_over", result=how)
    return found


def _facts(placement: Placement) -> dict[str, int]:
    return {"placement": placement.pk, "professional": placement.professional_id}
