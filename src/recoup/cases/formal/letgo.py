"""Letting a debt go: somebody asks, somebody else decides, and the case follows. Never one's own request."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from recoup.archive.deeds import Content, Salted
from recoup.cases.carry_out import Tally, carry_out
from recoup.cases.decide import daily_limit, decide
from recoup.cases.formal import letters
from recoup.cases.models import Case, CaseInvoice, CaseLetGo
from recoup.cases.people import holds, members
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.ledger.models import Invoice, Payment
from recoup.ledger.operations import allocate, open_charges
from recoup.ledger.operations.charges import waive as waive_charges
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import Settings
from recoup.recourse.letgo import operations as recourse
from recoup.recourse.letgo import rules
from recoup.recourse.letgo.queries import receipts, waits_for_matching
from recoup.recourse.models import LetGo, LetGoKind, LetGoState

DECIDE_DAYS = 5
"""Working days for which the case waits for the yes or no."""
LONGEST_OFFER_DAYS = 92
TASK = "approve_let_go"
OURS = "internal"
BETWEEN_US = "without_prejudice"


def ask_write_off(
    creditor: Creditor,
    case: int,
    parts: Mapping[int, int] | None,
    reason: str,
    note: str,
    *,
    actor: str,
    moment: datetime,
) -> LetGo:
    """Asks to write off parts of invoices (id -> minor units; None: all that is open of the case).

    The case waits for the answer. Raises Refused: `case_closed`, and what `recourse.letgo.operations.ask` refuses.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        chosen = dict(parts) if parts is not None else open_parts(desk)
        return _ask(desk, LetGoKind.WRITE_OFF, chosen, reason=reason, note=note)


def ask_settlement(
    creditor: Creditor,
    case: int,
    amount_minor: int,
    pay_by_on: date,
    note: str,
    *,
    actor: str,
    moment: datetime,
) -> LetGo:
    """Asks to let the whole case end for a part of it, paid by a day.

    Raises Refused: `bad_amount`, `date_in_past`, `offer_too_long`, and what `ask_write_off` refuses.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        chosen = open_parts(desk)
        _check_sum(amount_minor, sum(chosen.values()), found.currency)
        if pay_by_on <= desk.today:
            raise Refused("date_in_past", "They need a day that is still to come.", "on", "Give a later day.")
        if pay_by_on > desk.today + timedelta(days=LONGEST_OFFER_DAYS):
            raise Refused(
                "offer_too_long", "An offer holds the case for three months at most.", "on",
                "Give an earlier day, or agree on instalments.",
            )  # fmt: skip
        given = {"amount_minor": amount_minor, "pay_by_on": pay_by_on}
        return _ask(desk, LetGoKind.SETTLEMENT, chosen, reason="goodwill", note=note, **given)


def ask_sale(
    creditor: Creditor,
    case: int,
    price_minor: int,
    buyer: str,
    note: str,
    *,
    actor: str,
    moment: datetime,
) -> LetGo:
    """Asks to sell all that is open of the case.

    Raises Refused: `bad_amount`, `missing`, and what `ask_write_off` refuses.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        chosen = open_parts(desk)
        if not buyer.strip():
            raise Refused("missing", "A sale needs a buyer.", "buyer", "Give their full name.")
        _check_sum(price_minor, sum(chosen.values()) + 1, found.currency)
        given = {"amount_minor": price_minor, "buyer": buyer.strip()}
        return _ask(desk, LetGoKind.SALE, chosen, reason="not_worth_it", note=note, **given)


def _check_sum(minor: int, below: int, currency: str) -> None:
    if not 0 < minor < below:
        raise Refused(
            "bad_amount",
            say("The sum lies between nothing and %(open)s.", open=money.text(below, currency)),
            "amount",
            "Give the sum that is agreed.",
        )


def open_parts(desk: Desk) -> dict[int, int]:
    """All that is open of the case: invoice id -> minor units."""
    rows = CaseInvoice.objects.of(desk.creditor).filter(
        case=desk.case, is_current=True, invoice__state="open"
    )
    return dict(rows.order_by("invoice__due_on", "pk").values_list("invoice_id", "invoice__open_minor"))


