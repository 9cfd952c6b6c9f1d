"""Searches by investigators: ordered with a written purpose and lawful sources, their result kept as it came."""

from dataclasses import dataclass
from datetime import datetime

from recoup.archive.deeds import Content, Salted, salted
from recoup.cases.formal.placing.facts import debt_of
from recoup.cases.models import Case, CaseSearch
from recoup.cases.people import contacts, members
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.cases.people.given import Given
from recoup.cases.people.letters import change_address
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import SearchOrder
from recoup.recourse.placement import operations
from recoup.recourse.placement.parties import party_of, professional_by
from recoup.recourse.placement.rules import search_obstacles

KINDS = ("address", "assets")
SOURCE = "investigators"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found, why, and by which sources they may look; the cost agreed, in minor units of the case."""

    kind: str
    purpose: str
    sources: str
    cost_minor: int


def order(
    creditor: Creditor, case: int, professional: int, wanted: Wanted, *, actor: str, moment: datetime
) -> SearchOrder:
    """Orders it. Raises Refused: `missing`, `unknown_kind`, `too_early` for assets before rung 6, other obstacles."""
    members.require(creditor, actor, "step")
    found, party = open_case_by(creditor, case), professional_by(creditor, professional)
    if wanted.kind not in KINDS:
        raise Refused("unknown_kind", "Say what is to be found.", "kind", "Choose one of the list.")
    for name, text in (("purpose", wanted.purpose), ("sources", wanted.sources)):
        if not text.strip():
            raise Refused(
                "missing",
                "Purpose and lawful sources have to be written down.",
                name,
                "Say it in a sentence.",
            )
    purpose, sources = (_kept(text) for text in (wanted.purpose, wanted.sources))
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        debt = debt_of(desk.ctx, desk.debtor, found, desk.matter.position, [])
        against = search_obstacles(wanted.kind, found.rung, party_of(party), debt, desk.today)
        if against:
            raise Refused(against[0].code, against[0].words, "professional", against[0].how)
        made = operations.order_search(
            creditor, desk.debtor, party, kind=wanted.kind, purpose=purpose.commitment, sources=sources.commitment,
            currency=found.currency, cost_minor=wanted.cost_minor, on=desk.today, actor=actor,
        )  # fmt: skip
        CaseSearch.objects.create(creditor=creditor, case=found, order=made)
        desk.act.record(
            desk.debtor.stream_key, "search.ordered", klass="internal", result=wanted.kind,
            facts={"case": found.pk, "search": made.pk, "professional": party.pk, "currency": found.currency},
            amounts={"cost": wanted.cost_minor}, payloads={"purpose": purpose, "sources": sources},
        )  # fmt: skip
    return made


def _kept(text: str) -> Salted:
    return salted(Content(text.strip().encode(), "text/plain; charset=utf-8"))


def order_by(creditor: Creditor, pk: int) -> tuple[SearchOrder, Case]:
    """Raises Refused (`no_such_search`)."""
    rows = CaseSearch.objects.of(creditor).select_related("order__debtor", "order__professional", "case")
    link: CaseSearch | None = rows.filter(order=pk).first()
    if link is None:
        raise Refused("no_such_search", "There is no such search.", "search")
    return link.order, link.case


def answer(
    creditor: Creditor, search: int, result: str, *, is_found: bool, contact: Given | None = None,
    cost_minor: int | None = None, actor: str, moment: datetime,
) -> SearchOrder:  # fmt: skip
    """What they found, word for word; a person or desk that was found becomes a contact.

    Raises Refused: `missing`, `search_over`, `empty_contact`.
    """
    members.require(creditor, actor, "contact")
    found, case = order_by(creditor, search)
    if not result.strip():
        raise Refused("missing", "What they reported is missing.", "result", "Copy it as it came.")
    kept = _kept(result)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        state = "found" if is_found else "nothing"
        operations.end_search(found, state, desk.today, result=kept.commitment, cost_minor=cost_minor)
        facts: dict[str, int | str] = {"case": case.pk, "search": found.pk}
        if contact is not None:
            facts["contact"] = _contact(desk, contact)
        desk.act.record(
            desk.debtor.stream_key, "search.answered", klass="internal", direction="in", result=state, facts=facts,
            payloads={"result": kept},
        )  # fmt: skip
    return found


def _contact(desk: Desk, given: Given) -> int:
    return contacts.take(desk, given, source=SOURCE, in_charge=False).pk


def take_address(
    creditor: Creditor, search: int, given: Given, *, actor: str, moment: datetime
) -> SearchOrder:
    """The address that a search found becomes the debtor's, with the search as its source; the same twice changes
    nothing.

    Raises Refused: `no_such_search`, `not_found`, `missing` (a part of the address).
    """
    members.require(creditor, actor, "contact")
    found, case = order_by(creditor, search)
    if found.state != "found" or found.kind != "address":
        raise Refused(
            "not_found", "This search has found no address.", "search", "Keep what they found first."
        )
    for name, text in (("street", given.street), ("city", given.city)):
        if not text.strip():
            raise Refused("missing", "A part of the address is missing.", name, "Read it in their report.")
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        debtor = desk.debtor
        if (debtor.street, debtor.postal_code, debtor.city) != (given.street, given.postal_code, given.city):
            change_address(desk, given, search=found.pk, source=SOURCE)
    return found


def call_off(creditor: Creditor, search: int, *, actor: str, moment: datetime) -> SearchOrder:
    """It is not needed any more. Raises Refused (`search_over`)."""
    members.require(creditor, actor, "step")
    found, case = order_by(creditor, search)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        operations.end_search(found, "called_off", desk.today)
        desk.record("search.answered", result="called_off", facts={"search": found.pk})
    return found
