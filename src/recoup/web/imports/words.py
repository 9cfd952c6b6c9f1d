"""What kinds, columns and outcomes of a file are called on the import pages."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from recoup.lib.errors import Refused
from recoup.org.models import User
from recoup.org.queries import actor_of

Words = str | Promise

KINDS: dict[str, Words] = {
    "auto": lazy("find out"),
    "invoices": lazy("invoices"),
    "contacts": lazy("contacts"),
    "payments": lazy("payments"),
    "bank": lazy("bank statement"),
}
ORDERS: dict[str, Words] = {
    "": lazy("as the dates show"),
    "dmy": lazy("day, month, year"),
    "mdy": lazy("month, day, year"),
    "ymd": lazy("year, month, day"),
}
MARKS: dict[str, Words] = {
    "": lazy("as the amounts show"),
    ",": lazy("comma: 1.250,00"),
    ".": lazy("point: 1,250.00"),
}
DELIMITERS: dict[str, Words] = {
    ",": lazy("comma"),
    ";": lazy("semicolon"),
    "\t": lazy("tab"),
    "|": lazy("bar"),
}
FIELDS: dict[str, Words] = {
    "debtor_number": lazy("Debtor number"),
    "debtor_name": lazy("Debtor"),
    "debtor_kind": lazy("Kind of debtor"),
    "register_number": lazy("Register number"),
    "vat_id": lazy("VAT number"),
    "country": lazy("Country"),
    "region": lazy("Region"),
    "language": lazy("Language"),
    "street": lazy("Street"),
    "postal_code": lazy("Postal code"),
    "city": lazy("City"),
    "email": lazy("Email"),
    "phone": lazy("Phone"),
    "terms_days": lazy("Days to pay"),
    "account_owner": lazy("Who sold"),
    "number": lazy("Invoice number"),
    "kind": lazy("Kind of document"),
    "side": lazy("Debit or credit"),
    "issued_on": lazy("Invoice date"),
    "due_on": lazy("Due date"),
    "currency": lazy("Currency"),
    "amount": lazy("Amount"),
    "open": lazy("Open amount"),
    "paid": lazy("Paid amount"),
    "net": lazy("Net amount"),
    "tax": lazy("Tax"),
    "line_amount": lazy("Amount of a line"),
    "supplied_on": lazy("Supplied on"),
    "sent_on": lazy("Sent on"),
    "received_on": lazy("Received on"),
    "settled_on": lazy("Paid on"),
    "disputed": lazy("Disputed"),
    "order_reference": lazy("Order number"),
    "contract_reference": lazy("Contract number"),
    "payment_reference": lazy("Payment reference"),
    "payment_method": lazy("How it is paid"),
    "insured": lazy("Insured"),
    "assigned": lazy("Sold to a factor"),
    "ship_to": lazy("Delivered to"),
    "status": lazy("Status"),
    "description": lazy("Description"),
    "first_name": lazy("First name"),
    "last_name": lazy("Last name"),
    "name": lazy("Name of the person"),
    "role": lazy("Role"),
    "source": lazy("Where it was learnt"),
    "booked_on": lazy("Booked on"),
    "credit": lazy("Money in"),
    "debit": lazy("Money out"),
    "payer_name": lazy("Payer"),
    "payer_iban": lazy("Payer's account"),
    "purpose": lazy("Purpose"),
    "references": lazy("References"),
    "external_id": lazy("Number of the payment"),
    "account_iban": lazy("Our account"),
    "method": lazy("Way of payment"),
}
CHANGES: dict[str, Words] = {
    "open_minor": lazy("Open amount"),
    "amount_minor": lazy("Amount"),
    "net_minor": lazy("Net amount"),
    "tax_minor": lazy("Tax"),
    "due_derived": lazy("Where the due date is from"),
    "due_basis": lazy("What the due date rests on"),
    "is_assigned": lazy("Sold to a factor"),
    "contract_on": lazy("Contract date"),
    "back": lazy("Back in the list"),
}
LANDED: dict[str, Words] = {
    "allocated": lazy("set against"),
    "on_account": lazy("on account"),
    "unmatched": lazy("waits for you: nobody known"),
    "maybe_noted": lazy("waits for you: somebody noted the same sum for this debtor a few days from it"),
    "collector": lazy("waits for you: passed on by professionals who collect for us"),
    "unknown_payer": lazy("waits for you: the payer is not known"),
    "ambiguous_reference": lazy("waits for you: its reference fits several"),
    "full_and_final": lazy("waits for you: paid as full and final"),
    "under_protest": lazy("waits for you: paid under protest"),
    "reversal_unknown": lazy("waits for you: takes back a payment that is not known"),
    "reversed": lazy("takes back a payment"),
    "superseded": lazy("known already from the books"),
}
PHASES: dict[str, Words] = {
    "": lazy("Waiting for its turn"),
    "reading": lazy("Reading the rows"),
    "writing": lazy("Comparing with the books"),
}


def field(name: str) -> Words:
    """One of our columns."""
    return CHANGES.get(name) or FIELDS.get(name) or name.replace("_", " ").capitalize()


def things(thing: str, n: int) -> str:
    """So many invoices, debtors, contacts or payments."""
    return {
        "invoices": ngettext("%(n)s invoice", "%(n)s invoices", n),
        "debtors": ngettext("%(n)s debtor", "%(n)s debtors", n),
        "contacts": ngettext("%(n)s contact", "%(n)s contacts", n),
        "payments": ngettext("%(n)s payment", "%(n)s payments", n),
    }[thing] % {"n": n}


def outcome(counts: dict[str, Any]) -> list[str]:
    """What came of a file; only what is not nothing."""
    found = [
        _("%(things)s new") % {"things": things(thing, n)}
        for thing, n in counts.get("created", {}).items()
        if n
    ]
    found += [
        _("%(things)s changed") % {"things": things(thing, n)}
        for thing, n in counts.get("updated", {}).items()
        if n
    ]
    rejected, missing = counts.get("rejected", 0), counts.get("missing", 0)
    if rejected:
        found.append(ngettext("%(n)s row rejected", "%(n)s rows rejected", rejected) % {"n": rejected})
    if missing:
        found.append(
            ngettext("%(n)s no longer in the list", "%(n)s no longer in the list", missing) % {"n": missing}
        )
    return found or [_("nothing new")]


def refusal(said: dict[str, str]) -> Refused:
    """Why work in the background failed, in words."""
    if said.get("code") == "interrupted":
        return Refused(
            "interrupted",
            _("The server ended in the middle of it. Nothing of the file was written."),
            "",
            _("Do it again."),
        )
    if said.get("code") == "broken":
        return Refused(
            "broken",
            _("Something went wrong in the middle of it. Nothing of the file was written."),
            "",
            _("Try again; the server's log says more."),
        )
    return Refused(said.get("code", ""), said.get("what", ""), said.get("where", ""), said.get("how", ""))


def names(actors: set[str]) -> dict[str, str]:
    """Who acted, by name."""
    users = {actor_of(user.pk): str(user) for user in User.objects.filter(pk__in=_ids(actors))}
    return {actor: users.get(actor, _("Recoup itself")) for actor in actors}


def _ids(actors: set[str]) -> list[int]:
    tails = (actor.partition(":")[2] for actor in actors)
    return [int(tail) for tail in tails if tail.isdigit()]
