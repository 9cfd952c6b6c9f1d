"""A message of which nobody knows whether it went out: a person says so."""

from datetime import datetime

from recoup.archive.deeds import deed
from recoup.cases.delivered import step_delivered
from recoup.cases.models import StepRun, StepState
from recoup.cases.people.desk import step_by
from recoup.ledger.models import Debtor
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.models import Message
from recoup.outreach.operations import settle_unsure


def settle(
    creditor: Creditor, step: int, *, was_sent: bool, note: str = "", actor: str, moment: datetime
) -> list[StepRun]:
    """Sent: the steps of the message are done, on the day it left. Not sent: they are ready again, under the same key.

    Returns the steps of the message. Raises Refused: `no_such_step`, `not_unsure`.
    """
    found = step_by(creditor, step)
    if found.state != StepState.UNSURE or found.message is None:
        raise Refused(
            "not_unsure",
            say("Of step %(step)s it is known what became of it.", step=step),
            "step",
            "See `recoup worklist`.",
        )
    settle_message(creditor, found.message, was_sent=was_sent, note=note, actor=actor, moment=moment)
    return list(StepRun.objects.of(creditor).filter(message=found.message).order_by("pk"))


def settle_service(
    creditor: Creditor, message: int, *, was_sent: bool, note: str = "", actor: str, moment: datetime
) -> None:
    """The same for a message that only serves. Raises Refused: `no_such_message`, `message_not_ready`."""
    found = Message.objects.of(creditor).filter(pk=message, is_service=True).select_related("debtor").first()
    if found is None:
        raise Refused(
            "no_such_message",
            say("There is no message %(message)s.", message=message),
            "message",
            "See the Outbox.",
        )
    settle_message(creditor, found, was_sent=was_sent, note=note, actor=actor, moment=moment)


def settle_message(
    creditor: Creditor, message: Message, *, was_sent: bool, note: str = "", actor: str, moment: datetime
) -> None:
    """The same for a message, which may be a service message without steps. Raises Refused (`message_not_ready`)."""
    debtor = Debtor.objects.of(creditor).get(pk=message.debtor_id)
    with deed(actor, moment, creditor.key, [debtor.stream_key]):
        left_on = message.sent_on
        settle_unsure(message, was_sent=was_sent, note=note, actor=actor, moment=moment)
        steps = list(
            StepRun.objects.of(creditor).filter(message=message, state=StepState.UNSURE).order_by("pk")
        )
        if was_sent:
            zone = settings_of(creditor, moment).timezone
            on = left_on or day_in(moment, zone)
            step_delivered(creditor, steps, on=on, moment=moment, result="handed")
        else:
            StepRun.objects.filter(pk__in=[s.pk for s in steps]).update(
                state=StepState.READY, next_try_at=None, lease_owner="", lease_until=None
            )


def unsure_steps(creditor: Creditor) -> list[StepRun]:
    """The steps of which somebody has to say whether they went out."""
    rows = StepRun.objects.of(creditor).filter(state=StepState.UNSURE)
    return list(rows.select_related("debtor", "message").order_by("pk"))
