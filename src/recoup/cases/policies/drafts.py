"""The next version of a ladder while somebody writes it: without effect, and so without entries, until published."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from recoup.cases.models import PolicyDraft, PolicyVersion
from recoup.cases.policies.choice import kind_of
from recoup.cases.policies.versions import in_force, policy_of, publish
from recoup.ladder.changes import changes
from recoup.ladder.faults import faults
from recoup.ladder.policy import Policy
from recoup.ladder.schema import policy_from_data, policy_to_data
from recoup.ladder.shipped import load_policy
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

LONGEST_NAME = 60


def draft_of(creditor: Creditor, name: str) -> PolicyDraft | None:
    """The draft of that ladder, if somebody has begun one."""
    found: PolicyDraft | None = PolicyDraft.objects.of(creditor).filter(name=name).first()
    return found


def newest_of(creditor: Creditor, name: str) -> PolicyVersion | None:
    """The version of that ladder that new cases get."""
    rows = PolicyVersion.objects.of(creditor).filter(name=name)
    found: PolicyVersion | None = rows.order_by("-version").first()
    return found


def data_of(creditor: Creditor, name: str) -> dict[str, Any]:
    """The ladder as it is written now: its draft, else its newest version. Raises Refused (`no_such_policy`)."""
    draft = draft_of(creditor, name)
    return published(creditor, name) if draft is None else dict(json.loads(draft.data))


def published(creditor: Creditor, name: str) -> dict[str, Any]:
    """The newest version of the ladder, as data. Raises Refused (`no_such_policy`)."""
    newest = newest_of(creditor, name)
    if newest is None:
        raise Refused(
            "no_such_policy",
            say("There is no ladder “%(name)s”.", name=name),
            "name",
            "Choose one of the list.",
        )
    return policy_to_data(policy_of(newest))


def save(
    creditor: Creditor, name: str, data: dict[str, Any], revision: int, *, actor: str, moment: datetime
) -> PolicyDraft:
    """The draft holds this; `revision` is the one that was changed, 0 where there was none.

    Raises Refused (`changed_meanwhile`) when somebody else has changed it since: nothing of theirs is overwritten.
    """
    text = json.dumps(data, sort_keys=True)
    values = {"data": text, "changed_at": moment, "changed_by": actor}
    if not revision:
        try:
            with transaction.atomic():
                made: PolicyDraft = PolicyDraft.objects.create(creditor=creditor, name=name, **values)
                return made
        except IntegrityError:
            raise _meanwhile() from None
    rows = PolicyDraft.objects.of(creditor).filter(name=name, revision=revision)
    if not rows.update(revision=revision + 1, **values):
        raise _meanwhile()
    changed: PolicyDraft = PolicyDraft.objects.of(creditor).get(name=name)
    return changed


def begin(creditor: Creditor, name: str, like: str, *, actor: str, moment: datetime) -> PolicyDraft:
    """A ladder of a new name, to begin with like another.

    Raises Refused: `missing`, `name_taken`, `no_such_policy`.
    """
    name = " ".join(name.split())
    _need_name(name)
    if newest_of(creditor, name) or draft_of(creditor, name):
        raise Refused(
            "name_taken",
            say("There is a ladder “%(name)s” already.", name=name),
            "name",
            "Give another name.",
        )
    data = {**data_of(creditor, like), "name": name, "version": 1}
    return save(creditor, name, data, 0, actor=actor, moment=moment)


def take_shipped(
    creditor: Creditor, name: str, shipped: str, revision: int, *, actor: str, moment: datetime
) -> PolicyDraft:
    """The draft is the ladder that came with the program, under this name. Raises Refused (`unknown_policy`)."""
    data = {**policy_to_data(load_policy(shipped)), "name": name}
    return save(creditor, name, data, revision, actor=actor, moment=moment)


def discard(creditor: Creditor, name: str) -> None:
    """The draft is gone; what is published stays."""
    PolicyDraft.objects.of(creditor).filter(name=name).delete()


def faults_of(creditor: Creditor, name: str, data: dict[str, Any]) -> list[Refused]:
    """What keeps the ladder from being published for those who get it."""
    _, chosen = in_force(creditor)
    return faults(data, [kind_of(group) for group in chosen.groups_of(name)])


def publish_draft(
    creditor: Creditor, name: str, revision: int, *, actor: str, moment: datetime
) -> PolicyVersion:
    """The draft becomes the newest version; running cases keep theirs.

    Raises Refused: `changed_meanwhile`, `nothing_changed`, `bad_policy` with the first fault.
    """
    with transaction.atomic():
        draft = PolicyDraft.objects.of(creditor).filter(name=name, revision=revision).first()
        if draft is None:
            raise _meanwhile()
        version = publish_data(creditor, name, json.loads(draft.data), actor=actor, moment=moment)
        draft.delete()
    return version


def publish_data(
    creditor: Creditor, name: str, data: dict[str, Any], *, actor: str, moment: datetime
) -> PolicyVersion:
    """The data becomes the newest version of that ladder.

    Raises Refused: `missing`, `nothing_changed`, `bad_policy` with the first fault.
    """
    _need_name(name)
    for fault in faults_of(creditor, name, data):
        raise fault
    policy: Policy = policy_from_data({**data, "name": name})
    newest = newest_of(creditor, name)
    if newest is not None and not changes(policy_of(newest), policy):
        raise Refused(
            "nothing_changed",
            "The ladder is the same as the one in force.",
            "name",
            "Change something first.",
        )
    return publish(creditor, policy, actor=actor, moment=moment)


def _need_name(name: str) -> None:
    if not name or name != " ".join(name.split()) or len(name) > LONGEST_NAME or "/" in name:
        raise Refused("missing", "The ladder needs a name.", "name", "Up to 60 letters, without a slash.")


def _meanwhile() -> Refused:
    return Refused(
        "changed_meanwhile",
        "Somebody has changed this draft meanwhile; nothing of theirs is overwritten.",
        "revision",
        "Look at what it says now, and change that.",
    )