def _ask(desk: Desk, kind: LetGoKind, parts: Mapping[int, int], **given: Any) -> LetGo:
    assert desk.case is not None
    mine = CaseInvoice.objects.of(desk.creditor).filter(case=desk.case, is_current=True)
    if not set(parts) <= set(mine.values_list("invoice_id", flat=True)):
        raise Refused("nothing_open", "Choose open invoices of this case.", "invoice", "")
    made = recourse.ask(desk.creditor, desk.debtor, kind, parts, today=desk.today, **given, **desk.by)
    CaseLetGo.objects.create(creditor=desk.creditor, case=desk.case, let_go=made)
    desk.record(
        "let_go.asked",
        result=str(kind),
        facts={"let_go": made.pk, "invoices": sorted(parts), "reason": made.reason},
        amounts={"open_minor": made.open_minor, "amount_minor": made.amount_minor},
        note=made.note,
    )
    holds.place(desk, until_on=desk.working_day(DECIDE_DAYS), note=waiting_note(kind), case=desk.case)
    desk.close_kind("write_off", result="asked")
    desk.ask(TASK, desk.working_day(), role="manager")
    return made


def waiting_note(kind: str) -> str:
    """The note of the hold under which a case waits."""
    words = {"write_off": "a write-off", "settlement": "a settlement", "sale": "a sale"}
    return f"waits for a yes or no to {words[kind]}"


def offer_note() -> str:
    """The note of the hold under which a case waits for the money of a settlement."""
    return "waits for the money of a settlement"


def let_go_by(creditor: Creditor, pk: int) -> tuple[LetGo, Case]:
    """The creditor's request with its case. Raises Refused (`no_such_let_go`)."""
    rows = CaseLetGo.objects.of(creditor).select_related("let_go", "case__debtor")
    link = rows.filter(let_go_id=pk).first()
    if link is None:
        raise Refused("no_such_let_go", say("There is no request %(pk)s.", pk=pk), "request")
    return link.let_go, link.case


def note_consent(
    creditor: Creditor, pk: int, on: date, reference: str, *, actor: str, moment: datetime
) -> LetGo:
    """The insurer's consent, as they gave it. Raises Refused: `date_in_future`, `missing`, `decided_already`."""
    found, case = let_go_by(creditor, pk)
    with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
        if on > desk.today:
            raise Refused("date_in_future", "The insurer cannot have agreed on a day to come.", "on", "")
        recourse.note_consent(found, on, reference)
        desk.record(
            "let_go.consent", facts={"let_go": pk, "on": on.isoformat()}, private={"reference": reference}
        )
    found.refresh_from_db()
    return found


def decide_on(
    creditor: Creditor,
    pk: int,
    *,
    is_granted: bool,
    reason: str = "",
    actor: str,
    moment: datetime,
) -> LetGo:
    """Yes or no. Nobody decides on what they asked for; an only user may after 24 hours, which is recorded.

    Yes to a write-off or a sale carries it out at once; yes to a settlement is the offer, and the case waits for its
    money. A second yes changes nothing. Raises Refused: `no_such_let_go`, `not_allowed`, `own_request`,
    `own_request_too_early`, `over_limit`, `needs_consent`, `missing` (why not), `decided_already`.
    """
    found, case = let_go_by(creditor, pk)
    with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "write_off")
        found.refresh_from_db()
        if is_granted and found.state in (LetGoState.OFFERED, LetGoState.DONE):
            return found
        alone = members.require_other(creditor, actor, found.asked_by, found.asked_at, moment)
        if not is_granted:
            if not reason.strip():
                raise Refused("missing", "A refusal needs a reason.", "reason", "Say in a few words why.")
            recourse.end(found, LetGoState.REFUSED, on=desk.today, by=actor, was=(LetGoState.ASKED,))
            _over(desk, found, "let_go.refused", reason)
            return found
        _within_limit(desk, found)
        recourse.grant(found, by=actor, on=desk.today, is_alone=alone)
        facts = {"let_go": found.pk, "alone": "yes" if alone else "no"}
        desk.record("let_go.approved", result=str(found.kind), facts=facts, note=reason)
        holds.release_waiting(desk, waiting_note(found.kind))
        desk.close_kind(TASK, result="granted")
        if found.kind == LetGoKind.SETTLEMENT:
            _offer(desk, found)
        else:
            _go(desk, found)
    return found


