"""A creditor's ladders: published as versions that never change, drafts of the next, who gets which, cases moved."""

from recoup.cases.policies.choice import Chosen, chosen
from recoup.cases.policies.versions import in_force, policy_of, publish, publish_default_policies

__all__ = ["Chosen", "chosen", "in_force", "policy_of", "publish", "publish_default_policies"]
