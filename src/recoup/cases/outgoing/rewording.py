"""A message's own words: written by a person for this one message, while it has not left."""

import json
from datetime import datetime

from recoup.archive.deeds import Content
from recoup.cases.facts import gather
from recoup.cases.models import Rewording, StepRun, StepState
from recoup.cases.outgoing.sendings import WRITTEN
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, sit_down, step_by
from recoup.cases.sending import sharing
from recoup.cases.texts import context_for
from recoup.documents.operations import checked
from recoup.documents.render import email_text
from recoup.documents.render import subject as subject_of
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

WAITING = (StepState.PLANNED, StepState.READY)


def reword(
    creditor: Creditor, step: int, subject: str, body: str, *, actor: str, moment: datetime
) -> Rewording:
    """Keeps these words for the step's message alone; what they ask and where to pay stays computed.

    The placeholders and the guard are those of every wording. The words fall, with a notice, when whom it goes to,
    what it asks for or its rung is another by the time it leaves.
    Raises Refused: `no_such_step`, `not_allowed`, `not_written`, `not_waiting`, and what the wording guard refuses.
    """
    members.require(creditor, actor, "send")
    found = step_by(creditor, step)
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        steps = _waiting(creditor, step)
        StepRun.objects.filter(pk__in=[one.pk for one in steps]).update(rewording=None)
        for one in steps:
            one.rewording = None
        matter = gather(desk.ctx, [desk.debtor.pk])[0]
        desk.debtor.creditor = creditor
        made = context_for(desk.ctx, matter, steps, desk.debtor)
        words = made.words
        subject, body = checked(words.key, words.tone, words.language, subject, body)
        own: Rewording = Rewording.objects.create(
            creditor=creditor, debtor=desk.debtor, subject=subject, body=body, language=words.language,
            facts=made.facts, written_by=actor, written_at=moment,
        )  # fmt: skip
        for one in steps:
            one.rewording = own
        shown = context_for(desk.ctx, matter, steps, desk.debtor)
        subject_of(shown.context, shown.words)
        email_text(shown.context, shown.words)
        StepRun.objects.filter(pk__in=[one.pk for one in steps]).update(rewording=own)
        _record(desk, "message.reworded", own, found)
    return own


def usual_words(creditor: Creditor, step: int, *, actor: str, moment: datetime) -> None:
    """Takes the message's own words back; it goes with the usual ones. Without own words nothing changes.

    Raises Refused: `no_such_step`, `not_allowed`, `not_written`, `not_waiting`.
    """
    members.require(creditor, actor, "send")
    found = step_by(creditor, step)
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        steps = _waiting(creditor, step)
        own = next((one.rewording for one in steps if one.rewording is not None), None)
        if own is not None:
            StepRun.objects.filter(rewording=own).update(rewording=None)
            Rewording.objects.filter(pk=own.pk).update(
                dropped_on=desk.today, dropped_why="taken_back", seen_on=desk.today
            )
            _record(desk, "message.words_taken_back", own, found)


def dropped(creditor: Creditor) -> list[Rewording]:
    """Own words that fell and of which nobody has taken notice yet, the newest first."""
    rows = Rewording.objects.of(creditor).filter(dropped_on__isnull=False, seen_on__isnull=True)
    return list(rows.select_related("debtor").order_by("-pk")[:20])


def see(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> None:
    """Somebody has taken notice. Raises Refused (`no_such_words`)."""
    found: Rewording | None = Rewording.objects.of(creditor).select_related("debtor").filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_words", say("There are no words %(pk)s.", pk=pk), "words", "See the Outbox.")
    with sit_down(creditor, found.debtor, None, actor=actor, moment=moment) as desk:
        if Rewording.objects.filter(pk=pk, seen_on__isnull=True).update(seen_on=desk.today):
            desk.record("message.notice_seen", facts={"rewording": pk})


def _waiting(creditor: Creditor, step: int) -> list[StepRun]:
    """The steps that share the message. Raises Refused unless it is written and has not left."""
    found = step_by(creditor, step)
    if found.channel not in WRITTEN:
        raise Refused("not_written", "This is a person's work, not a message.", "step", "See Today.")
    if found.state not in WAITING or found.lease_owner:
        raise Refused("not_waiting", "It has left, or is about to.", "step", "Look at it again.")
    return sharing(creditor, found)


def _record(desk: Desk, kind: str, own: Rewording, step: StepRun) -> None:
    text = json.dumps({"subject": own.subject, "body": own.body}, ensure_ascii=False)
    desk.act.record(
        desk.debtor.stream_key,
        kind,
        klass="internal",
        channel=step.channel,
        facts={"case": step.case_id, "step": step.pk, "rewording": own.pk},
        payloads={"words": Content(text.encode(), "application/json")},
    )
