"""Money that the debtor paid to us while the debt was in other hands: noted, and told to those who have it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from recoup.cases import jobs
from recoup.cases.formal.placing.facts import case_of
from recoup.cases.formal.placing.handing import send_to
from recoup.cases.jobs import Progress, asked_of
from recoup.cases.models import Job
from recoup.cases.people import members
from recoup.cases.people.desk import sit_down
from recoup.ledger.models import Allocation, Payment
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.models import Message, MessageState
from recoup.recourse.models import Placement, PlacementState, ToldPayment
from recoup.recourse.placement import operations

KIND = "placement.tell"


@dataclass(frozen=True, slots=True)
class Direct:
    """One payment straight to us: what of it reduced the claim, in minor units."""

    placement: Placement
    payment: Payment
    minor: int


def untold(creditor: Creditor, placement: int | None = None) -> list[Direct]:
    """What they have not been told of yet, the oldest first. Two statements however many there are. Reads only."""
    told = ToldPayment.objects.filter(
        payment_id=OuterRef("payment_id"), placement_id=OuterRef("invoice__placed__placement_id")
    )
    rows = Allocation.objects.of(creditor).filter(
        is_active=True,
        payment__isnull=False,
        invoice__placed__placement__state__in=(PlacementState.PLACED, PlacementState.RECALLED),
        allocated_on__gte=F("invoice__placed__placement__placed_on"),
    )
    if placement is not None:
        rows = rows.filter(invoice__placed__placement=placement)
    found = (
        rows.exclude(payment__source="collected")
        .exclude(Exists(told))
        .values_list("invoice__placed__placement_id", "payment_id")
        .annotate(minor=Sum("amount_minor"))
        .order_by("payment_id")
    )
    pairs = list(found[:500])
    placements = Placement.objects.of(creditor).select_related("professional", "debtor")
    known = placements.in_bulk([one for one, _pay, _minor in pairs])
    payments = Payment.objects.of(creditor).in_bulk([one for _place, one, _minor in pairs])
    return [Direct(known[place], payments[pay], minor) for place, pay, minor in pairs]


def tell(
    creditor: Creditor, placement: int, *, message: Message | None = None, actor: str, moment: datetime
) -> list[Direct]:
    """They know of all that was paid to us: by this message, else a person says that they told them.

    Raises Refused: `nothing_new`.
    """
    members.require(creditor, actor, "record")
    found = operations.placement_by(creditor, placement)
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        news = untold(creditor, placement)
        if not news:
            raise Refused("nothing_new", "They have been told of everything.", "placement")
        ToldPayment.objects.bulk_create(
            ToldPayment(
                creditor=creditor, placement=found, payment=one.payment, told_on=desk.today, message=message
            )
            for one in news
        )
        facts = {"placement": found.pk, "professional": found.professional_id,
                 "payments": [one.payment.pk for one in news], "currency": found.currency}  # fmt: skip
        amounts = {"paid_to_us": sum(one.minor for one in news)}
        desk.record("placement.told", result="email" if message else "by_hand", facts=facts, amounts=amounts)
    return news


def start(creditor: Creditor, placement: int, *, actor: str, moment: datetime) -> Job:
    """Has them told by email in the background. Raises Refused: `no_address`, `not_live`, `sending_stopped`."""
    members.require(creditor, actor, "record")
    _check(creditor, operations.placement_by(creditor, placement), moment)
    asked = {"placement": placement}
    return jobs.ask(creditor, KIND, f"placement:{placement}", asked, actor=actor, moment=moment)


def make(job: Job, progress: Progress) -> dict[str, Any]:
    """The worker's door: the email, and once it has left, the note that they know."""
    creditor = job.creditor
    who: dict[str, Any] = {"actor": job.actor, "moment": job.moment_at}
    found = operations.placement_by(creditor, asked_of(job)["placement"])
    _check(creditor, found, job.moment_at)
    news = untold(creditor, found.pk)
    if not news:
        return {"told": 0}
    language = settings_of(creditor, job.moment_at).language
    with override(language):
        head = _("%(reference)s: paid to us") % {"reference": found.reference}
        lines = "\n".join(
            f"{one.payment.received_on.isoformat()}  {money.text(one.minor, found.currency, language)}"
            for one in news
        )
        text = _(
            "The debtor has paid to us directly:\n\n%(lines)s\n\nPlease reduce the claim %(reference)s by it.\n\n"
            "%(creditor)s\n"
        ) % {"lines": lines, "reference": found.reference, "creditor": creditor.name}
    sent = send_to(creditor, found, found.professional, head, text, key=secrets.token_hex(8), **who)
    if sent.state not in (MessageState.SENT, MessageState.UNSURE):
        raise Refused("not_sent", say("Their server did not take it: %(answer)s", answer=sent.answer), "by")
    return {"told": len(tell(creditor, found.pk, message=sent, **who))}


def _check(creditor: Creditor, placement: Placement, moment: datetime) -> None:
    settings = settings_of(creditor, moment)
    if not placement.professional.email:
        raise Refused("no_address", "Their email address is not known.", "by", "Enter it in Settings.")
    if not settings.live:
        raise Refused("not_live", "We are not live yet, so nothing leaves.", "by", "Tell them yourself.")
    if not settings.sending:
        raise Refused("sending_stopped", "All sending is stopped.", "by", "Start sending again first.")