def _within_limit(desk: Desk, found: LetGo) -> None:
    role = members.role_of(desk.creditor, desk.actor)
    most = limit_of(desk.ctx.settings, role, found.currency)
    if most is not None and found.loss_minor + _let_go_before(desk, found) > most:
        raise Refused(
            "over_limit",
            say("As %(role)s you may let go of %(most)s at most of what one debtor owes, within a year.",
                role=say(role), most=money.text(most, found.currency)),
            "--user",
            "Let an owner decide." if role != "owner" else "The limit is in Settings.",
        )  # fmt: skip


def _let_go_before(desk: Desk, found: LetGo) -> int:
    """So that a large debt is not let go in small parts."""
    rows = LetGo.objects.of(desk.creditor).filter(debtor=found.debtor_id, currency=found.currency)
    lately = rows.filter(
        state__in=(LetGoState.OFFERED, LetGoState.DONE), decided_on__gt=desk.today - timedelta(days=365)
    )
    return sum(one.loss_minor for one in lately.exclude(pk=found.pk))


def limit_of(settings: Settings, role: str, currency: str) -> int | None:
    """The most this role may let go of one debtor's debt within a year, in minor units; None: any sum.

    A limit in other currencies alone is 0.
    """
    text = settings.write_off_limit_manager if role == "manager" else settings.write_off_limit_owner
    if not text:
        return None
    known = {part.split()[1]: int(part.split()[0]) for part in text.split(", ")}
    return money.to_minor(Decimal(known.get(currency, 0)), currency)


def withdraw(creditor: Creditor, pk: int, reason: str, *, actor: str, moment: datetime) -> LetGo:
    """Takes the request or the offer back; the case goes on. Raises Refused: `missing`, `decided_already`."""
    found, case = let_go_by(creditor, pk)
    with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
        if not reason.strip():
            raise Refused("missing", "Say why it is taken back.", "reason", "A few words will do.")
        recourse.end(found, LetGoState.WITHDRAWN, on=desk.today)
        _over(desk, found, "let_go.withdrawn", reason)
    return found


def _over(desk: Desk, found: LetGo, kind: str, note: str = "", klass: str = OURS) -> None:
    """It came to nothing: the case goes on."""
    holds.release_waiting(desk, waiting_note(found.kind))
    holds.release_waiting(desk, offer_note())
    desk.close_kind(TASK, result="refused")
    desk.record(kind, klass=klass, result=str(found.kind), facts={"let_go": found.pk}, note=note)


def _offer(desk: Desk, found: LetGo) -> None:
    """The offer stands, and nothing goes out until its money can be known to have come or not."""
    assert found.pay_by_on is not None
    letter = letters.settlement(desk, found)
    recourse.keep_letter(found, letter.commitment)
    until = desk.ctx.facts.calendar.add(found.pay_by_on, DECIDE_DAYS)
    holds.place(desk, until_on=until, note=offer_note(), case=desk.case)
    assert desk.case is not None
    desk.act.record(
        desk.debtor.stream_key,
        "settlement.offered",
        klass=BETWEEN_US,
        direction="out",
        facts={"case": desk.case.pk, "let_go": found.pk, "pay_by": found.pay_by_on.isoformat()},
        amounts={"open_minor": found.open_minor, "amount_minor": found.amount_minor},
        payloads={"letter": letter},
    )


def _go(desk: Desk, found: LetGo) -> None:
    """Takes it off the invoices; the case closes when nothing of it is left, and goes on with the rest."""
    assert desk.case is not None
    payloads: dict[str, Content | Salted] = {}
    if found.kind == LetGoKind.SALE:
        letter = letters.sale(desk, found)
        recourse.keep_letter(found, letter.commitment)
        payloads = {"letter": letter, "buyer": Content(found.buyer.encode())}
    off = recourse.carry_out(desk.creditor, found, on=desk.today, **desk.by)
    if found.kind != LetGoKind.SALE:
        _waive_charges(desk, found)
    kind = {"sale": "debt.sold", "settlement": "settlement.kept"}.get(found.kind, "debt.written_off")
    desk.act.record(
        desk.debtor.stream_key,
        kind,
        klass=BETWEEN_US if found.kind == LetGoKind.SETTLEMENT else OURS,
        facts={"case": desk.case.pk, "let_go": found.pk},
        amounts={"off_minor": off, "amount_minor": found.amount_minor},
        payloads=payloads,
    )
    bring_up(desk)


