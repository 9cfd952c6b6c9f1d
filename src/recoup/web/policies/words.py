"""What the parts of a ladder, and what differs between two, are called on the pages."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recoup.documents.shipped import tones
from recoup.ladder.changes import Change
from recoup.ladder.policy import Policy, Rung, Way
from recoup.ladder.schema import BY_RUNG
from recoup.web import words
from recoup.web.templatetags.recoup import money

Words = str | Promise

LADDERS: dict[str, Words] = {
    "company": gettext_lazy("Companies"),
    "sole_trader": gettext_lazy("Sole traders"),
    "individual": gettext_lazy("Private persons"),
    "public_body": gettext_lazy("Public bodies"),
    "unknown": gettext_lazy("Kind not known"),
}
GROUPS: dict[str, Words] = {
    "company": gettext_lazy("companies, partnerships and associations"),
    "sole_trader": gettext_lazy("sole traders"),
    "individual": gettext_lazy("private persons"),
    "public_body": gettext_lazy("public bodies"),
    "unknown": gettext_lazy("debtors of unknown kind"),
}
TONES: dict[str, Words] = {
    "friendly": gettext_lazy("friendly"),
    "neutral": gettext_lazy("neutral"),
    "firm": gettext_lazy("firm"),
}
WORDINGS: dict[str, Words] = {
    "reminder": gettext_lazy("reminder"),
    "second": gettext_lazy("second message"),
    "second_letter": gettext_lazy("second letter"),
    "call_followup": gettext_lazy("after a call nobody made"),
    "owner_letter": gettext_lazy("letter to whoever is in charge"),
    "signed_letter": gettext_lazy("signed letter"),
}
DEMANDS: dict[str, Words] = {
    "demand": gettext_lazy("formal demand with interest"),
    "demand_plain": gettext_lazy("formal demand without interest"),
    "demand_person": gettext_lazy("formal demand to a natural person"),
}
"""The words of rung 5: which of them goes is the law's to say, so no ladder chooses."""
NEEDS: dict[str, Words] = {
    "account_owner_told": gettext_lazy("whoever sold was told"),
    "three_attempts_in_two_channels": gettext_lazy("three attempts in two channels"),
    "cause_known_or_asked_twice": gettext_lazy("the cause is known, or was asked for twice"),
    "legal_identity": gettext_lazy("who they are legally"),
    "claim_checklist": gettext_lazy("the papers that prove the claim"),
    "law_answers": gettext_lazy("what the law of the place says"),
    "demand_deadline_passed": gettext_lazy("the demand's deadline has passed"),
    "nothing_unread": gettext_lazy("nothing of theirs is unread"),
    "bundle": gettext_lazy("the evidence file"),
    "means_checked_within_30_days": gettext_lazy("whether they can pay, checked within 30 days"),
    "expected_net_above_zero": gettext_lazy("more is expected than it costs"),
    "limitation_not_passed": gettext_lazy("the claim has not lapsed"),
    "reason": gettext_lazy("a reason"),
}
AMOUNTS: dict[str, Words] = {
    "call": gettext_lazy("A call from"),
    "visit": gettext_lazy("A visit from"),
    "net": gettext_lazy("Any message from"),
    "top": gettext_lazy("First looked at by a person from"),
    "tolerance": gettext_lazy("Never chased up to"),
}
CAPS: dict[str, Words] = {
    "gap_days": gettext_lazy("Days between written messages"),
    "contacts_in_7_days": gettext_lazy("Contacts in 7 days, at most"),
    "call_tries_in_7_days": gettext_lazy("Calls tried in 7 days, at most"),
    "from_hour": gettext_lazy("Calls and visits from"),
    "until_hour": gettext_lazy("Calls and visits until"),
}
THINGS: dict[str, Words] = {
    "name": gettext_lazy("name"),
    "wait_days": gettext_lazy("wait in days"),
    "counts": gettext_lazy("days are counted as"),
    "tone": gettext_lazy("tone"),
    "needs_approval": gettext_lazy("asks for a yes"),
    "is_by_decision": gettext_lazy("only by decision"),
    "needs": gettext_lazy("documented before"),
    "skip_causes": gettext_lazy("left out for"),
    "shorten_causes": gettext_lazy("wait halved for"),
    "stop_causes": gettext_lazy("a person first for"),
    "ways": gettext_lazy("how"),
    **AMOUNTS,
    **CAPS,
}
BY: dict[str, Words] = {
    "email": gettext_lazy("by itself"),
    "letter": gettext_lazy("a person posts it"),
    "phone": gettext_lazy("controller"),
    "find_contact": gettext_lazy("controller"),
    "visit": gettext_lazy("field"),
}
EFFECTS: dict[str, Words] = {
    "": gettext_lazy("goes on"),
    "skip": gettext_lazy("leaves the rung out"),
    "shorten": gettext_lazy("halves the wait"),
    "stop": gettext_lazy("a person settles it first"),
}


