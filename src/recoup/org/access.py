"""Who may do what for a creditor: one table, role by deed, with the sentence that a refusal shows."""

from collections.abc import Mapping

from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Role

_ALL = frozenset(Role)
_WORKERS = frozenset({Role.OWNER, Role.MANAGER, Role.CONTROLLER})
_DECIDERS = frozenset({Role.OWNER, Role.MANAGER})
_OUTSIDE = _WORKERS | {Role.FIELD}
_OWNERS = frozenset({Role.OWNER})

ALLOWED: Mapping[str, tuple[frozenset[Role], str]] = {
    "view": (_ALL, "see debtors, cases and lists"),
    "check": (_ALL, "check the books of Recoup"),
    "bundle": (_WORKERS | {Role.AUDITOR}, "make an evidence bundle"),
    "export": (_WORKERS | {Role.AUDITOR}, "download lists"),
    "subject": (_DECIDERS | {Role.AUDITOR}, "export what is held on a person"),
    "record": (_OUTSIDE, "record the result of a call, a visit or a letter"),
    "assign": (_OUTSIDE, "take over a task or give it to somebody"),
    "contact": (_OUTSIDE, "change contacts"),
    "promise": (_OUTSIDE, "note a promise to pay"),
    "cause": (_OUTSIDE, "note why a debt is unpaid"),
    "class": (_WORKERS, "say who may see an entry"),
    "dispute": (_WORKERS, "open or decide a dispute"),
    "hold": (_WORKERS, "hold a debtor, a case or an invoice"),
    "plan": (_WORKERS, "agree on instalments"),
    "step": (_WORKERS, "move a case up or down the ladder"),
    "import": (_WORKERS, "import files"),
    "match": (_WORKERS, "match money to invoices"),
    "exhibit": (_WORKERS, "add documents to an invoice"),
    "statement": (_WORKERS, "send a statement"),
    "letters": (_WORKERS, "print letters and confirm that they were posted"),
    "unsure": (_WORKERS, "say whether a message went out"),
    "send": (_WORKERS, "run the day and send what is due"),
    "stop_sending": (_WORKERS, "stop all sending"),
    "approve": (_DECIDERS, "approve a step"),
    "write_off": (_DECIDERS, "write off a debt"),
    "solvency": (_WORKERS, "note what a debtor can pay, or an insolvency"),
    "policy": (_DECIDERS, "change the ladder or the wording"),
    "settings": (_DECIDERS, "change settings"),
    "erase": (_DECIDERS, "erase a person or set a legal hold"),
    "bank_account": (_OWNERS, "change the bank account that debtors pay to"),
    "approve_bank_account": (_DECIDERS, "approve or call off a change of the bank account"),
    "export_all": (_OWNERS, "take everything out as one file"),
    "members": (_OWNERS, "add users and change their roles"),
}


def may(role: str, deed: str) -> bool:
    """Whether this role may do it. Raises KeyError for a deed that is not in the table."""
    return role in ALLOWED[deed][0]


def refusal(role: str, deed: str) -> str:
    """Why not, in a sentence that is also the tooltip.

    >>> refusal("field", "write_off")
    'As field you may not write off a debt; an owner or manager may.'
    """
    roles, words = ALLOWED[deed]
    able = [say(role.value) for role in Role if role in roles]
    whom = able[0] if len(able) == 1 else say("%(some)s or %(last)s", some=tuple(able[:-1]), last=able[-1])
    return say(
        "As %(role)s you may not %(deed)s; an %(able)s may.", role=say(role), deed=say(words), able=whom
    )


def require(role: str, deed: str) -> None:
    """Raises Refused (`not_allowed`) unless the role may do it."""
    if not may(role, deed):
        raise Refused(
            "not_allowed", refusal(role, deed), "--user", "Ask one of them, or act as another user."
        )
