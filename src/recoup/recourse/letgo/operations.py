"""Writes of letting go: a request, the yes or no to it, and money that comes after all. Called within a case's deed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import F

from recoup.ledger.models import Debtor, Invoice, InvoiceKind, InvoiceState, Payment
from recoup.ledger.operations import recover as recover_in_ledger
from recoup.ledger.operations import take_off
from recoup.lib.errors import Refused
from recoup.lib.money import text
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.letgo import rules
from recoup.recourse.models import JournalLine, LetGo, LetGoKind, LetGoPart, LetGoState, Recovery

UNDER_WAY = (LetGoState.ASKED, LetGoState.OFFERED)


def ask(
    creditor: Creditor,
    debtor: Debtor,
    kind: LetGoKind,
    parts: Mapping[int, int],
    *,
    reason: str,
    note: str,
    today: date,
    actor: str,
    moment: datetime,
    amount_minor: int | None = None,
    pay_by_on: date | None = None,
    buyer: str = "",
) -> LetGo:
    """Writes down what is asked for: the parts (invoice id -> minor units) that are to go.

    `amount_minor` is the sum accepted or the price; of a write-off it is the parts. Raises Refused: `nothing_open`,
    `over_written_off`, `unknown_reason`, `missing`, `assigned` (sold to a factor), `let_go_under_way`.
    """
    if reason not in rules.REASONS:
        raise Refused("unknown_reason", "Choose why the debt is let go.", "reason", "")
    if not note.strip():
        raise Refused("missing", "Whoever decides needs a few words.", "note", "Say why, and what was tried.")
    rows = _invoices(creditor, debtor, parts)
    total = sum(parts.values())
    under_way = LetGo.objects.of(creditor).filter(
        debtor=debtor, currency=rows[0].currency, state__in=UNDER_WAY
    )
    if under_way.exists():
        raise Refused(
            "let_go_under_way",
            "Something of this kind is under way for this debtor already.",
            "kind",
            "Let it be decided, or withdraw it first.",
        )
    made: LetGo = LetGo.objects.create(
        creditor=creditor, debtor=debtor, currency=rows[0].currency, kind=kind, reason=reason, note=note.strip()[:2000],
        open_minor=total, amount_minor=total if amount_minor is None else amount_minor, pay_by_on=pay_by_on,
        buyer=buyer[:300], asked_by=actor, asked_at=moment, asked_on=today,
        is_insured=any(row.insured for row in rows),
    )  # fmt: skip
    LetGoPart.objects.bulk_create(
        LetGoPart(
            creditor=creditor, let_go=made, invoice=row, asked_minor=parts[row.pk], gross_minor=row.amount_minor,
            tax_minor=rules.tax_part(parts[row.pk], row.amount_minor, row.tax_minor),
        )
        for row in rows
    )  # fmt: skip
    return made


def _invoices(creditor: Creditor, debtor: Debtor, parts: Mapping[int, int]) -> list[Invoice]:
    rows = list(
        Invoice.objects.of(creditor)
        .filter(pk__in=parts, debtor=debtor, kind=InvoiceKind.INVOICE, state=InvoiceState.OPEN)
        .order_by("due_on", "pk")
    )
    if not rows or len(rows) != len(parts):
        raise Refused("nothing_open", "Choose open invoices of this debtor.", "invoice", "")
    for row in rows:
        if not 0 < parts[row.pk] <= row.open_minor:
            raise Refused(
                "over_written_off",
                say("Only %(most)s of %(number)s is open.", most=text(row.open_minor, row.currency),
                    number=row.number),
                f"part-{row.pk}",
                "Give at most that, and more than nothing.",
            )  # fmt: skip
        if row.is_assigned:
            raise Refused(
                "assigned",
                say("%(number)s was sold to %(factor)s.", number=row.number, factor=row.assigned_to or "a factor"),
                f"part-{row.pk}",
                "Only they can let go of it.",
            )  # fmt: skip
    if len({row.currency for row in rows}) > 1:
        raise Refused("other_currency", "Choose invoices of one currency.", "invoice", "")
    return rows


def note_consent(let_go: LetGo, on: date, reference: str) -> None:
    """The insurer agrees. Raises Refused: `decided_already`, `missing`."""
    if not reference.strip():
        raise Refused(
            "missing", "Give the insurer's reference.", "reference", "As their letter or mail has it."
        )
    waiting = LetGo.objects.filter(pk=let_go.pk, state=LetGoState.ASKED)
    if not waiting.update(consent_on=on, consent_reference=reference.strip()[:120]):
        raise decided()


def grant(let_go: LetGo, *, by: str, on: date, is_alone: bool) -> None:
    """The yes; carries nothing out yet. Raises Refused: `decided_already`, `needs_consent`."""
    if let_go.is_insured and let_go.consent_on is None:
        raise Refused(
            "needs_consent",
            "The debt is insured, and the insurer has not agreed.",
            "reference",
            "Record the insurer's consent first; without it the cover is lost.",
        )
    is_offer = let_go.kind == LetGoKind.SETTLEMENT
    waiting = LetGo.objects.filter(pk=let_go.pk, state=LetGoState.ASKED)
    if not waiting.update(
        state=LetGoState.OFFERED if is_offer else LetGoState.DONE, decided_by=by, decided_on=on, is_alone=is_alone,
        ended_on=None if is_offer else on,
    ):  # fmt: skip
        raise decided()
    let_go.refresh_from_db()


def end(let_go: LetGo, state: LetGoState, *, on: date, by: str = "", was: Iterable[str] = UNDER_WAY) -> None:
    """It ends so: refused, withdrawn, lapsed, or a settlement kept. Raises Refused: `decided_already`."""
    decision = {"decided_by": by, "decided_on": on} if by else {}
    waiting = LetGo.objects.filter(pk=let_go.pk, state__in=tuple(was))
    if not waiting.update(state=state, ended_on=on, **decision):
        raise decided()
    let_go.refresh_from_db()


def decided() -> Refused:
    """What is said of a request that is over."""
    return Refused("decided_already", "This is decided already.", "request", "See the page again.")


def keep_letter(let_go: LetGo, commitment: str) -> None:
    """The letter as it was made lies in the archive under this."""
    LetGo.objects.filter(pk=let_go.pk).update(letter=commitment)
    let_go.letter = commitment


def note_posted(let_go: LetGo, on: date) -> bool:
    """The letter went to the post that day; False where that was said before."""
    rows = LetGo.objects.filter(pk=let_go.pk, posted_on__isnull=True).exclude(letter="")
    return bool(rows.update(posted_on=on))


def carry_out(creditor: Creditor, let_go: LetGo, *, on: date, actor: str, moment: datetime) -> int:
    """Takes the parts off the invoices, as far as they are still open, and writes the lines for the books.

    Of a settlement, what is still open of each invoice goes. Returns what was taken off, in minor units; what was
    paid meanwhile is not. In proportion the price of a sale stands against what is really handed over.
    """
    parts = list(
        LetGoPart.objects.of(creditor).filter(let_go=let_go).select_related("invoice").order_by("pk")
    )
    taken = [(part, min(part.asked_minor, part.invoice.open_minor)) for part in parts]
    taken = [(part, minor) for part, minor in taken if minor > 0]
    if not taken:
        return 0
    source = "sale" if let_go.kind == LetGoKind.SALE else "write_off"
    pairs = [(part.invoice_id, minor) for part, minor in taken]
    take_off(creditor, pairs, source, on=on, actor=actor, moment=moment)  # type: ignore[arg-type]  # one of two closed words
    total: int = sum(minor for _, minor in taken)
    price = min(let_go.amount_minor, total) if let_go.kind == LetGoKind.SALE else 0
    prices = rules.shares(price, [minor for _, minor in taken])
    for (part, minor), price_minor in zip(taken, prices, strict=True):
        part.off_minor = minor
        part.tax_minor = rules.tax_part(minor, part.gross_minor, part.invoice.tax_minor)
        part.save(update_fields=["off_minor", "tax_minor"])
        is_sale = let_go.kind == LetGoKind.SALE
        lines = (
            rules.sold(minor, price_minor, part.tax_minor)
            if is_sale
            else rules.written_off(minor, part.tax_minor)
        )
        enter(creditor, part.invoice, lines, on)
    return total


def enter(creditor: Creditor, invoice: Invoice, lines: Iterable[rules.Entry], on: date) -> None:
    """Writes lines for the books."""
    JournalLine.objects.bulk_create(
        JournalLine(
            creditor=creditor, kind=one.kind, invoice=invoice, entered_on=on, currency=invoice.currency,
            debit=one.debit, credit=one.credit, amount_minor=one.minor, tax_minor=one.tax_minor,
        )
        for one in lines
    )  # fmt: skip


def recover(
    creditor: Creditor,
    invoice: Invoice,
    payment: Payment,
    minor: int,
    *,
    on: date,
    actor: str,
    moment: datetime,
) -> list[Recovery]:
    """Books money against what was written off of the invoice, the newest write-off first, with its lines.

    Raises Refused as `ledger.operations.recover` does.
    """
    recover_in_ledger(creditor, payment, invoice, minor, actor=actor, moment=moment)
    made = []
    parts = LetGoPart.objects.of(creditor).filter(invoice=invoice, off_minor__gt=F("recovered_minor"))
    left = minor
    for part in parts.exclude(let_go__kind=LetGoKind.SALE).order_by("-pk"):
        taken = min(left, part.off_minor - part.recovered_minor)
        if taken <= 0:
            break
        part.recovered_minor += taken
        part.save(update_fields=["recovered_minor"])
        made.append(
            Recovery.objects.create(
                creditor=creditor,
                part=part,
                payment=payment,
                amount_minor=taken,
                booked_on=on,
                booked_by=actor,
            )
        )
        left -= taken
    tax = rules.tax_part(minor, invoice.amount_minor, invoice.tax_minor)
    enter(creditor, invoice, rules.recovered(minor, tax), on)
    return made


def take_lines(creditor: Creditor, codes: Mapping[str, str], *, on: date) -> int | None:
    """Marks all new lines as taken over, with the account codes they go out with; the number of the batch.

    None where there is no new line. `codes`: use -> account code.
    """
    new = JournalLine.objects.of(creditor).filter(batch__isnull=True)
    if not new.exists():
        return None
    last = JournalLine.objects.of(creditor).filter(batch__isnull=False).order_by("-batch").first()
    number = (last.batch or 0) + 1 if last else 1
    for use in sorted({*new.values_list("debit", flat=True)}):
        new.filter(debit=use).update(debit_code=codes.get(use, ""))
    for use in sorted({*new.values_list("credit", flat=True)}):
        new.filter(credit=use).update(credit_code=codes.get(use, ""))
    new.update(batch=number, taken_on=on)
    return number
