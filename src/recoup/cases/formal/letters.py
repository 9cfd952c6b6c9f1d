"""The letters of letting go: the offer of a settlement, and the notice that a debt was sold; kept byte by byte."""

from typing import Any

from recoup.archive.deeds import Content, Salted, salted
from recoup.cases.people.desk import Desk
from recoup.cases.texts import language_for, line_of, recipient_of, reference_of, sender_of
from recoup.documents.facts import Ask, MessageContext
from recoup.documents.guard import examine
from recoup.documents.pdf import letter_pdf
from recoup.documents.queries import wording
from recoup.documents.rules import guard_facts
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.recourse.models import LetGo

TONE = "neutral"


def settlement(desk: Desk, found: LetGo) -> Salted:
    """The offer, without prejudice. Raises Refused (`wording_guard`, and what rendering refuses)."""
    more = {"promised_minor": found.amount_minor, "promise_on": found.pay_by_on}
    return _letter(desk, found, "settlement_offer", more)


def sale(desk: Desk, found: LetGo) -> Salted:
    """The notice to the debtor that the buyer is to be paid from now on."""
    return _letter(desk, found, "debt_sold", {"buyer": found.buyer})


def _letter(desk: Desk, found: LetGo, key: str, more: dict[str, Any]) -> Salted:
    invoices = [
        part.invoice for part in found.parts.select_related("invoice").order_by("invoice__due_on", "pk")
    ]
    settings = desk.ctx.settings
    language = language_for(desk.debtor, None, settings)
    words = wording(desk.creditor, key, TONE, language)
    findings = examine(f"{words.subject}\n\n{words.body}", language, guard_facts(key))
    if findings:
        said = "; ".join(f"{one.code}: “{one.quote}”" for one in findings[:5])
        raise Refused(
            "wording_guard",
            say("This wording may not go out: %(said)s.", said=said),
            key,
            "Mend it in Settings, Wording.",
        )
    text = MessageContext(
        rung=0,
        kind=words.key,
        tone=words.tone,
        language=language,
        sender=sender_of(desk.creditor, settings),
        recipient=recipient_of(desk.debtor, None, language),
        ask=Ask.of(found.currency, [line_of(row, row.open_minor, 0, desk.today) for row in invoices]),
        today=desk.today,
        reference=reference_of(desk.debtor, invoices),
        signer=settings.signer,
        **more,
    )
    return salted(Content(letter_pdf(text, words, settings.window), "application/pdf"))
