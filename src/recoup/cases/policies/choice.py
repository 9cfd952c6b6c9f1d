"""Which ladder a debtor gets: by the group of its kind, and by its segment where somebody has said so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recoup.archive.deeds import Deed, deed
from recoup.cases.models import PolicyUse, PolicyVersion
from recoup.ladder.faults import may_be_used
from recoup.ladder.schema import policy_from_data
from recoup.ladder.shipped import NAMES, policy_name
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

GROUPS = NAMES
"""The groups of kinds, each called as the shipped ladder that is made for it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who gets which ladder: `newest` version by name, and what somebody chose by (group, segment)."""

    newest: Mapping[str, int]
    uses: Mapping[tuple[str, str], str]

    def name_of(self, kind: str, segment: str = "") -> str:
        """The ladder of a debtor of that kind in that segment: the segment's, else its kind's."""
        group = policy_name(kind)
        if segment and (name := self.uses.get((group, segment))):
            return name
        return self.uses.get((group, ""), group)

    def id_of(self, kind: str, segment: str = "") -> int:
        """The newest version of that ladder."""
        return self.newest[self.name_of(kind, segment)]

    def groups_of(self, name: str) -> list[str]:
        """The groups of kinds of which some debtors get the ladder."""
        return [
            group
            for group in GROUPS
            if self.uses.get((group, ""), group) == name
            or any(used == name for (of, _), used in self.uses.items() if of == group)
        ]


def chosen(creditor: Creditor, newest: Mapping[str, int]) -> Chosen:
    """What holds today."""
    rows = PolicyUse.objects.of(creditor).values_list("group", "segment", "name")
    return Chosen(newest, {(group, segment): name for group, segment, name in rows})


def kind_of(group: str) -> str:
    """A kind of debtor that stands for the group."""
    return "" if group == "unknown" else group


def use(
    creditor: Creditor, group: str, segment: str, name: str, *, actor: str, moment: datetime
) -> PolicyUse | None:
    """Debtors of the group (in the segment) get that ladder for cases opened from now on; running ones keep theirs.

    An empty name, or for a whole group its own shipped name, takes the choice back. Raises Refused:
    `unknown_group`, `unknown_policy`, `bad_policy` where the ladder is not fit for private persons.
    """
    if group not in GROUPS:
        raise Refused(
            "unknown_group",
            "That is no kind of debtor.",
            "group",
            say("Take one of %(known)s.", known=", ".join(GROUPS)),
        )
    segment = segment.strip()[:60]
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        rows = PolicyUse.objects.of(creditor).filter(group=group, segment=segment)
        if not name or (name == group and not segment):
            if rows.delete()[0]:
                _record(act, creditor, group, segment, group)
            return None
        _need_fit(creditor, name, group)
        row, _ = PolicyUse.objects.update_or_create(
            creditor=creditor, group=group, segment=segment, defaults={"name": name}
        )
        _record(act, creditor, group, segment, name)
    return row


def _record(act: Deed, creditor: Creditor, group: str, segment: str, name: str) -> None:
    facts = {"policy": name, "group": group, "segment": segment}
    act.record(creditor.stream_key, "policy.used", klass="internal", facts=facts)


def _need_fit(creditor: Creditor, name: str, group: str) -> None:
    found = PolicyVersion.objects.of(creditor).filter(name=name).order_by("-version").first()
    if found is None:
        raise Refused(
            "unknown_policy", say("There is no ladder “%(name)s”.", name=name), "name", "Publish it first."
        )
    fault = may_be_used(policy_from_data(json.loads(found.data)), kind_of(group))
    if fault is not None:
        raise Refused(
            "bad_policy", fault.what, "name", say("%(where)s: %(how)s", where=fault.where, how=fault.how)
        )
