"""What a step says: the facts of a debtor and their invoices as a document's context, then as email or letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recoup.cases import own_words
from recoup.cases.facts import Context, Matter
from recoup.cases.models import Attempt, Rewording, StepRun
from recoup.documents.facts import Ask, Line, MessageContext, Recipient, Sender, WordingText
from recoup.documents.pdf import letter_pdf, statement_pdf
from recoup.documents.queries import wording
from recoup.documents.render import email_html, email_text, subject
from recoup.ladder.policy import Policy
from recoup.ladder.position import CaseFacts
from recoup.ladder.standing import asked_invoices
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.ledger.operations import open_charges
from recoup.lib.days import Calendar
from recoup.org.logos import logo_of
from recoup.org.models import Creditor
from recoup.org.places import language_of
from recoup.org.readers import split_address
from recoup.org.settings import Settings
from recoup.outreach.compose import Attachment, Draft, compose_email, message_id_for

LEAST_WORKING_DAYS = 3
MOST_WORKING_DAYS = 7


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered step: its bytes, what it names and asks per invoice, and its headline.

    `dropped` are own words that no longer fit, and why: the usual ones stand in their place.
    """

    raw: bytes
    subject: str
    to_address: str
    named: dict[int, dict[int, int]]
    dropped: Rewording | None = None
    dropped_why: str = ""


def sender_of(creditor: Creditor, settings: Settings) -> Sender:
    """The creditor as its letterhead names it."""
    ours = settings.email or settings.from_address
    return Sender(
        name=creditor.name,
        address_lines=settings.address_lines,
        country=creditor.country,
        email=split_address(ours)[1] if ours else "",
        phone=settings.phone,
        register=settings.register_number,
        vat_id=settings.vat_id,
        iban=settings.iban,
        bic=settings.bic,
        account_holder=settings.account_holder,
        bank_name=settings.bank_name,
        account_text=settings.account_text,
        logo=logo_of(creditor, settings.logo),
    )


def language_for(debtor: Debtor, contact: Contact | None, settings: Settings) -> str:
    """The contact's language, else the debtor's, else that of their country, else ours."""
    said = (contact.language if contact else "") or debtor.language
    if said:
        return said
    return language_of(debtor.country) if debtor.country else settings.language


def recipient_of(debtor: Debtor, contact: Contact | None, language: str) -> Recipient:
    """To whom a text goes."""
    place = " ".join(part for part in (debtor.postal_code, debtor.city) if part)
    return Recipient(
        debtor_name=debtor.name,
        attention=contact.name if contact else "",
        address_lines=tuple(line for line in (debtor.street, place) if line),
        country=debtor.country,
        language=language,
    )


def line_of(invoice: Invoice, open_minor: int, disputed_minor: int, today: date) -> Line:
    """An invoice as a line of the list."""
    return Line(
        number=invoice.number or f"#{invoice.pk}",
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        days_overdue=max(0, (today - invoice.due_on).days),
        currency=invoice.currency,
        amount_minor=invoice.amount_minor,
        open_minor=open_minor,
        disputed_minor=disputed_minor,
        asked_minor=open_minor - disputed_minor,
        order_reference=invoice.order_reference,
    )


def charge_lines(creditor: Creditor, debtor: Debtor, currency: str) -> list[Line]:
    """What is open of the charges posted to a debtor, as lines of an account: interest, fixed sums, fees, costs."""
    return [
        Line(
            number=one.invoice.number if one.invoice else "",
            kind="charge",
            issued_on=one.posted_on,
            due_on=None,
            days_overdue=0,
            currency=one.currency,
            amount_minor=one.amount_minor,
            open_minor=one.open_minor,
            disputed_minor=0,
            asked_minor=one.open_minor,
            charge=one.kind,
        )
        for one in open_charges(creditor, debtor, currency)
    ]


def account_of(creditor: Creditor, debtor: Debtor, context: MessageContext) -> MessageContext:
    """The statement that goes with a message: what it lists, and the charges that are open beside it."""
    asks = [ask.beside(charge_lines(creditor, debtor, ask.currency)) for ask in (context.ask, *context.more)]
    return replace(context, kind="statement", ask=asks[0], more=tuple(asks[1:]))


def ask_of(case: CaseFacts, today: date) -> tuple[Ask, dict[int, int], list[Invoice]]:
    """What the case asks for today, what of it per invoice, and the invoices named.

    Asks only for what is open then, less disputes, less on account, less money dated later or not yet matched.
    """
    asked = asked_invoices(case, today)
    rows = Invoice.objects.in_bulk([i.id for i in asked])
    lines = []
    for facts in asked:
        still = facts.asked_minor + facts.disputed_minor
        lines.append(line_of(rows[facts.id], still, facts.disputed_minor, today))
    on_account = case.on_account_minor + case.unmatched_minor
    ask = Ask.of(case.currency, lines, on_account)
    return ask, {i.id: i.asked_minor for i in asked}, [rows[i.id] for i in asked]


def reference_of(debtor: Debtor, invoices: Sequence[Invoice]) -> str:
    """What the debtor should quote: the invoice's number if it is one, else their own number with us."""
    if len(invoices) == 1 and invoices[0].number:
        return invoices[0].number
    return debtor.number or (invoices[0].number if invoices else "") or f"D{debtor.pk}"


