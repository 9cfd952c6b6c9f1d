"""One message's own words: they go out only while what they were written about is still so."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from recoup.archive.deeds import Deed
from recoup.cases.models import Rewording, StepRun
from recoup.documents.facts import MessageContext, WordingText
from recoup.documents.guard import examine
from recoup.documents.rules import guard_facts
from recoup.lib.hashing import sha256_hex

FACTS_CHANGED, GUARD = "facts_changed", "wording_guard"


def written_of(steps: Sequence[StepRun]) -> Rewording | None:
    """The own words of the message that these steps share, if a person wrote some."""
    return next((step.rewording for step in steps if step.rewording is not None), None)


def facts_of(context: MessageContext, words: WordingText, to: str, named: Mapping[int, int]) -> str:
    """Whom a message goes to, what it asks for and by which wording it is made, as one hash.

    Days are left out: that one more has passed makes no text wrong.
    """
    asks = [
        [ask.currency, ask.net_minor, ask.overdue_minor, ask.disputed_minor, ask.on_account_minor]
        for ask in (context.ask, *context.more)
    ]
    found = [words.key, words.tone, words.language, context.rung, to, asks, sorted(named.items())]
    return sha256_hex(json.dumps(found, separators=(",", ":")).encode())


def fitted(own: Rewording, words: WordingText, facts: str) -> tuple[WordingText, str]:
    """The words to send: the own ones, else the usual ones with the code of why those fell."""
    if own.facts != facts or own.language != words.language:
        return words, FACTS_CHANGED
    if examine(f"{own.subject}\n\n{own.body}", own.language, guard_facts(words.key)):
        return words, GUARD
    return replace(words, subject=own.subject, body=own.body), ""


def drop(own: Rewording, why: str, stream: str, act: Deed) -> None:
    """The own words fall, within the caller's deed; the message goes with the usual ones, and people are told."""
    if Rewording.objects.filter(pk=own.pk, dropped_on__isnull=True).update(
        dropped_on=act.moment.date(), dropped_why=why
    ):
        steps = StepRun.objects.filter(rewording=own)
        facts: dict[str, Any] = {"rewording": own.pk, "steps": list(steps.values_list("pk", flat=True))}
        act.record(stream, "message.words_dropped", klass="internal", result=why, facts=facts)
        steps.update(rewording=None)
