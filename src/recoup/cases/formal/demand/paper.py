"""The letter of a demand as PDF/A: from what was frozen, so that the same demand is always the same letter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from recoup.archive.queries import read
from recoup.cases.facts import Context
from recoup.cases.models import Attempt, Case
from recoup.cases.texts import line_of, recipient_of, reference_of, sender_of
from recoup.documents.enclosures import print_file
from recoup.documents.facts import Ask, Claimed, MessageContext, Stretch, WordingText
from recoup.documents.pdf import letter_pdf, statement_pdf
from recoup.documents.queries import wording
from recoup.documents.render import subject
from recoup.documents.rules import refuse_lacking
from recoup.ledger.models import Contact, Exhibit, Invoice
from recoup.org.models import Creditor
from recoup.recourse.models import Demand, DemandInvoice

TONE = "neutral"


def context_of(
    ctx: Context, case: Case, demand: Demand, items: Sequence[DemandInvoice], deadline_on: date | None
) -> tuple[MessageContext, WordingText]:
    """What the letter says and its words; `deadline_on` is the last day to pay, and the letter is of today."""
    words = wording(ctx.creditor, demand.wording, TONE, demand.language)
    debtor = case.debtor
    invoices = [item.invoice for item in items]
    lines = [
        line_of(item.invoice, item.open_minor + item.disputed_minor, item.disputed_minor, ctx.today)
        for item in items
    ]
    before = Attempt.objects.of(ctx.creditor).filter(
        case=case, is_void=False, channel__in=("email", "letter"), tried_on__lte=ctx.today
    )
    context = MessageContext(
        rung=5,
        kind=words.key,
        tone=words.tone,
        language=demand.language,
        sender=sender_of(ctx.creditor, ctx.settings),
        recipient=recipient_of(debtor, _in_charge(ctx.creditor, case), demand.language),
        ask=Ask.of(demand.currency, lines),
        today=ctx.today,
        reference=reference_of(debtor, invoices),
        reply_by_on=deadline_on,
        signer=ctx.settings.signer,
        sent_before=tuple(sorted(set(before.values_list("tried_on", flat=True)))),
        claimed=_claimed(demand, items) if demand.wording == "demand" else None,
        enclosures=tuple(demand.frozen["enclosures"]),
    )
    return context, words


def letter(context: MessageContext, words: WordingText) -> tuple[bytes, str]:
    """The letter and its headline. Raises Refused where a wording names what there is not, or lacks what is locked."""
    refuse_lacking(words.key, words.body)
    return letter_pdf(context, words), subject(context, words)


def enclosures(ctx: Context, context: MessageContext, items: Sequence[DemandInvoice]) -> bytes:
    """What lies in the envelope beside the letter, as one print file: the statement and the documents that are held.

    Raises Refused (`unshowable`) for a document that cannot be printed.
    """
    own = statement_pdf(replace(context, kind="statement", claimed=None))
    held = Exhibit.objects.of(ctx.creditor).filter(invoice__in=[item.invoice_id for item in items])
    rows = held.order_by("invoice_id", "kind", "name")
    documents = [(one.name, read(ctx.creditor.key, one.commitment).data, one.media_type) for one in rows]
    return print_file(own, documents)


def _claimed(demand: Demand, items: Sequence[DemandInvoice]) -> Claimed:
    sources = [title for item in items for one in item.frozen["stretches"] for title in one["sources"]]
    rules = [str(item.frozen.get("rule", "")) for item in items]
    return Claimed(
        until_on=demand.until_on,
        interest_minor=tuple((_number(item.invoice), item.interest_minor) for item in items),
        fixed=tuple((_number(item.invoice), item.compensation_minor) for item in items),
        daily=sum((Fraction(*item.frozen["daily"]) for item in items), Fraction(0)),
        stretches=tuple(
            _stretch(_number(item.invoice), one) for item in items for one in item.frozen["stretches"]
        ),
        law_source="; ".join(dict.fromkeys(filter(None, [*rules, *sources]))).rstrip("."),
    )


def _stretch(number: str, one: Mapping[str, Any]) -> Stretch:
    return Stretch(
        number, date.fromisoformat(one["from"]), date.fromisoformat(one["until"]), one["days"], one["principal"],
        Decimal(one["rate"]), one["basis"], Fraction(*one["interest"]),
    )  # fmt: skip


def _number(invoice: Invoice) -> str:
    return invoice.number or f"#{invoice.pk}"


def _in_charge(creditor: Creditor, case: Case) -> Contact | None:
    rows = Contact.objects.of(creditor).filter(debtor=case.debtor, is_in_charge=True, ended_on__isnull=True)
    found: Contact | None = rows.order_by("pk").first()
    return found
