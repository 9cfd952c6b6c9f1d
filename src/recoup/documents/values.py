"""The values behind the placeholders, written as people of the reader's language and country write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from recoup.documents.facts import Claimed, Line, MessageContext
from recoup.documents.fill import STATEMENTS, clean, fill, placeholders
from recoup.documents.references import packed_iban, spaced, swiss_reference
from recoup.documents.shipped import frames, labels, language_of, shared
from recoup.lib import money
from recoup.lib.errors import Refused

ENCLOSURES = {
    "statement of account": "statement_enc", "invoices": "invoices_enc", "contract or order": "contract_enc",
    "schedule": "schedule_enc", "information sheet": "information_enc", "reply form": "reply_enc",
    "financial statement form": "financial_enc",
}  # fmt: skip
"""What lies beside a letter, as the law room calls it, and its label; what is not listed is named as it is."""
_EXACT_PLACES = 4
_ENGLISH = frozenset({"US", "CA", "AU", "NZ", "IE", "IN", "ZA", "SG", "HK"})


@cache
def locale_of(language: str, country: str) -> str:
    """The locale of a reader: shipped language and country where CLDR has it; English is British elsewhere.

    >>> locale_of("de", "CH"), locale_of("en", "FR")
    ('de_CH', 'en_GB')
    """
    base = language_of(language)
    if base == "en":
        return f"en_{country}" if country in _ENGLISH else "en_GB"
    try:
        return str(Locale.parse(f"{base}_{country}")) if country else base
    except (UnknownLocaleError, ValueError):
        return base


def locale_for(ctx: MessageContext) -> str:
    """The locale this message is written in."""
    return locale_of(ctx.language, ctx.recipient.country)


@cache
def long_date(day: date, locale: str) -> str:
    """A day inside a sentence: 22 November 2026."""
    text = str(format_date(day, "long", locale=locale))
    return f"1er {text[2:]}" if day.day == 1 and locale.startswith("fr") else text


@cache
def short_date(day: date, locale: str) -> str:
    """A day inside a table, with four digits of year."""
    text = str(format_date(day, "medium", locale=locale))
    return text if str(day.year) in text else str(format_date(day, "dd/MM/yyyy", locale=locale))


@cache
def number(minor: int, currency: str, locale: str) -> str:
    """An amount in a column whose head names the currency."""
    places = money.exponent(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(money.to_decimal(minor, currency), pattern, locale=locale))


def joined(parts: Iterable[str], word: str) -> str:
    """`a, b and c`.

    >>> joined(["a", "b", "c"], "and")
    'a, b and c'
    """
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the invoice table, all text."""

    item: str
    note: str
    issued: str
    due: str
    days: str
    amount: str
    disputed: str
    open: str


def rows(ctx: MessageContext) -> list[Row]:
    """The items as they are listed, in the order given."""
    locale, words = locale_for(ctx), labels(ctx.language)
    return [_row(line, locale, words) for line in ctx.ask.lines]


def _row(line: Line, locale: str, words: dict[str, str]) -> Row:
    own = f"charge_{line.charge}" if line.charge else "charge"
    named = {"credit_note": "credit_note", "payment": "payment_item", "charge": own}.get(line.kind)
    number_text = clean(line.number)
    item = f"{words[named]} {number_text}".strip() if named else number_text
    return Row(
        item,
        words["order"].replace("{order}", clean(line.order_reference)) if line.order_reference else "",
        short_date(line.issued_on, locale) if line.issued_on else "",
        short_date(line.due_on, locale) if line.due_on else "",
        str(line.days_overdue) if line.days_overdue > 0 else "",
        number(line.amount_minor, line.currency, locale),
        number(line.disputed_minor, line.currency, locale) if line.disputed_minor else "",
        number(line.open_minor, line.currency, locale),
    )


def sums(ctx: MessageContext) -> list[tuple[str, str]]:
    """The sums below the table, label and amount: overdue, less disputed, less on account, to pay.

    A deduction of zero is left out; without any, the sum to pay stands alone.
    """
    if ctx.kind == "statement":
        return _statement_sums(ctx)
    words, ask = labels(ctx.language), ctx.ask
    shown: list[tuple[str, str]] = []
    if ask.disputed_minor or ask.on_account_minor:
        shown.append((words["total_overdue"], amount(ask.overdue_minor, ctx)))
    if ask.disputed_minor:
        shown.append((words["disputed"], amount(-ask.disputed_minor, ctx)))
    if ask.on_account_minor:
        shown.append((words["on_account"], amount(-ask.on_account_minor, ctx)))
    if ctx.claimed is None:
        return [*shown, (words["net"], amount(ask.net_minor, ctx))]
    return [*shown, (words["principal"], amount(ask.net_minor, ctx)), *_claimed_sums(ctx, ctx.claimed)]


