"""One message now: asked of the gate at once, so that a person hears why it may not go."""

from datetime import datetime

from recoup.cases.daily import plan_for
from recoup.cases.decide import why_of
from recoup.cases.models import Case, StepRun, StepState
from recoup.cases.outgoing.sendings import WRITTEN
from recoup.cases.people import approvals, members
from recoup.cases.people.desk import sit_down, step_by
from recoup.cases.sending import ask_gate, send_ready
from recoup.ladder.reasons import sentence
from recoup.ladder.verdict import Allowed
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.models import Creditor


def send_now(creditor: Creditor, step: int, *, actor: str, moment: datetime) -> StepRun:
    """Sends the step's message, or makes its letter, at once. A draft is approved by it, as `approve_step` does.

    Not within a transaction: what leaves is committed before the wire. Returns the step as it stands then.
    Raises Refused: `no_such_step`, `not_written`, `not_waiting`, what `approve_step` raises, and the gate's reason.
    """
    found = step_by(creditor, step)
    members.require(creditor, actor, "send")
    if found.channel not in WRITTEN:
        raise Refused("not_written", "This is a person's work, not a message.", "step", "See Today.")
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        found = step_by(creditor, step)
        if found.state == StepState.PLANNED:
            found = approvals.approve_step(creditor, step, actor=actor, moment=moment)
        if found.state != StepState.READY:
            raise Refused("not_waiting", "It does not wait any more.", "step", "Look at it again.")
        answer = ask_gate(found, desk.matter, moment)
        if not isinstance(answer, Allowed):
            raise Refused(answer.why.code, sentence(answer.why), "step", "It goes when that is no longer so.")
        StepRun.objects.filter(pk=step, lease_owner="").update(not_before_at=None, next_try_at=None)
    send_ready(creditor, moment=moment, actor=actor, most=1, only=step)
    found.refresh_from_db()
    return found


def send_due(creditor: Creditor, debtor: Debtor, *, actor: str, moment: datetime) -> StepRun:
    """Plans what is due for one debtor as the day's run would, and sends it at once.

    A draft stays one, for a person to read. Raises Refused (`not_allowed`, the plan's reason when nothing may go).
    """
    members.require(creditor, actor, "send")
    plan_for(creditor, debtor, actor=actor, moment=moment)
    steps = StepRun.objects.of(creditor).filter(debtor=debtor, channel__in=WRITTEN, is_void=False)
    waiting: StepRun | None = (
        steps.filter(state__in=(StepState.READY, StepState.PLANNED)).order_by("pk").first()
    )
    if waiting is None:
        case = Case.objects.of(creditor).filter(debtor=debtor, state="open").order_by("next_on", "pk").first()
        why = sentence(why_of(case.why_code, case.why_args)) if case else "Nothing is overdue."
        raise Refused(
            case.why_code if case else "not_due", why, "debtor", "It goes when that is no longer so."
        )
    if waiting.state == StepState.PLANNED:
        return waiting
    return send_now(creditor, waiting.pk, actor=actor, moment=moment)
