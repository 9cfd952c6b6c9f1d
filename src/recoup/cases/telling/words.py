"""The words for what the record holds as codes: kinds of entries, reasons, roles, questions, results."""

PLAIN = {
    "case.note": "Note",
    "case.policy": "Moved to a newer version of its ladder",
    "case.run_apart": "Worked beside the formal case from now on",
    "debtor.not_insolvent": "Not insolvent after all",
    "debtor.represented": "A lawyer speaks for them: nobody else there is written to",
    "debtor.not_represented": "No lawyer speaks for them any more",
    "hold.released": "The hold was released",
    "hold.ended": "The hold has ended",
    "inbound.bounce": "The email came back as undeliverable: it counts as no contact",
    "inbound.auto_reply": "An automatic answer came in: it changes nothing",
    "inbound.reply": "An answer came in: nothing goes out until somebody has read it",
    "mail.copy": "The same mail came by another way: kept, and nothing follows from it",
    "inbound.read": "The answer was read",
    "promise.replaced": "A newer agreement takes the place of their promise",
    "ledger.payer_set": "A payment was found to be theirs",
    "letter.printed": "The letter was printed",
    "letter.taken_back": "The letter was not posted in time: it is checked and written anew",
    "letter.returned": "The letter came back: it counts as no contact",
    "message.unsure": "The email may or may not have gone out: a person has to look, nothing is sent again blindly",
    "message.cancelled": "The email was taken back before it went out",
    "address.bad": "Nothing more goes by post to their address as it stands",
    "address.changed": "They have a new postal address",
    "task.given": "What people have to do here was given to somebody",
    "bundle.made": "An evidence file was made",
    "content.shredded": "Content was erased for good",
    "person.erased": "A person was erased",
    "register.watched": "Registers are watched for them",
    "register.unwatched": "Registers are no longer watched for them",
    "erasure.asked": "Somebody asked for a person to be erased",
    "erasure.called_off": "The erasure was called off",
    "legal_hold.set": "A legal hold was set: nothing is erased",
    "legal_hold.released": "The legal hold has ended",
    "class.changed": "The class of an entry was changed",
    "record.corrected": "Taken back: it was noted by mistake",
    "promise.withdrawn": "Their promise was noted by mistake: it holds nothing back any more",
    "plan.withdrawn": "The plan was noted by mistake: it holds nothing back any more",
    "step.reopened": "The step is to be done after all: its result was noted by mistake",
    "identity.verified": "Who they are in law was looked up",
    "demand.no_copy": "No copy of the demand went by email",
    "demand.withdrawn": "The formal demand was withdrawn",
    "charges.kept": "The interest and compensation that they owe stay claimed",
    "law.decided": "What the law leaves open was decided",
    "case.move_undone": "The case goes on as its ladder says: it was moved by mistake",
}
JUDGED = {
    "confirmed": "A person confirmed what Recoup read in their mail",
    "changed": "A person said what their mail comes to",
    "rejected": "A person said that Recoup had misread their mail",
    "read": "A person has read their mail",
}
"""What became of a mail's reading."""
MATCHED = {
    "token": "it came to the answer address of our message",
    "reference": "it answers our message",
    "address": "it has their address",
    "invoice": "it names their invoice",
    "person": "a person says so",
}
"""Why a mail is taken for this debtor's."""
BECAUSE = {
    "overdue": "an invoice is overdue",
    "no_answer": "nothing came back on the step before",
    "broken_promise": "a promise was not kept",
    "further_invoice": "a further invoice fell overdue",
    "wrong_contact": "nobody known there decides on payments",
    "contact_found": "the person in charge has been found",
    "moved_by_person": "a person moved the case here",
    "not_done": "the task before was not done in time",
    "failed": "the step before did not reach them",
    "owner_first": "whoever sold has been told",
}
ASKED = {
    "call_back": "Call them back",
    "await_call": "They want to call back: see whether they did",
    "check_payment": "Look whether their payment came",
    "appointment": "Keep the appointment",
    "answer_dispute": "Answer the dispute",
    "issue_credit_note": "Issue the credit note",
    "hold_ended": "A hold has ended: say how to go on",
    "limitation_near": "The last day to sue comes near: sue, get an acknowledgment, or let go",
    "claim_file": "Sign the claim and file it at the court",
    "claim_served": "See whether the court has served the claim",
    "claim_reply": "See whether they have answered the claim in court",
    "claim_defence": "Answer their defence in court",
    "claim_hearing": "Go to the hearing",
    "claim_enforce": "See whether the judgment was paid, or have it enforced",
    "claim_appeal": "Act on the appeal",
    "claim_next": "Say how the claim in court goes on",
    "claim_paid": "Tell the court that the claim was paid, and end it",
    "confirm_in_writing": "Confirm in writing what was said",
    "complaint": "Answer the complaint",
    "tell_sales": "Tell whoever sold",
    "who_approves": "Find out who approves there",
    "approve_promise": "Say yes or no to a late promise",
    "approve_plan": "Say yes or no to a plan",
    "approve_placement": "Say yes or no to handing the debt to professionals",
    "approve_claim": "Say yes or no to the claim for court",
    "hand_over": "Hand the debt over to the professionals",
    "confirm_recall": "See that the professionals have given the debt back",
    "approve_supply_stop": "Decide on a supply stop",
    "approve_demand": "Say yes or no to the formal demand",
    "serve_demand": "Post or hand over the formal demand, and say when it arrived",
    "charges_left": "No invoice is open any more: say whether interest and compensation are claimed or given up",
    "proof_of_debt": "Lodge our claim in the insolvency",
    "new_debt": "Ask the office-holder to pay what was supplied after the opening",
    "approve_let_go": "Say yes or no to letting the debt go",
    "tax_relief": "Claim the tax back on what is unpaid",
    "tax_relief_lapses": "The tax on what is unpaid can soon no longer be claimed",
    "tax_repay": "Pay tax back: money came on what was claimed",
    "book_recovery": "Money came on what was written off: book it",
}
ROLES = {
    "accounts_payable": "accounts payable",
    "accounting_manager": "accounting manager",
    "owner": "owner",
    "sales": "sales",
    "generic": "general address",
    "other": "no say in payments",
    "office_holder": "office-holder of the insolvency",
    "guarantor": "guarantor",
    "insurer": "insurer",
    "lawyer": "their lawyer",
    "": "role unknown",
}
PROMISES = {
    "kept": "was kept",
    "part": "was kept in part and is broken for the rest",
    "broken": "was not kept",
}
INSTALMENTS = {
    "kept": "was paid",
    "part": "was paid in part and is missed for the rest",
    "broken": "was not paid",
}
ENDS = {
    "closed_paid": "the invoices are paid",
    "closed_written_off": "written off",
    "closed_other": "nothing is open any more",
}
SERVICES = {
    "promise_confirmed": "the confirmation of their promise",
    "plan_confirmed": "the confirmation of their plan",
    "copy_invoice": "copies of the invoices",
    "dispute_acknowledged": "the word that their objection has arrived",
    "statement": "a statement of account",
    "proof_sent": "the order and delivery papers",
    "reference_corrected": "the invoice with their order reference",
    "apology_paid": "the apology for asking after they had paid",
    "demand_copy": "a copy of the formal demand",
}
NO_STEP = "a message that only serves"
DOING = {
    "email": "an email",
    "letter": "a letter",
    "phone": "a call",
    "find_contact": "a search for the person in charge",
    "visit": "a visit",
    "demand": "the letter of demand",
    "placement": "handing the debt over",
}
FACTORS = {
    "contract": "the law of the contract",
    "person": "the law of the place of the person",
    "court": "the law of the court",
    "seat": "the law of the debtor's seat",
    "registration": "the law of our own registration",
}
SERVED = {
    "post": "by post with a number",
    "courier": "by courier",
    "hand": "handed over",
}
EXHIBITS = {
    "invoice": "the invoice",
    "order": "the order",
    "acceptance": "their acceptance",
    "terms": "the terms",
    "delivery": "the proof of delivery",
    "credit_application": "their application for credit",
}
FAULTS = {
    "address": "their server refused the address",
    "sender": "our own address was refused",
    "message": "their server refused the message",
    "server": "the mail server did not take it",
}
TREATED = {"automation": "automation", "segment": "segment", "kind": "kind", "distance_km": "distance in km"}
OPTED = {"phone": "calls", "visit": "visits", "email": "emails"}
MARKED = {
    ("email", "ok"): "The email address of %(whom)s works",
    ("email", "bounced"): "The email address of %(whom)s takes no mail",
    ("email", "wrong"): "The email address of %(whom)s is wrong",
    ("phone", "ok"): "The telephone number of %(whom)s works",
    ("phone", "bounced"): "The telephone number of %(whom)s takes no mail",
    ("phone", "wrong"): "The telephone number of %(whom)s is wrong",
}