def reply_by(policy: Policy, rung: int, calendar: Calendar, today: date) -> date:
    """By when a message of that rung asks for payment: before we come back to it, so that nobody is called too early.

    The last working day before the next rung can fall due; at least 3 and at most 7 working days ahead.
    """
    following = policy.rung(rung + 1)
    most = calendar.add(today, MOST_WORKING_DAYS)
    if following is None:
        return most
    before = today + timedelta(days=following.wait_days - 1)
    while not calendar.is_working(before):
        before -= timedelta(days=1)
    return min(max(before, calendar.add(today, LEAST_WORKING_DAYS)), most)


def step_key(step: StepRun) -> str:
    """The key of a step, from which its Message-ID is made."""
    return f"{step.creditor_id}:{step.case_id}:{step.rung}:{step.round}:{step.channel}"


def letter_id(step: StepRun) -> str:
    """What a letter is known by, as an email is by its Message-ID."""
    return f"letter:{step_key(step)}"


@dataclass(frozen=True, slots=True)
class Made:
    """What a message is made of: the document's context, its words, what is named per step, and to whom.

    `facts` is what own words would be written about; `dropped_why` says why those there were do not fit.
    """

    context: MessageContext
    words: WordingText
    named: dict[int, dict[int, int]]
    to: str
    facts: str
    dropped_why: str = ""


def context_for(ctx: Context, matter: Matter, steps: Sequence[StepRun], debtor: Debtor) -> Made:
    """What steps that share a message say: the wording of their rung, or the message's own words."""
    lead = steps[0]
    language = language_for(debtor, lead.contact, ctx.settings)
    words = wording(ctx.creditor, lead.wording or "reminder", lead.tone or "neutral", language)
    cases = {case.id: case for case in matter.position.cases}
    asks, named, invoices = [], {}, []
    for step in steps:
        ask, per_invoice, rows = ask_of(cases[step.case_id], ctx.today)
        asks.append(ask)
        named[step.pk] = per_invoice
        invoices += rows
    before = Attempt.objects.filter(
        debtor=debtor, is_void=False, channel__in=("email", "letter")
    ).values_list("tried_on", flat=True)
    context = MessageContext(
        rung=lead.rung,
        kind=words.key,
        tone=words.tone,
        language=language,
        sender=sender_of(ctx.creditor, ctx.settings),
        recipient=recipient_of(debtor, lead.contact, language),
        ask=asks[0],
        more=tuple(asks[1:]),
        today=ctx.today,
        reference=reference_of(debtor, invoices),
        reply_by_on=reply_by(cases[lead.case_id].policy, lead.rung, ctx.facts.calendar, ctx.today),
        signer=ctx.settings.signer,
        sent_before=tuple(sorted(set(before))),
    )
    to = _to(lead, debtor, context.recipient)
    every = {invoice: asked for found in named.values() for invoice, asked in found.items()}
    facts = own_words.facts_of(context, words, to, every)
    own, dropped_why = own_words.written_of(steps), ""
    if own is not None:
        words, dropped_why = own_words.fitted(own, words, facts)
    return Made(context, words, named, to, facts, dropped_why)


def _to(step: StepRun, debtor: Debtor, recipient: Recipient) -> str:
    if step.channel == "letter":
        return "\n".join([debtor.name, *recipient.address_lines, debtor.country])
    return step.contact.email if step.contact else ""


def email_of(
    ctx: Context,
    matter: Matter,
    steps: Sequence[StepRun],
    debtor: Debtor,
    token: str,
    references: tuple[str, ...],
    exhibits: tuple[Attachment, ...],
) -> Text:
    """The email for steps that share a message: text, HTML, the statement as PDF, the exhibits."""
    made = context_for(ctx, matter, steps, debtor)
    context, words = made.context, made.words
    lead = steps[0]
    settings = ctx.settings
    head = subject(context, words)
    raw = compose_email(
        Draft(
            message_id=message_id_for(step_key(lead), settings.from_address),
            moment=ctx.moment,
            sender=_named(ctx.creditor.name, settings.from_address),
            to_address=made.to,
            to_name=lead.contact.name if lead.contact else "",
            subject=head,
            text=email_text(context, words),
            html=email_html(context, words),
            reply_to=settings.mail_reply_to,
            token=token,
            references=references,
            attachments=(
                Attachment(
                    f"{context.reference}.pdf", statement_pdf(account_of(ctx.creditor, debtor, context))
                ),
                *exhibits,
            ),
        )
    )
    return _text(raw, head, made, steps)


def letter_of(ctx: Context, matter: Matter, steps: Sequence[StepRun], debtor: Debtor) -> Text:
    """The letter for steps that share one, as PDF."""
    made = context_for(ctx, matter, steps, debtor)
    return _text(letter_pdf(made.context, made.words), subject(made.context, made.words), made, steps)


def _text(raw: bytes, head: str, made: Made, steps: Sequence[StepRun]) -> Text:
    dropped = own_words.written_of(steps) if made.dropped_why else None
    return Text(raw, head, made.to, made.named, dropped=dropped, dropped_why=made.dropped_why)


def _named(name: str, address: str) -> str:
    return address if "<" in address else f'"{name.replace(chr(34), "")}" <{address}>'