def _claimed_sums(ctx: MessageContext, claimed: Claimed) -> list[tuple[str, str]]:
    words, day = labels(ctx.language), short_date(claimed.until_on, locale_for(ctx))
    beside = [
        (words["interest_to"].replace("{day}", day), claimed.interest),
        (words["compensation"], claimed.compensation),
    ]
    shown = [(label, amount(minor, ctx)) for label, minor in beside if minor]
    return [*shown, (words["total"], amount(ctx.total_minor, ctx))]


def _statement_sums(ctx: MessageContext) -> list[tuple[str, str]]:
    """Open in all, how much of it is overdue, what is on account, and which side the balance is on."""
    words, ask = labels(ctx.language), ctx.ask
    debts = [line for line in ask.lines if line.open_minor > 0]
    total = sum(line.open_minor for line in debts)
    late = sum(line.open_minor for line in debts if line.days_overdue > 0)
    balance = total - ask.on_account_minor
    shown = [(words["total_open"], amount(total, ctx))]
    if late:
        shown.append((words["of_which_overdue"], amount(late, ctx)))
    if ask.on_account_minor:
        shown.append((words["on_account"], amount(-ask.on_account_minor, ctx)))
    label = words["balance"] if balance < 0 else words["balance_due"]
    return [*shown, (label, amount(abs(balance), ctx))]


def amount(minor: int, ctx: MessageContext) -> str:
    """An amount with its currency, as the reader writes it."""
    return money.text(minor, ctx.ask.currency, locale_for(ctx))


def exact(minor: Fraction, ctx: MessageContext) -> str:
    """An exact sum with its currency, to four places of the major unit, halves up."""
    return f"{exact_number(minor, ctx)} {ctx.ask.currency}"


def exact_number(minor: Fraction, ctx: MessageContext) -> str:
    """The same without its currency, for a column."""
    return exact_in(minor, ctx.ask.currency, locale_for(ctx))


def exact_in(minor: Fraction, currency: str, locale: str) -> str:
    """An exact sum as a locale writes it, to four places of the major unit, halves up.

    >>> exact_in(Fraction(15438, 100), "EUR", "de_DE")
    '1,5438'
    """
    scaled = minor * 10**_EXACT_PLACES / 10 ** money.exponent(currency)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    value = Decimal(whole).scaleb(-_EXACT_PLACES)
    return str(format_decimal(value, "#,##0." + "0" * _EXACT_PLACES, locale=locale))


def rate(percent: Decimal, ctx: MessageContext) -> str:
    """A yearly rate: 12.75%, no zeros at the end."""
    return rate_in(percent, locale_for(ctx))


def rate_in(percent: Decimal, locale: str) -> str:
    """A yearly rate as a locale writes it."""
    return f"{format_decimal(percent, '0.######', locale=locale)}%"


def asked_now(ctx: MessageContext) -> int | None:
    """What this message asks to be paid now, in minor units; None when it asks for nothing in particular."""
    frame = frames().get(ctx.kind)
    if ctx.kind in ("promise_confirmed", "settlement_offer"):
        return ctx.promised_minor
    if ctx.kind == "plan_confirmed":
        return ctx.instalments[0].amount_minor if ctx.instalments else None
    if frame is not None and frame.service:
        return None
    return ctx.total_minor


def payment_rows(ctx: MessageContext) -> list[tuple[str, str]]:
    """How to pay, label and value: holder, account, reference, amount."""
    words, sender = labels(ctx.language), ctx.sender
    asked = asked_now(ctx)
    found = [
        (words["holder"], clean(sender.account_holder or sender.name)),
        (words["iban"], spaced_iban(sender.iban)),
        (words["bic"], clean(sender.bic)),
        (words["bank"], clean(sender.bank_name)),
        (words["account"], "" if sender.iban else clean(sender.account_text) or words["account_known"]),
        (words["reference"], payment_reference(ctx)),
        (words["amount_to_pay"], amount(asked, ctx) if asked else ""),
    ]
    return [(label, value) for label, value in found if value]


def payment_reference(ctx: MessageContext) -> str:
    """What the payer writes: our reference, or the number that a QR-IBAN needs."""
    reference, iban = clean(ctx.reference), packed_iban(ctx.sender.iban)
    if iban[:2] not in ("CH", "LI"):
        return reference
    kind, number_text = swiss_reference(iban, reference)
    return f"{number_text[:2]} {spaced(number_text[2:], 5)}" if kind == "QRR" else reference


def spaced_iban(iban: str) -> str:
    """An IBAN in groups of four, as it is read.

    >>> spaced_iban("DE02120300000000202051")
    'DE02 1203 0000 0000 2020 51'
    """
    return spaced("".join(clean(iban).split()), 4)


