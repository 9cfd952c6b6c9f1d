"""What kinds, states, results and causes are called on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recoup.cases.people.results import RESULTS
from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import QUESTIONS, clause
from recoup.ladder.verdict import Why
from recoup.org.access import refusal
from recoup.web import tongue

Words = str | Promise

KINDS: dict[str, Words] = {
    "email": _("Email"),
    "letter": _("Letter"),
    "phone": _("Call"),
    "sms": _("Text message"),
    "find_contact": _("Find who is in charge"),
    "visit": _("Visit"),
    "portal": _("Portal"),
    "statement": _("Statement"),
    "demand": _("Formal demand"),
    "placement": _("Hand over to professionals"),
    "claim": _("Court claim"),
    "write_off": _("Write off"),
    "review": _("Looked at again"),
    "unsure": _("Say whether it went out"),
    "call_back": _("Call them back"),
    "await_call": _("They were to call back"),
    "check_payment": _("Look whether their money came"),
    "appointment": _("Appointment"),
    "answer_dispute": _("Answer a dispute"),
    "issue_credit_note": _("Issue the credit note"),
    "hold_ended": _("A hold has ended"),
    "confirm_in_writing": _("Confirm in writing what was said"),
    "complaint": _("Answer a complaint"),
    "tell_sales": _("Tell whoever sold"),
    "approve_step": _("Say yes or no to a step"),
    "approve_drafts": _("Messages that wait for a yes"),
    "post_letters": _("Letters to post"),
    "approve_promise": _("Decide on a late promise"),
    "approve_plan": _("Decide on instalments"),
    "approve_supply_stop": _("Decide on a supply stop"),
    "approve_demand": _("Decide on a formal demand"),
    "serve_demand": _("Serve the formal demand"),
    "charges_left": _("Claim the interest, or let it go"),
    "approve_let_go": _("Decide on letting a debt go"),
    "approve_placement": _("Decide on handing a debt to professionals"),
    "hand_over": _("Hand the debt to the professionals"),
    "confirm_recall": _("See that the professionals have given the debt back"),
    "approve_claim": _("Decide on a court claim"),
    "claim_file": _("Sign the claim and file it"),
    "claim_served": _("See whether the court has served the claim"),
    "claim_reply": _("See whether they have answered the claim in court"),
    "claim_defence": _("Answer their defence in court"),
    "claim_hearing": _("Go to the hearing"),
    "claim_enforce": _("See whether the judgment was paid, or enforce it"),
    "claim_appeal": _("Act on the appeal"),
    "claim_next": _("Say how the claim in court goes on"),
    "claim_paid": _("Tell the court that the claim was paid, and end it"),
    "limitation_near": _("The last day to sue comes near"),
    "tax_relief": _("Claim the tax back"),
    "tax_relief_lapses": _("Tax relief lapses soon"),
    "tax_repay": _("Pay tax back"),
    "book_recovery": _("Money on a debt that was written off"),
    "promise": _("Late promise"),
    "plan": _("Instalments"),
    "read_answer": _("Read their answer"),
    "proof_of_debt": _("Lodge our claim in the insolvency"),
    "check_means": _("Look up whether they can pay, before court"),
    "new_debt": _("Ask the office-holder to pay what was supplied after the opening"),
}
ICONS = {
    "email": "mail", "letter": "file-text", "phone": "phone", "call_back": "phone", "await_call": "phone-incoming",
    "find_contact": "search", "visit": "map-pin", "appointment": "map-pin", "read_answer": "mail-open",
    "check_payment": "banknote", "demand": "file-warning",  "unsure": "circle-question-mark", "answer_dispute": "scale",
}  # fmt: skip
GROUPS: dict[str, Words] = {
    "calls": _("Calls"),
    "visits": _("Visits"),
    "answers": _("Answers to read"),
    "yes": _("Waits for a yes"),
    "post": _("Letters to post"),
    "questions": _("Questions"),
}
"""How Today groups what needs a person."""
GROUP_ICONS = {
    "calls": "phone", "visits": "map-pin", "answers": "mail-open", "yes": "circle-check", "post": "mail",
    "questions": "circle-question-mark",
}  # fmt: skip
REASONS: dict[str, Words] = {
    "promised": _("Payment is promised"),
    "planned": _("Paid in instalments"),
    "waiting": _("Waiting for the next step's day"),
    "held": _("On hold"),
    "data_stale": _("The newest list or bank file is too old"),
    "unmatched_money": _("Money came in that nobody has matched yet"),
    "gap": _("The last message is too recent"),
    "weekly_cap": _("Enough contacts for one week"),
    "call_cap": _("Enough calls for one week"),
    "quiet_hours": _("Outside the hours for calls and visits there"),
    "holiday": _("No working day there"),
    "below_minimum": _("Too little to be worth a message"),
    "needs_approval": _("Waits for a yes"),
    "task_open": _("A person has something to do first"),
    "overdue": _("An invoice is overdue"),
    "no_answer": _("Nothing came back"),
    "broken_promise": _("A promise was not kept"),
    "further_invoice": _("A further invoice fell overdue"),
    "not_done": _("The task before was not done in time"),
    "failed": _("The message before did not arrive"),
}
RUNGS: dict[int, Words] = {
    0: _("Not asked yet"),
    1: _("Friendly reminder"),
    2: _("Second contact"),
    3: _("Person in charge"),
    4: _("Visit"),
    5: _("Formal demand"),
    6: _("Professionals"),
    7: _("Court"),
    8: _("Let go"),
}
CASE_STATES: dict[str, Words] = {
    "open": _("Open"),
    "closed_paid": _("Paid"),
    "closed_written_off": _("Written off"),
    "closed_other": _("Closed"),
}
INVOICE_STATES: dict[str, Words] = {
    "open": _("Open"),
    "paid": _("Paid"),
    "written_off": _("Written off"),
    "sold": _("Sold"),
    "cancelled": _("Cancelled"),
}
RELIEF_STATES: dict[str, Words] = {
    "waiting": _("not yet"),
    "open": _("can be claimed"),
    "claimed": _("claimed"),
    "not_claimed": _("not claimed"),
    "lapsed": _("lapsed"),
    "paid": _("paid before"),
}
WAYS: dict[str, Words] = {
    "keep_asking": _("Keep asking"),
    "settle": _("Settle for a part"),
    "plan": _("Instalments"),
    "agency": _("Agency"),
    "court": _("Court"),
    "let_go": _("Let go"),
}
"""The ways to go on with a debt, as the sheet “Is it worth it?” calls them."""
LET_GO_KINDS: dict[str, Words] = {
    "write_off": _("Write-off"),
    "settlement": _("Settlement"),
    "sale": _("Sale"),
}
LET_GO_STATES: dict[str, Words] = {
    "asked": _("waits for a yes or no"),
    "offered": _("offered: waits for the money"),
    "done": _("done"),
    "lapsed": _("lapsed: the money did not come in time"),
    "refused": _("refused"),
    "withdrawn": _("taken back"),
}
MESSAGE_STATES: dict[str, Words] = {
    "ready": _("Waiting to go"),
    "sending": _("On its way"),
    "sent": _("Sent"),
    "printed": _("Printed, not posted"),
    "posted": _("Posted"),
    "failed": _("Failed"),
    "returned": _("Came back"),
    "unsure": _("Unsure whether it went"),
    "cancelled": _("Taken back"),
}
CONTACT_ROLES: dict[str, Words] = {
    "accounts_payable": _("accounts payable"),
    "accounting_manager": _("accounting manager"),
    "owner": _("owner"),
    "sales": _("sales"),
    "generic": _("general desk"),
    "other": _("other"),
    "lawyer": _("their lawyer"),
    "office_holder": _("office-holder of the insolvency"),
    "guarantor": _("guarantor"),
    "insurer": _("insurer"),
}
ROLES: dict[str, Words] = {
    "owner": _("Owner"),
    "manager": _("Manager"),
    "controller": _("Controller"),
    "field": _("Field"),
    "auditor": _("Auditor"),
}
DEEDS_ON_US: dict[str, Words] = {
    "creditor.created": _("The creditor was made"),
    "setting.changed": _("A setting was changed"),
    "setting.explained": _("A setting was explained"),
    "member.set": _("A role was given"),
    "member.invited": _("Somebody was invited"),
    "member.invitation_ended": _("An invitation was taken back"),
    "member.joined": _("Somebody joined"),
    "member.removed": _("Somebody was removed"),
    "account.asked": _("Another bank account was asked for"),
    "account.approved": _("Another bank account was approved"),
    "account.called_off": _("A change of the bank account was called off"),
    "wording_saved": _("A wording was saved"),
    "wording_reset": _("A wording went back to the shipped one"),
    "mail.tested": _("The mail server was tested"),
    "mailbox.added": _("A mailbox was added"),
    "mailbox.changed": _("A mailbox was changed"),
    "mailbox.paused": _("The reading of a mailbox was paused"),
    "mailbox.resumed": _("A mailbox is read again"),
    "mailbox.removed": _("A mailbox was removed"),
    "domain.tested": _("The sending domain was tested"),
    "list.exported": _("A list was taken out"),
    "journal.taken": _("Lines were taken over into the books"),
    "policy.published": _("A policy was published"),
}
PROMISE_STATES: dict[str, Words] = {
    "open": _("open"),
    "asked": _("waits for a yes"),
    "kept": _("kept"),
    "part": _("kept in part"),
    "broken": _("broken"),
    "replaced": _("replaced"),
}
DEBTOR_KINDS: dict[str, Words] = {
    "": _("kind unknown"),
    "company": _("company"),
    "partnership": _("partnership"),
    "sole_trader": _("sole trader"),
    "individual": _("private person"),
    "public_body": _("public body"),
    "association": _("association"),
}
LANGUAGES: dict[str, Words] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
}
"""Each in its own words, so that who cannot read the page finds theirs."""
DISPUTE_TYPES: dict[str, Words] = {
    "price": _("price"),
    "quantity": _("quantity"),
    "quality": _("quality"),
    "not_delivered": _("not delivered"),
    "not_ordered": _("not ordered"),
    "discount": _("discount"),
    "bank_charges": _("bank charges"),
    "tax": _("tax"),
    "other": _("other"),
}
DISPUTE_OUTCOMES: dict[str, Words] = {
    "upheld": _("they are right"),
    "part": _("they are right in part"),
    "rejected": _("they are wrong"),
    "withdrawn": _("taken back by them"),
}


def kind(code: str) -> Words:
    """A kind of step or task.

    >>> str(kind("visit"))
    'Visit'
    """
    return KINDS.get(code) or tongue.told(QUESTIONS.get(code) or code.replace("_", " ").capitalize())


def reason(code: str) -> Words:
    """A reason without what is particular to one case."""
    return REASONS.get(code) or tongue.told(clause(Why(code)))


def result(code: str) -> str:
    """A result of a call, a visit, an answer.

    >>> result("busy")
    'Engaged'
    """
    found = RESULTS.get(code)
    words = tongue.told(found.words) if found else code.replace("_", " ")
    return words[:1].upper() + words[1:]


def cause(code: str) -> str:
    """Why a debt is unpaid."""
    found = CAUSES.get(code)
    return tongue.told(found.name) if found else code.replace("_", " ")


def may_not(role: str, deed: str) -> str:
    """Why a role may not do it, as `org.access` says it."""
    return tongue.told(refusal(role, deed))
