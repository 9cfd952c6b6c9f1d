"""The account that debtors pay to: changed by two people, with a day's wait, and everybody told."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings as home_settings
from django.utils import translation
from django.utils.translation import gettext as _

from recoup.archive.chain import Fact
from recoup.archive.deeds import Content, Deed, deed
from recoup.lib.errors import Refused
from recoup.org import access
from recoup.org.models import AccountChange, Creditor, Membership, Setting, User
from recoup.org.notices import call_off, deciders, notify
from recoup.org.queries import actor_of
from recoup.org.settings import REGISTRY, account_holds_at, checked, field_of, put, settings_of

KEYS = tuple(key for key, spec in REGISTRY.items() if spec.deed == "bank_account")


def open_changes(creditor: Creditor, moment: datetime) -> list[AccountChange]:
    """What was asked for and does not hold yet, the newest first: waiting for a yes, or for its moment."""
    rows = AccountChange.objects.of(creditor).filter(ended_at=None).order_by("-pk")
    return [one for one in rows if one.effective_at is None or one.effective_at > moment]


def change_account(
    creditor: Creditor, values: Mapping[str, str], *, actor: str, moment: datetime
) -> AccountChange | None:
    """Asks for other values of the account's keys; None when nothing has to wait.

    The first account holds at once. A change waits for somebody else who may approve it, and then 24 hours; who is
    the creditor's only user approves it by asking, which is recorded. Asking for what somebody else has asked for
    approves it; asking for what holds calls off what waits. Owners and managers are told by mail.
    Raises Refused: `bad_setting`, `no_approver`.
    """
    texts = {key: checked(creditor, key, value, moment) for key, value in values.items()}
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        held = settings_of(creditor, moment)
        fresh = {key: text for key, text in texts.items() if text != getattr(held, field_of(key))}
        _call_off_what_holds(creditor, texts.keys() - fresh.keys(), actor, moment)
        waiting = {}
        for key, text in fresh.items():
            if account_holds_at(creditor, key, moment) == moment:
                put(creditor, key, text, actor=actor, moment=moment, effective_at=moment)
            else:
                waiting[key] = text
        return _ask(creditor, waiting, act) if waiting else None


def is_asked_by_another(
    creditor: Creditor, values: Mapping[str, str], *, actor: str, moment: datetime
) -> bool:
    """Whether asking for these values would approve what somebody else has asked for. Raises Refused."""
    texts = {key: checked(creditor, key, value, moment) for key, value in values.items()}
    waiting = [one for one in open_changes(creditor, moment) if one.approved_at is None]
    return any(one.values == texts and one.asked_by != actor for one in waiting)


def _call_off_what_holds(creditor: Creditor, keys: set[str], actor: str, moment: datetime) -> None:
    for one in open_changes(creditor, moment):
        if keys & set(one.values):
            cancel_change(creditor, one.pk, actor=actor, moment=moment)


def _ask(creditor: Creditor, values: dict[str, str], act: Deed) -> AccountChange:
    """The change that now waits: another's that this approves, the same asked before, or a new one."""
    for one in open_changes(creditor, act.moment):
        if one.values == values:
            if one.approved_at is None and one.asked_by != act.actor:
                return approve_change(creditor, one.pk, actor=act.actor, moment=act.moment)
            return one
    for one in open_changes(creditor, act.moment):
        if one.approved_at is None and set(one.values) & set(values):
            _end(one, act)
    is_alone = not _others(creditor, act.actor)
    if not is_alone and not any(
        access.may(role, "approve_bank_account") for role in _others(creditor, act.actor)
    ):
        raise Refused(
            "no_approver",
            _("A second person has to approve another account, and nobody else here may."),
            "iban",
            _("Make somebody an owner or manager first, under People."),
        )
    change: AccountChange = AccountChange.objects.create(
        creditor=creditor, values=values, asked_by=act.actor, asked_at=act.moment, is_alone=is_alone
    )
    facts: dict[str, Fact] = {"change": change.pk, "keys": sorted(values)}
    payloads = {"values": Content(json.dumps(values, ensure_ascii=False).encode(), "application/json")}
    act.record(creditor.stream_key, "account.asked", klass="internal", facts=facts, payloads=payloads)
    if is_alone:
        _approve(change, act)
    _tell(creditor, change, act.moment)
    return change


def _others(creditor: Creditor, actor: str) -> list[str]:
    """The roles of everybody else who works here."""
    rows = Membership.objects.of(creditor).filter(user__is_active=True).values_list("user_id", "role")
    return [role for user, role in rows if actor_of(user) != actor]


