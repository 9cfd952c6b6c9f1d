"""What registers say, set against the debtors: files read, notices kept once, a number stops, a name asks a person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from recoup.archive.deeds import Content, deed, salted
from recoup.cases.formal.solvency import insolvency
from recoup.cases.people import contacts, holds
from recoup.cases.people.desk import Desk, sit_down
from recoup.ledger.models import Debtor, Invoice, InvoiceState
from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_hex
from recoup.lib.said import Said, say
from recoup.org.models import Creditor
from recoup.recourse.models import Hit, HitState, Watch
from recoup.recourse.registers.matching import Finder, Who
from recoup.recourse.registers.notice import Notice
from recoup.recourse.registers.reading import LARGEST, read
from recoup.recourse.solvency import operations

BY_NAME_DAYS = 2
"""Working days that a hit by name stops everything."""
PETITION_DAYS = 10
"""Working days for a person to say what follows from a notice that is surely theirs and opens nothing yet."""


@dataclass
class Loaded:
    """What came of a file or an answer. `refused`: it could not be read, and was kept."""

    register: str = ""
    notices: int = 0
    hits: list[Hit] = field(default_factory=list)
    known: int = 0
    faults: list[tuple[str, Said]] = field(default_factory=list)
    refused: Refused | None = None


def load(
    creditor: Creditor,
    name: str,
    data: bytes,
    *,
    number: str = "",
    only: Debtor | None = None,
    country: str = "",
    actor: str,
    moment: datetime,
) -> Loaded:
    """Reads a register's file and sets it against all who owe or are watched. Never raises for its content.

    `only`: a person loads it for that debtor; what does not say which company it is about has that one's number.
    What cannot be read is kept in the creditor's record with the words of the refusal. The same file, or the same
    notice in another, changes nothing a second time.
    """
    facts: dict[str, Any] = {"sha256": sha256_hex(data), "bytes": len(data)}
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        try:
            feed = read(data, name, number=only.register_number if only else number, country=country)
        except Refused as refused:
            kept = {"name": Content(name.encode())}
            if 0 < len(data) <= LARGEST:
                kept["file"] = Content(data)
            act.record(creditor.stream_key, "register.file_refused", klass="internal", result=refused.code,
                       facts=facts, payloads=kept)  # fmt: skip
            return Loaded(refused=refused)
    done = take(creditor, feed.notices, only=only, actor=actor, moment=moment)
    done.register, done.faults = feed.register, list(feed.faults)
    facts |= {"register": feed.register, "notices": len(feed.notices), "hits": len(done.hits),
              "unread": len(feed.faults)}  # fmt: skip
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        act.record(creditor.stream_key, "register.file_read", klass="internal", facts=facts,
                   payloads={"name": Content(name.encode())})  # fmt: skip
    return done


def take(
    creditor: Creditor, notices: Sequence[Notice], *, only: Debtor | None = None, actor: str, moment: datetime
) -> Loaded:
    """Sets notices against all debtors who owe or are watched (or `only` one): each new one is a hit, once."""
    done = Loaded(notices=len(notices))
    found = _found(creditor, notices, only)
    rows = {row.pk: row for row in Debtor.objects.of(creditor).filter(pk__in=list(found))}
    seen = set(
        Hit.objects.of(creditor).filter(debtor__in=list(found)).values_list("debtor_id", "register", "notice")
    )
    for pk, about in sorted(found.items()):
        new = {(n.register, n.id): (n, by) for n, by in about if (pk, n.register, n.id) not in seen}
        done.known += len({(n.register, n.id) for n, _ in about}) - len(new)
        if not new:
            continue
        with sit_down(creditor, rows[pk], None, actor=actor, moment=moment) as desk:
            at = insolvency.on_its_case(desk)
            done.hits += [_hit(at, notice, by) for notice, by in new.values()]
    return done


def _found(
    creditor: Creditor, notices: Iterable[Notice], only: Debtor | None
) -> dict[int, list[tuple[Notice, str]]]:
    some = [notice for notice in notices if notice.effect != "clear"]
    if not some:
        return {}
    finder = Finder(_whom(creditor, only), creditor.country)
    found: dict[int, list[tuple[Notice, str]]] = defaultdict(list)
    for notice in some:
        for who, by in finder.find(notice):
            found[who.id].append((notice, by))
    return found


def _whom(creditor: Creditor, only: Debtor | None) -> list[Who]:
    rows = Debtor.objects.of(creditor)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    else:
        owes = Invoice.objects.filter(debtor=OuterRef("pk"), creditor=creditor, state=InvoiceState.OPEN)
        watched = Watch.objects.filter(debtor=OuterRef("pk"))
        rows = rows.filter(Q(Exists(owes)) | Q(Exists(watched)))
    return [Who(*row) for row in rows.values_list("pk", "name", "register_number", "country", "vat_id")]


def _hit(desk: Desk, notice: Notice, by: str) -> Hit:
    kept = salted(Content(notice.raw, "application/json"))
    was_insolvent = desk.debtor.insolvent_on is not None
    state = HitState.NOTED
    if notice.stops and not was_insolvent:
        state = HitState.SURE if by == "number" and notice.effect == "opening" else HitState.ASKED
    hit = operations.note_hit(
        desk.creditor, desk.debtor, notice, by=by, state=state, on=desk.today, commitment=kept.commitment
    )
    facts: dict[str, Any] = {"hit": hit.pk, "register": notice.register, "effect": notice.effect, "by": by}
    if desk.case is not None:
        facts["case"] = desk.case.pk
    if notice.opened_on or notice.published_on:
        facts["on"] = (notice.opened_on or notice.published_on or desk.today).isoformat()
    desk.act.record(
        desk.debtor.stream_key, "register.hit", klass="open", direction="in", result=state.value, facts=facts,
        payloads={"notice": kept},
    )  # fmt: skip
    if state == HitState.SURE:
        _stop(desk, notice)
    elif state == HitState.ASKED:
        _ask(desk, hit)
    elif was_insolvent and by == "number" and notice.effect == "opening":
        _fill(desk, notice)
    return hit


def _stop(desk: Desk, notice: Notice) -> None:
    """Surely theirs: everything stops at once, from the day of the opening, or the notice, or today."""
    on = notice.opened_on or notice.published_on or desk.today
    contacts.set_insolvent(replace(desk, case=None), min(on, desk.today))
    desk.debtor.refresh_from_db()
    _fill(desk, notice)


def _fill(desk: Desk, notice: Notice) -> None:
    row, _is_new = operations.open_insolvency(
        desk.creditor, desk.debtor, desk.debtor.insolvent_on or desk.today, on=desk.today
    )
    insolvency.fill(desk, row, notice)


def _ask(desk: Desk, hit: Hit) -> None:
    """Perhaps theirs: nothing goes out for two working days, in which a person looks it up."""
    days = BY_NAME_DAYS if hit.matched_by == "name" else PETITION_DAYS
    note = say("A register says something about this debtor")
    made = holds.place(replace(desk, case=None), until_on=desk.working_day(days), note=str(note))
    Hit.objects.filter(pk=hit.pk).update(hold=made.pk)
    hit.hold = made.pk
    if desk.case is not None:
        desk.ask("confirm_insolvency", desk.working_day())


def decide(
    creditor: Creditor, hit: int, *, is_theirs: bool, note: str = "", actor: str, moment: datetime
) -> Hit:
    """A person says whether a notice is about this debtor: it stops for good, or goes on.

    Confirmed without an opening day (a petition) it stops from today. Raises Refused: `no_such_hit`, `decided_already`.
    """
    found: Hit | None = Hit.objects.of(creditor).select_related("debtor").filter(pk=hit).first()
    if found is None:
        raise Refused("no_such_hit", say("There is no notice %(hit)s.", hit=hit), "hit")
    with sit_down(creditor, found.debtor, None, actor=actor, moment=moment) as desk:
        found.refresh_from_db()
        if found.state != HitState.ASKED:
            raise Refused("decided_already", "Somebody has decided on this notice before.", "hit")
        facts: dict[str, Any] = {"hit": found.pk, "register": found.register}
        result = "theirs" if is_theirs else "another"
        desk.record("register.hit_decided", klass="open", result=result, facts=facts, note=note)
        if is_theirs:
            on = found.opened_on or found.published_on or desk.today
            contacts.set_insolvent(desk, min(on, desk.today))
        else:
            _reject(desk, found)
    found.refresh_from_db()
    return found


def _reject(desk: Desk, hit: Hit) -> None:
    """One notice is about another firm; others that wait go on waiting."""
    Hit.objects.filter(pk=hit.pk).update(
        state=HitState.REJECTED, decided_by=desk.actor, decided_on=desk.today
    )
    others = Hit.objects.of(desk.creditor).filter(debtor=desk.debtor, state=HitState.ASKED)
    if others.exists():
        return
    if hit.hold is not None:
        holds.let_go(desk, hit.hold)
    insolvency.on_its_case(desk).close_kind("confirm_insolvency", result="not_insolvent")
