"""One-key answers on the debtor's page and in an open task: one press, one operation."""

from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.cases.models import Case
from recoup.cases.people import answers, causes, statements
from recoup.ledger.models import Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.web import typed
from recoup.web.here import Here


@dataclass(frozen=True, slots=True)
class Answer:
    """One key: what pressing it does. `asks` is what has to be given besides, `right` the deed of the role table."""

    code: str
    key: str
    words: str | Promise
    icon: str
    right: str = "record"
    asks: str = ""


ANSWERS = (
    Answer("copy", "c", gettext_lazy("Send copies"), "copy"),
    Answer("proof", "p", gettext_lazy("Send proof"), "file-check"),
    Answer("statement", "s", gettext_lazy("Send a statement"), "list", "statement"),
    Answer("reference", "r", gettext_lazy("Correct a reference"), "hash", "record", "reference"),
    Answer("run", "n", gettext_lazy("In their payment run"), "calendar", "promise", "on"),
    Answer("sales", "a", gettext_lazy("Tell whoever sold"), "message-square", "record"),
    Answer("supply", "o", gettext_lazy("Propose to stop supplying"), "truck", "cause"),
    Answer("sorry", "y", gettext_lazy("You had paid: sorry"), "heart-handshake"),
)
_BY_CODE = {one.code: one for one in ANSWERS}


def offered(here: Here, has_case: bool) -> list[Answer]:
    """What the user may press; without a case only what needs none."""
    return [
        one for one in ANSWERS if here.allowed[one.right] and (has_case or one.code in ("statement", "sorry"))
    ]


def answer(here: Here, debtor: Debtor, case: Case | None, form: QueryDict) -> str:
    """Does what the pressed key says, and tells what came of it. Raises Refused as the operations do."""
    found = _BY_CODE.get(form.get("answer", ""))
    if found is None:
        raise Http404
    if not here.may(found.right):
        raise Refused("not_allowed", here.why_not(found.right))
    if found.code == "statement":
        return _statement(here, debtor, case)
    if found.code == "sorry":
        return _said(answers.apologise(here.creditor, debtor, **here.by), _("The apology goes out at once."))
    if case is None:
        raise Refused("case_closed", _("Nothing of theirs is late, so there is no case to work on."), "case")
    return _on_case(here, debtor, case, found.code, form)


def _on_case(here: Here, debtor: Debtor, case: Case, code: str, form: QueryDict) -> str:
    if code == "copy":
        done = answers.send_copies(here.creditor, case.pk, **here.by)
        return _said(done, _("Copies of the invoices go out at once."))
    if code == "proof":
        done = answers.send_proof(here.creditor, case.pk, **here.by)
        return _said(done, _("The order and delivery papers go out at once."))
    if code == "reference":
        row = _invoice(here, debtor, form)
        done = answers.correct_reference(here.creditor, row, typed.text(form, "reference", 200), **here.by)
        return _said(done, _("The reference is put right, and they are told at once."))
    if code == "run":
        on = typed.needed_day(form, "on")
        causes.set_cause(here.creditor, case.pk, "payment_run", on=on, **here.by)
        return _("Noted: it is in their payment run. Nothing goes out until then.")
    if code == "sales":
        task = answers.tell_sales(here.creditor, case.pk, **here.by)
        if task.assigned_to is not None:
            return _("%(name)s has a task about it.") % {"name": task.assigned_to}
        return _("There is a task to tell whoever sold.")
    answers.propose_supply_stop(here.creditor, case.pk, **here.by)
    return _("A manager is asked to decide on a supply stop.")


def _statement(here: Here, debtor: Debtor, case: Case | None) -> str:
    made = statements.send_statement(here.creditor, debtor, currency=case.currency if case else "", **here.by)
    return _("The statement goes out at once.") if made else _("Today's statement is on its way already.")


def _invoice(here: Here, debtor: Debtor, form: QueryDict) -> Invoice:
    mine = Invoice.objects.of(here.creditor).select_related("debtor").filter(debtor=debtor)
    found: Invoice | None = mine.filter(pk=typed.number(form, "invoice")).first()
    if found is None:
        raise Http404
    return found


def _said(done: str, queued: str) -> str:
    """What became of a message."""
    return {
        "queued": queued,
        "no_exhibit": _("We hold no such document, so there is a task to send it."),
        "no_address": _("No good email address of theirs is known, so there is a task to write to them."),
        "represented": _("Nothing was sent: a lawyer speaks for them."),
        "insolvent": _("Nothing was sent: they are insolvent."),
    }.get(done, _("It could not be sent, so there is a task to write to them."))