def approve_change(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> AccountChange:
    """Says yes to what somebody else has asked for; it holds 24 hours later.

    Raises Refused: `no_such_change`, `own_request`, `not_open`.
    """
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        change = _change(creditor, pk)
        if change.ended_at is not None or change.approved_at is not None:
            raise Refused("not_open", _("This change was decided already."), "", _("Look at what holds now."))
        if change.asked_by == actor:
            raise Refused(
                "own_request",
                _("Nobody approves what they have asked for themselves."),
                "",
                _("Let another owner or a manager decide."),
            )
        _approve(change, act)
        _tell(creditor, change, moment)
    return change


def _approve(change: AccountChange, act: Deed) -> None:
    creditor = change.creditor
    for other in open_changes(creditor, act.moment):
        if other.pk != change.pk and set(other.values) & set(change.values):
            _end(other, act)
    holds_at = max(account_holds_at(creditor, key, act.moment) for key in change.values)
    change.approved_by, change.approved_at, change.effective_at = act.actor, act.moment, holds_at
    change.save(update_fields=["approved_by", "approved_at", "effective_at"])
    facts = {"change": change.pk, "alone": "yes" if change.is_alone else "no"}
    act.record(creditor.stream_key, "account.approved", klass="internal", facts=facts)
    for key, text in change.values.items():
        put(creditor, key, text, actor=act.actor, moment=act.moment, effective_at=holds_at)


def cancel_change(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> None:
    """Calls off a change that does not hold yet. Raises Refused: `no_such_change`, `not_open`."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        change = _change(creditor, pk)
        if change not in open_changes(creditor, moment):
            raise Refused(
                "not_open",
                _("This change holds already, or was called off."),
                "",
                _("Ask for the account that shall hold instead."),
            )
        _end(change, act)
        if change.effective_at is not None:
            keys = list(change.values)
            Setting.objects.of(creditor).filter(key__in=keys, effective_at=change.effective_at).delete()


def _end(change: AccountChange, act: Deed) -> None:
    change.ended_by, change.ended_at = act.actor, act.moment
    change.save(update_fields=["ended_by", "ended_at"])
    call_off(change.creditor, _about(change))
    act.record(
        change.creditor.stream_key, "account.called_off", klass="internal", facts={"change": change.pk}
    )


def _change(creditor: Creditor, pk: int) -> AccountChange:
    found: AccountChange | None = AccountChange.objects.of(creditor).filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_change", _("There is no such change of the account."))
    return found


def _about(change: AccountChange) -> str:
    return f"account_change:{change.pk}"


def _tell(creditor: Creditor, change: AccountChange, moment: datetime) -> None:
    """Every owner and manager hears of it now, and again when it holds."""
    to = deciders(creditor)
    held = settings_of(creditor, moment)
    with translation.override(held.language):
        lines = [
            _("Debtors of %(creditor)s are to pay to another account.") % {"creditor": creditor.name},
            "",
        ]
        lines += [
            f"{key}: {getattr(held, field_of(key)) or '–'} → {text or '–'}"
            for key, text in change.values.items()
        ]
        who = _("Asked for by %(who)s.") % {"who": _name(change.asked_by)}
        stop = _(
            "If you did not expect this, call it off at once in Settings, under Bank account: %(url)s"
        ) % {"url": f"{home_settings.PUBLIC.geturl()}/{creditor.pk}/settings/bank/"}
        if change.effective_at is None:
            then = _("It waits for another owner or manager to approve it.")
            subject = _("%(creditor)s: another bank account is asked for") % {"creditor": creditor.name}
            text = "\n".join([*lines, "", who, then, "", stop])
            notify(creditor, to, subject, text, about=_about(change), due_at=moment)
            return
        yes = _("Approved by %(who)s.") % {"who": _name(change.approved_by)}
        if change.is_alone:
            yes = _("Approved by the same person, who is the only user.")
        when = _("It holds from %(moment)s on; until then messages name the old account.") % {
            "moment": f"{change.effective_at:%Y-%m-%d %H:%M %Z}"
        }
        subject = _("%(creditor)s: another bank account holds in 24 hours") % {"creditor": creditor.name}
        text = "\n".join([*lines, "", who, yes, when, "", stop])
        notify(creditor, to, subject, text, about=_about(change), due_at=moment)
        subject = _("%(creditor)s: another bank account holds now") % {"creditor": creditor.name}
        text = "\n".join([*lines, "", who, yes, "", _("Messages name the new account from now on.")])
        notify(creditor, to, subject, text, about=_about(change), due_at=change.effective_at)


def _name(actor: str) -> str:
    head, _colon, number = actor.partition(":")
    user = User.objects.filter(pk=int(number)).first() if head == "user" and number.isdigit() else None
    return str(user) if user else actor