def _waive_charges(desk: Desk, found: LetGo) -> None:
    """Interest and costs of an invoice of which nothing is left open are claimed no more."""
    named = set(found.parts.values_list("invoice_id", flat=True))
    mine = [
        one.pk
        for one in open_charges(desk.creditor, desk.debtor, found.currency)
        if one.invoice is not None and one.invoice_id in named and not one.invoice.open_minor
    ]
    if mine:
        is_settled = found.kind == LetGoKind.SETTLEMENT
        reason = (
            f"settled for {money.text(found.amount_minor, found.currency)}" if is_settled else "written off"
        )
        waive_charges(desk.creditor, desk.debtor, mine, reason, on=desk.today, **desk.by)


def note_posted(creditor: Creditor, pk: int, on: date, *, actor: str, moment: datetime) -> LetGo:
    """The letter of a settlement or sale went to the post on a day; a second time changes nothing.

    Raises Refused: `no_such_let_go`, `date_in_future`, `no_letter`.
    """
    found, case = let_go_by(creditor, pk)
    with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
        if on > desk.today:
            raise Refused("date_in_future", "It cannot have been posted on a day to come.", "on", "")
        if not found.letter:
            raise Refused(
                "no_letter", "There is no letter yet.", "on", "It is made when the request is approved."
            )
        if recourse.note_posted(found, on):
            klass = BETWEEN_US if found.kind == LetGoKind.SETTLEMENT else "open"
            facts = {"let_go": pk, "on": on.isoformat()}
            kind = "let_go.posted"
            desk.record(
                kind, klass=klass, direction="out", channel="letter", result=str(found.kind), facts=facts
            )
    found.refresh_from_db()
    return found


def judge_offers(creditor: Creditor, *, actor: str, moment: datetime) -> int:
    """Settlements whose money came in time are carried out, those whose did not lapse. Returns how many were judged.

    Money on account counts and is set against the debt first; while money of the debtor waits to be matched, no
    offer lapses: it may be the payment, marked “full and final”.
    """
    offers = CaseLetGo.objects.of(creditor).filter(let_go__state=LetGoState.OFFERED)
    count = 0
    for link in offers.select_related("let_go", "case__debtor").order_by("pk"):
        with sit_down(creditor, link.case.debtor, link.case, actor=actor, moment=moment) as desk:
            found = link.let_go
            found.refresh_from_db()
            if found.state == LetGoState.OFFERED:
                count += _judge(desk, found)
    return count


def _judge(desk: Desk, found: LetGo) -> bool:
    assert found.pay_by_on is not None and found.decided_on is not None
    offer = rules.Offer(found.amount_minor, found.decided_on, found.pay_by_on)
    paid, loose = receipts(desk.creditor, found)
    fresh_on, calendar = desk.ctx.facts.fresh_on, desk.ctx.facts.calendar
    end = rules.judge(
        offer, [*paid, *(rules.Receipt(row.received_on, left) for row, left in loose)], fresh_on, calendar
    )
    if end == "lapsed" and waits_for_matching(desk.creditor, found):
        return False
    if end == "lapsed":
        recourse.end(found, LetGoState.LAPSED, on=desk.today)
        _over(desk, found, "settlement.lapsed", klass=BETWEEN_US)
    elif end == "kept":
        _use_money(desk, found, loose)
        recourse.end(found, LetGoState.DONE, on=desk.today)
        holds.release_waiting(desk, offer_note())
        _go(desk, found)
    return bool(end)


def _use_money(desk: Desk, found: LetGo, loose: list[tuple[Payment, int]]) -> None:
    """Sets the money on account against the invoices of the settlement, the oldest first."""
    for payment, left in loose:
        if payment.received_on > (found.pay_by_on or payment.received_on):
            continue
        rows = Invoice.objects.of(desk.creditor).filter(let_go_parts__let_go=found, state="open")
        parts = []
        for row in rows.select_related("debtor").order_by("due_on", "pk"):
            minor = min(left, row.open_minor)
            if minor > 0:
                parts.append((row, minor))
                left -= minor
        if parts:
            allocate(desk.creditor, payment, parts, **desk.by)


def bring_up(desk: Desk) -> None:
    """The debtor's cases as they stand now: what has nothing open any more is closed. Plans nothing."""
    decisions = decide(desk.ctx, [desk.debtor.pk], daily_limit(desk.ctx))
    carry_out(desk.ctx, decisions, desk.act, Tally(), act=False)