def ladder(name: str) -> Words:
    """What a ladder is called: shipped ones in words, others as somebody named them."""
    return LADDERS.get(name, name)


def rung(number: int, name: str) -> Words:
    """A rung's name: translated where it is as shipped."""
    known = words.RUNGS.get(number, name)
    return known if str(name).casefold() in _SHIPPED.get(number, ()) else name


_SHIPPED = {
    1: ("friendly reminder",), 2: ("second contact",), 3: ("person in charge",), 4: ("visit",),
    5: ("formal demand",), 6: ("professionals",), 7: ("court",), 8: ("let go",),
}  # fmt: skip


def when(one: Rung, before: Rung | None) -> str:
    """When a rung falls due."""
    if one.is_by_decision:
        return _("by decision only")
    days = one.wait_days
    if before is None:
        return ngettext("%(n)s day after the due date", "%(n)s days after the due date", days) % {"n": days}
    given = {"n": days, "rung": before.number}
    if before.number == 5:
        if one.counts == "bank":
            return _("%(n)s bank days after the demand's deadline") % given
        return _("%(n)s days after the demand's deadline") % given
    if one.counts == "bank":
        return _("%(n)s bank days after rung %(rung)s") % given
    return ngettext("%(n)s day after rung %(rung)s", "%(n)s days after rung %(rung)s", days) % given


def way(one: Way, policy: Policy | None, currency: str) -> str:
    """One way of a rung: Call from £200.00."""
    said = str(words.kind(one.kind))
    if one.wording and one.kind in ("email", "letter"):
        text = str(WORDINGS.get(one.wording, one.wording))
        said = _("%(kind)s “%(wording)s”") % {"kind": said, "wording": text}
    if one.minimum and policy is not None:
        least = money(policy.amount(currency, one.minimum), currency)
        said = _("%(what)s from %(sum)s") % {"what": said, "sum": least}
    return said


def texts(one: Rung, language: str) -> list[dict[str, str]]:
    """The wordings that a rung may send, each with the tone in which it is there."""
    own = [way.wording for way in one.ways if way.wording and way.kind in ("email", "letter")]
    if any(way.kind == "demand" for way in one.ways):
        own += DEMANDS
    called = WORDINGS | DEMANDS
    return [
        {
            "key": key,
            "tone": one.tone if one.tone in tones(key, language) else "neutral",
            "words": str(called[key]),
        }
        for key in dict.fromkeys(own)
        if key in called
    ]


def by_whom(one: Rung) -> str:
    """Who does the rung, in the order of its ways."""
    if one.number in BY_RUNG:
        return _("owner or manager")
    return ", ".join(dict.fromkeys(str(BY[way.kind]) for way in one.ways if way.kind in BY))


def causes(codes: Iterable[str]) -> str:
    """Causes in words."""
    return ", ".join(str(words.cause(code)) for code in sorted(codes))


def needs(codes: Iterable[str]) -> str:
    """What must be documented, in words."""
    return ", ".join(str(NEEDS.get(code, code.replace("_", " "))) for code in codes)


def change(one: Change, currency: str) -> dict[str, Any]:
    """A difference between two versions: where, what, before and after."""
    where = _("Rung %(n)s") % {"n": one.rung} if one.rung else _("Whole ladder")
    if one.thing == "rung":
        what = _("removed") if one.new is None else _("added")
        return {"where": where, "what": what, "old": one.old or "", "new": one.new or ""}
    what = str(THINGS.get(one.thing, one.thing))
    old, new = (_value(one, value, currency) for value in (one.old, one.new))
    return {"where": where, "what": what, "old": old, "new": new}


def _value(one: Change, value: Any, currency: str) -> str:
    if value is None:
        return ""
    if one.currency:
        code = {"*": "EUR", "*0": "JPY", "*2": "EUR", "*3": "KWD"}.get(one.currency, one.currency)
        return money(value, code)
    if one.thing == "ways":
        return _(", else ").join(way(each, None, currency) for each in value)
    if one.thing.endswith("_causes"):
        return causes(value) or _("none")
    if one.thing == "needs":
        return needs(value) or _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if one.thing == "counts":
        return _("bank days") if value == "bank" else _("calendar days")
    return str(TONES.get(value, value)) if one.thing == "tone" else str(value)
