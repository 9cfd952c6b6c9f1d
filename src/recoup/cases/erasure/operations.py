"""Erasing a person: asked with its ground, approved by somebody else, done in one deed; done again after a restore."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from recoup.archive import shredding
from recoup.archive.deeds import Deed, deed
from recoup.archive.shredding import Erased
from recoup.cases.bundles import keeping
from recoup.cases.erasure import files, persons, rows
from recoup.cases.erasure.codes import GROUNDS, WANTED_BY
from recoup.cases.erasure.held import held
from recoup.cases.erasure.persons import ERASED, Person
from recoup.cases.erasure.retention import Obstacle, obstacles
from recoup.cases.models import Erasure
from recoup.cases.searching import index
from recoup.ledger.erased import marks_of
from recoup.ledger.models import Contact, Debtor
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org import access
from recoup.org.models import Creditor, Membership
from recoup.org.queries import actor_of
from recoup.org.settings import settings_of
from recoup.outreach.models import Message


def person_of(creditor: Creditor, debtor: Debtor, contact: int | None) -> Person:
    """The person a request means. Raises Refused: `no_such_contact`, `already_erased`, `not_a_person`."""
    if contact is None:
        if debtor.name == ERASED:
            raise _already()
        return persons.of_debtor(creditor, debtor)
    found = Contact.objects.of(creditor).select_related("debtor").filter(pk=contact, debtor=debtor).first()
    if found is None:
        raise Refused("no_such_contact", say("%(name)s has no such contact.", name=debtor.name), "contact")
    if found.name == ERASED and not found.email:
        raise _already()
    return persons.of_contact(creditor, found)


def _already() -> Refused:
    return Refused("already_erased", "This person was erased already.", "contact")


def ask(
    creditor: Creditor,
    debtor: Debtor,
    contact: int | None,
    *,
    ground: str,
    wanted_by: str,
    is_decided: bool = False,
    actor: str,
    moment: datetime,
) -> Erasure:
    """Asks for a person to be erased; done at once where there is nobody else to approve it.

    Raises Refused: `unknown_ground`, `unknown_wanted_by`, `kept` (a hold or a law stands), `undecided` (no rule answers
    it and nobody decided), `asked_already`, `no_approver`, and as `person_of`.
    """
    _check_codes(ground, wanted_by)
    person = person_of(creditor, debtor, contact)
    with deed(actor, moment, creditor.key, _streams(creditor, person)) as act:
        _weigh(creditor, person, is_decided, moment)
        if waiting(creditor, debtor).filter(contact=contact).exists():
            raise Refused(
                "asked_already", "This was asked for already and waits for a second person.", "contact"
            )
        made: Erasure = Erasure.objects.create(
            creditor=creditor, debtor=debtor, contact_id=contact, ground=ground, wanted_by=wanted_by,
            is_decided=is_decided, asked_by=actor, asked_at=moment, is_alone=_is_alone(creditor, actor),
        )  # fmt: skip
        act.record(debtor.stream_key, "erasure.asked", klass="internal", facts=_facts(made))
        if made.is_alone:
            _carry_out(creditor, made, person, act)
    return made


def approve(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> Erasure:
    """Says yes to what somebody else asked for, and erases.

    Raises Refused: `no_such_erasure`, `own_request`, and as `ask`.
    """
    made = _waiting(creditor, pk)
    person = person_of(creditor, made.debtor, made.contact_id)
    with deed(actor, moment, creditor.key, _streams(creditor, person)) as act:
        made = _waiting(creditor, pk)
        if made.asked_by == actor:
            raise Refused(
                "own_request", "Nobody approves what they have asked for themselves.", "",
                "Let another owner or manager decide.",
            )  # fmt: skip
        _weigh(creditor, person, made.is_decided, moment)
        _carry_out(creditor, made, person, act)
    return made


def call_off(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> None:
    """The person is not erased after all. Raises Refused (`no_such_erasure`)."""
    made = _waiting(creditor, pk)
    with deed(actor, moment, creditor.key, [made.debtor.stream_key]) as act:
        made.ended_by, made.ended_at = actor, moment
        made.save(update_fields=["ended_by", "ended_at"])
        act.record(made.debtor.stream_key, "erasure.called_off", klass="internal", facts={"erasure": made.pk})


def waiting(creditor: Creditor, debtor: Debtor) -> Any:
    """The requests of a debtor that wait for a second person."""
    rows = Erasure.objects.of(creditor).filter(debtor=debtor, approved_at__isnull=True, ended_at__isnull=True)
    return rows.order_by("pk")


def _waiting(creditor: Creditor, pk: int) -> Erasure:
    rows = Erasure.objects.of(creditor).select_related("debtor", "contact")
    found: Erasure | None = rows.filter(pk=pk, approved_at__isnull=True, ended_at__isnull=True).first()
    if found is None:
        raise Refused("no_such_erasure", "There is no such request, or it was decided already.", "")
    return found


def _check_codes(ground: str, wanted_by: str) -> None:
    if ground not in GROUNDS:
        raise Refused(
            "unknown_ground",
            "Say on which ground.",
            "ground",
            say("Use %(known)s.", known=", ".join(GROUNDS)),
        )
    if wanted_by not in WANTED_BY:
        raise Refused(
            "unknown_wanted_by", "Say who asked for it.", "wanted_by",
            say("Use %(known)s.", known=", ".join(WANTED_BY)),
        )  # fmt: skip


def _weigh(creditor: Creditor, person: Person, is_decided: bool, moment: datetime) -> None:
    found = obstacles(creditor, person, _today(creditor, moment))
    firm = [one for one in found if not one.is_open]
    if firm:
        raise _kept(firm[0])
    if found and not is_decided:
        raise Refused(
            "undecided", found[0].text, "is_decided", "Find out, and say that nothing must be kept; or wait."
        )


def _kept(why: Obstacle) -> Refused:
    how = (
        "Release the hold first."
        if why.code == "legal_hold"
        else "Mark them as not to be contacted until then."
    )
    return Refused("kept", why.text, "contact", how)


def _today(creditor: Creditor, moment: datetime) -> date:
    return day_in(moment, settings_of(creditor, moment).timezone)


def _streams(creditor: Creditor, person: Person) -> list[str]:
    return [creditor.stream_key, *(one.stream_key for one in person.debtors)]


def _is_alone(creditor: Creditor, actor: str) -> bool:
    """Whether nobody else works here. Raises Refused (`no_approver`) where others do, and none may approve."""
    members = Membership.objects.of(creditor).filter(user__is_active=True).values_list("user_id", "role")
    others = [role for user, role in members if actor_of(user) != actor]
    if others and not any(access.may(role, "erase") for role in others):
        raise Refused(
            "no_approver", "A second person has to approve this, and nobody else here may.", "",
            "Make somebody an owner or manager first, under People.",
        )  # fmt: skip
    return not others


def _facts(made: Erasure) -> dict[str, Any]:
    return {
        "erasure": made.pk,
        "contact": made.contact_id or 0,
        "ground": made.ground,
        "wanted_by": made.wanted_by,
        "decided": "yes" if made.is_decided else "no",
    }


def _carry_out(creditor: Creditor, made: Erasure, person: Person, act: Deed) -> None:
    made.approved_by, made.approved_at = act.actor, act.moment
    made.save(update_fields=["approved_by", "approved_at"])
    facts = {**_facts(made), "asked_by": made.asked_by, "alone": "yes" if made.is_alone else "no"}
    _erase(creditor, person, act, facts)


def _erase(creditor: Creditor, person: Person, act: Deed, facts: dict[str, Any]) -> None:
    """Keys, index and rows in the transaction; list, log and files once it holds."""
    found = held(creditor, person)
    about = _about(creditor, person, act.moment)
    own = person.debtors[0].stream_key
    contents = {own: [], **found.contents}
    gone = found.commitments
    shredding.shred(act, creditor.key, contents, facts=facts)
    act.record(own, "person.erased", klass="internal", facts={**facts, "contents": len(gone)})
    index.purge(creditor, gone)
    ids = list(
        Message.objects.of(creditor).filter(pk__in=found.messages).values_list("message_id", flat=True)
    )
    changed = rows.empty(creditor, person, found.messages, found.mails, _today(creditor, act.moment))
    transaction.on_commit(lambda: _settle(Erased(creditor.key, tuple(gone), about), ids, person, changed))


def _settle(line: Erased, ids: list[str], person: Person, changed: set[str]) -> None:
    shredding.note(line)
    files.remove(ids, person.wide)
    keeping.forget(person.debtors)
    shredding.settle({*changed, index.TABLE})


def _about(creditor: Creditor, person: Person, moment: datetime) -> dict[str, Any]:
    """Numbers of rows, by which a restored backup is emptied again; a row made later is another person's.

    The marks are those by which an import knows them again.
    """
    return {
        "contacts": [one.pk for one in person.contacts],
        "debtor": person.whole.pk if person.whole else 0,
        "on": moment.date().isoformat(),
        "marks": marks_of(creditor, person.contacts),
    }


def replay(creditor: Creditor, *, actor: str, moment: datetime) -> dict[str, int]:
    """Erases again what the list says was erased, as after a backup was put back; how much had come back.

    What the record names and the list does not is added to the list. Without anything to do it writes nothing.
    """
    missing = shredding.unlisted(creditor.key)
    if missing:
        shredding.note(Erased(creditor.key, tuple(sorted(missing))))
    again = [person for line in shredding.listed(creditor.key) if (person := _back(creditor, line.about))]
    keys = shredding.back(creditor.key)
    if keys:
        contents = shredding.by_stream(creditor.key, keys)
        with deed(actor, moment, creditor.key, [creditor.stream_key, *contents]) as act:
            shredding.shred(act, creditor.key, contents, facts={"ground": "replayed"})
            shredding.delete_keys(creditor.key, keys)
            index.purge(creditor, keys)
            transaction.on_commit(lambda: shredding.settle([index.TABLE]))
    for person in again:
        with deed(actor, moment, creditor.key, _streams(creditor, person)) as act:
            _erase(creditor, person, act, {"ground": "replayed"})
    return {"contents": len(keys), "persons": len(again)}


def persons_back(creditor: Creditor) -> int:
    """How many erased persons have their rows again."""
    return sum(1 for line in shredding.listed(creditor.key) if _back(creditor, line.about))


def _back(creditor: Creditor, about: Mapping[str, Any]) -> Person | None:
    """The person of a line whose rows are filled; None where they are empty, or made after the erasure."""
    if not about:
        return None
    until = date.fromisoformat(about["on"])
    rows_ = Contact.objects.of(creditor).select_related("debtor").filter(pk__in=about["contacts"])
    contacts = [one for one in rows_.filter(learned_on__lte=until) if one.name != ERASED or one.email]
    whole = Debtor.objects.of(creditor).filter(pk=about["debtor"]).exclude(name=ERASED).first()
    if whole is not None:
        return persons.of_debtor(creditor, whole)
    if not contacts:
        return None
    return Person(contacts, list({one.debtor_id: one.debtor for one in contacts}.values()))