def identity_lines(ctx: MessageContext) -> list[str]:
    """Who the creditor is, in full: name, address, register, tax id, telephone, email."""
    words, sender = labels(ctx.language), ctx.sender
    ids = [
        f"{words[label]}: {clean(value)}"
        for label, value in (
            ("phone", sender.phone),
            ("email", sender.email),
            ("register", sender.register),
            ("vat_id", sender.vat_id),
        )
        if value
    ]
    address = ", ".join(clean(line) for line in sender.address_lines if line)
    return [line for line in (clean(sender.name), address, *ids) if line]


def instalment_rows(ctx: MessageContext) -> list[tuple[str, str]]:
    """The payments of the plan: day and amount."""
    locale = locale_for(ctx)
    return [(short_date(one.due_on, locale), amount(one.amount_minor, ctx)) for one in ctx.instalments]


def inline_values(ctx: MessageContext) -> dict[str, str]:
    """The value of every inline placeholder; empty where this message has none.

    Raises Refused when a message that asks for payment has nothing to ask for.
    """
    frame = frames().get(ctx.kind)
    if any(one.ask.net_minor == 0 for one in ctx.each()) and not (frame and frame.service):
        raise Refused(
            "nothing_to_ask",
            "After what is disputed and what is on account nothing is left to ask for.",
            clean(ctx.recipient.debtor_name),
            "Send nothing, or a statement.",
        )
    plain = _amounts(ctx) | _days(ctx) | _names(ctx)
    return plain | _statements(ctx.language, plain)


def _statements(language: str, plain: dict[str, str]) -> dict[str, str]:
    """What a formal demand owes to the law, where everything is known that it names."""
    told = {name: shared(language)[key] for name, key in STATEMENTS.items()}
    return {
        name: fill(words, plain, name) if all(plain.get(one) for one in placeholders(words)) else ""
        for name, words in told.items()
    }


def _amounts(ctx: MessageContext) -> dict[str, str]:
    every, word = ctx.each(), labels(ctx.language)["and"]

    def of_all(name: str) -> str:
        return joined([amount(getattr(one.ask, name), one) for one in every], word)

    return {
        "net": of_all("net_minor"),
        "overdue": of_all("overdue_minor"),
        "disputed": of_all("disputed_minor"),
        "on_account": of_all("on_account_minor"),
        "total": amount(ctx.total_minor, ctx),
        "daily": exact(ctx.claimed.daily, ctx) if ctx.claimed else "",
        "promised": amount(ctx.promised_minor, ctx) if ctx.promised_minor else "",
        "paid": amount(ctx.paid_minor, ctx) if ctx.paid_minor else "",
        "count": str(sum(len(one.ask.lines) for one in every)),
    }


def _days(ctx: MessageContext) -> dict[str, str]:
    locale, words = locale_for(ctx), labels(ctx.language)
    due = [line.due_on for one in ctx.each() for line in one.ask.lines if line.due_on]
    single = {
        "today": ctx.today,
        "reply_by": ctx.reply_by_on,
        "oldest_due": min(due) if due else None,
        "last_sent": max(ctx.sent_before) if ctx.sent_before else None,
        "promise_on": ctx.promise_on,
        "answer_by": ctx.answer_by_on,
        "spoken_on": ctx.spoken_on,
        "paid_on": ctx.paid_on,
        "stop_on": ctx.stop_on,
        "interest_until": ctx.claimed.until_on if ctx.claimed else None,
    }
    found = {name: long_date(day, locale) if day else "" for name, day in single.items()}
    sent = [long_date(day, locale) for day in sorted(ctx.sent_before)]
    return found | {"sent_before": joined(sent, words["and"]) if sent else ""}


def _names(ctx: MessageContext) -> dict[str, str]:
    words = labels(ctx.language)
    attention = clean(ctx.recipient.attention)
    greeting = words["greeting_named"].replace("{attention}", attention) if attention else words["greeting"]
    numbers = [clean(one) for one in ctx.disputed_numbers]
    enclosed = [words.get(ENCLOSURES.get(one, ""), clean(one)) for one in ctx.enclosures]
    return {
        "greeting": greeting,
        "debtor": clean(ctx.recipient.debtor_name),
        "creditor": clean(ctx.sender.name),
        "reference": clean(ctx.reference),
        "signer": clean(ctx.signer) or words["signer"],
        "buyer": clean(ctx.buyer),
        "email": clean(ctx.sender.email),
        "phone": clean(ctx.sender.phone),
        "enclosures": joined(enclosed, words["and"]) if enclosed else "",
        "law_source": clean(ctx.claimed.law_source) if ctx.claimed else "",
        "disputed_numbers": joined(numbers, words["and"]) if numbers else "",
        "dispute_text": clean(ctx.dispute_text) or words.get(f"dispute_{ctx.dispute_type}", ""),
        "spoken_with": clean(ctx.spoken_with),
        "spoken_text": clean(ctx.spoken_text),
    }
