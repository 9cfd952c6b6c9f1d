"""Versions of a creditor's ladders: published, and never changed."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from recoup.archive.deeds import deed
from recoup.cases.models import PolicyVersion
from recoup.cases.policies.choice import Chosen, chosen
from recoup.ladder.policy import Policy
from recoup.ladder.schema import policy_from_data, policy_to_data
from recoup.ladder.shipped import NAMES, load_policy
from recoup.org.models import Creditor


def publish(creditor: Creditor, policy: Policy, *, actor: str, moment: datetime) -> PolicyVersion:
    """A new version of the policy of that name; running cases keep theirs until moved."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        last = PolicyVersion.objects.of(creditor).filter(name=policy.name).order_by("-version").first()
        version = last.version + 1 if last else 1
        row = PolicyVersion.objects.create(
            creditor=creditor,
            name=policy.name,
            version=version,
            data=json.dumps({**policy_to_data(policy), "version": version}, sort_keys=True),
            published_at=moment,
            published_by=actor,
        )
        act.record(
            creditor.stream_key,
            "policy.published",
            klass="internal",
            facts={"policy": policy.name, "version": version},
        )
    return row


def publish_default_policies(creditor: Creditor, *, actor: str, moment: datetime) -> None:
    """The policies that come with the program, for a new creditor."""
    for name in NAMES:
        publish(creditor, load_policy(name), actor=actor, moment=moment)


def in_force(creditor: Creditor) -> tuple[Mapping[int, Policy], Chosen]:
    """All versions by row id, and which of them a debtor's new case gets."""
    policies, newest = {}, {}
    for pk, name, data in (
        PolicyVersion.objects.of(creditor).order_by("version").values_list("id", "name", "data")
    ):
        policies[pk] = _policy(pk, data)
        newest[name] = pk
    return policies, chosen(creditor, newest)


def policy_of(version: PolicyVersion) -> Policy:
    """The ladder that the version holds."""
    return _policy(version.pk, version.data)


@lru_cache(maxsize=256)
def _policy(pk: int, data: str) -> Policy:
    return policy_from_data(json.loads(data), id=pk)
