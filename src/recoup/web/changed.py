"""Two people on one case: a form names the state it was made from, and the later person is told what came between.

The page reads the head before anything else (`look`), each form carries it (`{% seen_field debtor %}`), and the deed
is done inside `unless_changed`. Shown again with what was typed, the form carries the new head: a second press goes on.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.archive.deeds import deed
from recoup.archive.queries import EntryView, Narrow, entries, heads
from recoup.cases.telling import Telling
from recoup.ledger.models import Debtor
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org.models import User
from recoup.web.here import Here

T = TypeVar("T")
FIELD = "seen"
SHOWN = 3
QUIET = frozenset(
    ("step.planned", "task.opened", "approval.asked", "message.sent", "service.queued", "promise.replaced")
)
"""What only follows from another entry that is told."""
WEIGHTY = (
    "ledger.payments", "ledger.payment_reversed", "inbound.reply", "inbound.bounce", "message.sending",
    "case.closed", "debtor.insolvent",
)  # fmt: skip
"""What matters whoever wrote it: most of it comes by itself."""


def look(debtor: Debtor) -> int:
    """Notes on the debtor the head of its record, for the forms of a page. Call it before reading anything else."""
    debtor.seen_seq = heads([debtor.stream_key])[debtor.stream_key]  # type: ignore[attr-defined]  # noted on the row for this request
    return int(debtor.seen_seq)  # type: ignore[attr-defined]  # noted on the row for this request


def unless_changed(here: Here, debtor: Debtor, form: QueryDict, work: Callable[[], T]) -> T:
    """Does the work while nobody else can write about the debtor.

    Raises Refused (`changed`) when, since the form was made, somebody else did something about the debtor, or money
    or an answer came; then nothing is done. A form that does not say from when it is, is not held up.
    """
    given = form.get(FIELD, "")
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        return work()
    with deed(here.acting.actor, here.moment, here.creditor.key, [debtor.stream_key]):
        came = _between(here, debtor, int(given))
        if came:
            raise _told(here, debtor, came)
        return work()


def _between(here: Here, debtor: Debtor, seen: int) -> list[EntryView]:
    if heads([debtor.stream_key])[debtor.stream_key] <= seen:
        return []
    later = entries(here.creditor.key, debtor.stream_key, which=Narrow(after_seq=seen), limit=50)
    mine = here.acting.actor
    return [
        entry
        for entry in later
        if (entry.actor != mine and entry.actor.startswith("user:") and entry.kind not in QUIET)
        or (entry.actor != mine and entry.kind in WEIGHTY)
    ]


def _told(here: Here, debtor: Debtor, came: list[EntryView]) -> Refused:
    telling = Telling(here.creditor, debtor, came)
    shown = [telling.tell(replace(entry, payloads={})) for entry in came[-SHOWN:]]
    if len(came) > SHOWN:
        shown.insert(0, "…")
    who = ", ".join(dict.fromkeys(name_of(entry.actor) for entry in came))
    return Refused(
        "changed",
        _("Changed by %(who)s %(ago)s: %(what)s")
        % {"who": who, "ago": ago(came[-1].recorded_at), "what": " ".join(shown)},
        "",
        _("Nothing was done yet, and what you typed is kept. Press again to do it all the same."),
    )


def name_of(actor: str) -> str:
    """A person by name; what no person did was done by Recoup."""
    _head, _colon, number = actor.partition(":")
    found = User.objects.filter(pk=int(number)).first() if number.isdigit() else None
    return str(found) if found else "Recoup"


def ago(recorded_at: datetime) -> str:
    """How long it is since something was written down: the machine's clock, not the day of business."""
    minutes = int((machine_now() - recorded_at).total_seconds() // 60)
    if minutes < 1:
        return _("a moment ago")
    if minutes < 60:
        return ngettext("a minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("an hour ago", "%(n)s hours ago", hours) % {"n": hours}
    return ngettext("a day ago", "%(n)s days ago", hours // 24) % {"n": hours // 24}
