"""The evidence file of a case: gathered from the record, selected for a recipient, written, and noted."""

from collections.abc import Mapping

RECIPIENTS: Mapping[str, frozenset[str]] = {
    "court": frozenset({"open"}),
    "lawyer": frozenset({"open", "without_prejudice", "privileged", "internal"}),
    "agency": frozenset({"open"}),
}
"""To whom it goes, and the classes of entries they see; the others appear as bare hashes."""
WITH_DECLARATIONS = frozenset({"court", "lawyer"})
WITH_CONTACTS = frozenset({"lawyer", "agency"})
