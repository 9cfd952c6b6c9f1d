"""A message to look at: the words of a wording about a real debtor, or about an invented one where there is none."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from recoup.cases.texts import line_of, recipient_of, reference_of, sender_of
from recoup.documents.facts import (
    Ask,
    Claimed,
    Instalment,
    Line,
    MessageContext,
    Recipient,
    Stretch,
    WordingText,
)
from recoup.documents.queries import wording
from recoup.documents.shipped import frames
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import Creditor
from recoup.org.settings import Settings

_MOST_LINES = 5


def letterhead_specimen(
    creditor: Creditor, settings: Settings, today: date
) -> tuple[MessageContext, WordingText]:
    """A reminder in the creditor's language, for looking at the letterhead."""
    words = wording(creditor, "reminder", "neutral", settings.language)
    return specimen(creditor, settings, words.key, words.tone, settings.language, today), words


def specimen(
    creditor: Creditor,
    settings: Settings,
    key: str,
    tone: str,
    language: str,
    today: date,
    debtor: Debtor | None = None,
) -> MessageContext:
    """Everything that a wording of this key may mention: the debtor's open invoices, and samples for the rest."""
    frame = frames().get(key)
    lines, recipient, reference = (
        _of(creditor, debtor, language, today) if debtor else _invented(creditor, language, today)
    )
    ask = Ask.of(lines[0].currency, lines)
    part = max(1, ask.net_minor // 2)
    return MessageContext(
        rung=(frame.rung if frame and frame.rung else 1),
        kind=key,
        tone=tone,
        language=language,
        sender=sender_of(creditor, settings),
        recipient=recipient,
        ask=ask,
        today=today,
        reference=reference,
        reply_by_on=today + timedelta(days=7),
        signer=settings.signer,
        sent_before=(today - timedelta(days=14), today - timedelta(days=7)),
        promise_on=today + timedelta(days=5),
        promised_minor=ask.net_minor,
        instalments=(
            Instalment(today + timedelta(days=14), part),
            Instalment(today + timedelta(days=44), max(1, ask.net_minor - part)),
        ),
        disputed_numbers=(lines[0].number,),
        dispute_type="quantity",
        answer_by_on=today + timedelta(days=10),
        buyer="Debt Buyers Ltd",
        spoken_with=recipient.attention or "Ann Payne",
        spoken_on=today,
        spoken_text="…",
        paid_on=today - timedelta(days=2),
        paid_minor=ask.net_minor,
        stop_on=today + timedelta(days=10),
        claimed=_claimed(lines, today) if key == "demand" else None,
        enclosures=("statement of account", "invoices"),
    )


def _claimed(lines: Sequence[Line], today: date) -> Claimed:
    """Round figures of no law: thirty days at a tenth."""
    days, rate, basis = 30, Decimal(10), 365
    from_on = today - timedelta(days=days - 1)
    stretches = [
        Stretch(
            one.number, from_on, today, days, one.asked_minor, rate, basis,
            Fraction(one.asked_minor * days * 10, 100 * basis),
        )
        for one in lines
    ]  # fmt: skip
    return Claimed(
        until_on=today,
        interest_minor=tuple((one.number, round(one.interest)) for one in stretches),
        fixed=tuple((one.number, 4_000) for one in lines),
        daily=sum((one.interest / days for one in stretches), Fraction(0)),
        stretches=tuple(stretches),
        law_source="…",
    )


def _of(creditor: Creditor, debtor: Debtor, language: str, today: date) -> tuple[list[Line], Recipient, str]:
    rows = Invoice.objects.of(creditor).filter(debtor=debtor, open_minor__gt=0, due_on__lt=today)
    found = list(rows.order_by("due_on", "pk")[: _MOST_LINES * 2])
    same = [one for one in found if one.currency == found[0].currency][:_MOST_LINES]
    if not same:
        return _invented(creditor, language, today)
    contact = Contact.objects.of(creditor).filter(debtor=debtor).order_by("pk").first()
    lines = [line_of(one, one.open_minor, 0, today) for one in same]
    return lines, recipient_of(debtor, contact, language), reference_of(debtor, same)


def _invented(creditor: Creditor, language: str, today: date) -> tuple[list[Line], Recipient, str]:
    due_on = today - timedelta(days=3)
    line = Line(
        "2041", "invoice", due_on - timedelta(days=30), due_on, 3, creditor.currency, 125_000, 125_000, 0, 125_000
    )  # fmt: skip
    recipient = Recipient(
        "Sample Ltd", "Ann Payne", ("1 Sample Street", "10001 Sampleton"), creditor.country, language
    )
    return [line], recipient, "2041"


def late_debtors(creditor: Creditor, today: date, most: int = 8) -> list[Debtor]:
    """Debtors to look at a wording with: those who owe the most that is late."""
    from django.db.models import Sum

    late = Invoice.objects.of(creditor).filter(open_minor__gt=0, due_on__lt=today)
    owing = late.values("debtor").annotate(owed=Sum("open_minor")).order_by("-owed", "debtor")[:most]
    ids = [row["debtor"] for row in owing]
    known = Debtor.objects.of(creditor).in_bulk(ids)
    return [known[pk] for pk in ids]
