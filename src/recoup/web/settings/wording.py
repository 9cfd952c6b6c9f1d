"""What messages say: every wording, edited with a live look at a real debtor, behind the guard, with its versions."""

import difflib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.cases.specimen import late_debtors, specimen
from recoup.documents.facts import LANGUAGES, WordingText
from recoup.documents.fill import STATEMENTS
from recoup.documents.guard import Finding, examine
from recoup.documents.models import Wording
from recoup.documents.operations import restore_shipped, save_wording
from recoup.documents.queries import own_wordings, saved_versions, wording
from recoup.documents.render import email_text, subject
from recoup.documents.rules import guard_facts, lock_of
from recoup.documents.shipped import frames, shipped, tones
from recoup.law.places import place_of
from recoup.law.values import Answer
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.web import once, typed, words
from recoup.web.doors import act, page
from recoup.web.formal.words import MARKS
from recoup.web.here import Here
from recoup.web.settings.people import names

Words = str | Promise
PLACEHOLDERS: dict[str, Words] = {
    "net": gettext_lazy("what is to be paid"),
    "total": gettext_lazy("what is to be paid, with interest and fixed sums"),
    "daily": gettext_lazy("interest of each further day"),
    "overdue": gettext_lazy("what is late in all"),
    "disputed": gettext_lazy("what of it is disputed"),
    "on_account": gettext_lazy("what is on account"),
    "count": gettext_lazy("how many invoices"),
    "promised": gettext_lazy("what was promised"),
    "paid": gettext_lazy("what came in"),
    "today": gettext_lazy("the day of the message"),
    "interest_until": gettext_lazy("the day up to which interest is reckoned"),
    "oldest_due": gettext_lazy("the oldest due date"),
    "sent_before": gettext_lazy("the days of all earlier messages"),
    "last_sent": gettext_lazy("the day of the last message"),
    "reply_by": gettext_lazy("by when we ask for payment"),
    "promise_on": gettext_lazy("the promised day"),
    "answer_by": gettext_lazy("by when we answer"),
    "spoken_on": gettext_lazy("the day of the call"),
    "paid_on": gettext_lazy("the day the money came"),
    "stop_on": gettext_lazy("the day supplies stop"),
    "greeting": gettext_lazy("the greeting, with the name if known"),
    "debtor": gettext_lazy("the debtor's name"),
    "creditor": gettext_lazy("our name"),
    "reference": gettext_lazy("what to quote"),
    "signer": gettext_lazy("who signs"),
    "email": gettext_lazy("our email address"),
    "phone": gettext_lazy("our telephone"),
    "disputed_numbers": gettext_lazy("the disputed invoices"),
    "dispute_text": gettext_lazy("what is disputed about them"),
    "spoken_with": gettext_lazy("whom we spoke to"),
    "buyer": gettext_lazy("who has bought the debt"),
    "spoken_text": gettext_lazy("what was said"),
    "enclosures": gettext_lazy("what lies in the envelope"),
    "law_source": gettext_lazy("what the figures of the law rest on"),
    "law_interest": gettext_lazy("sentence: interest, and how to check it"),
    "law_rights": gettext_lazy("sentence: this is a formal demand, rights are reserved"),
    "law_help": gettext_lazy("sentence: what to do when they cannot pay at once"),
    "law_enclosed": gettext_lazy("sentence: what is enclosed"),
    "law_dispute": gettext_lazy("sentence: how to dispute it"),
    "schedule": gettext_lazy("table: the interest, line by line"),
    "invoices": gettext_lazy("table: the invoices"),
    "sums": gettext_lazy("table: the sums"),
    "payment": gettext_lazy("table: how to pay"),
    "instalments": gettext_lazy("table: the instalments"),
    "identity": gettext_lazy("table: who we are"),
}
LOCKED: dict[str, Words] = {
    "total": gettext_lazy("The sum that was approved, as the claim was frozen."),
    "net": gettext_lazy("The sum that was approved, as the claim was frozen."),
    "reply_by": gettext_lazy("The last day to pay, as the law of the court counts it."),
    "invoices": gettext_lazy("A demand is for invoices that they can tell apart, each named before."),
    "sums": gettext_lazy("What the sum is made of."),
    "payment": gettext_lazy("They have to be told how they can pay."),
    "law_interest": gettext_lazy("Interest counts only if it can be checked, with the law that it rests on."),
    "schedule": gettext_lazy("The reckoning that this sentence speaks of."),
    "law_rights": gettext_lazy("What makes the letter a formal demand, and not one more reminder."),
    "law_help": gettext_lazy("A natural person has to be told about ways to pay and about debt advice."),
    "law_enclosed": gettext_lazy("What the law wants enclosed has to be named."),
    "law_dispute": gettext_lazy("They have to be told how to say that it is wrong."),
    "identity": gettext_lazy("Who demands, in full."),
}
"""Why a formal demand may not lack it."""
OBJECTIONS: dict[str, Words] = {
    "crime": gettext_lazy("speaks of a crime"),
    "police": gettext_lazy("speaks of the police"),
    "bailiff": gettext_lazy("speaks of bailiffs"),
    "prison": gettext_lazy("speaks of prison"),
    "publicity": gettext_lazy("threatens to tell others"),
    "credit_register": gettext_lazy("threatens with a credit register"),
    "legal_department": gettext_lazy("claims a legal department"),
    "court_paper": gettext_lazy("looks like a paper of a court"),
    "court": gettext_lazy("threatens with court, which is not the next step here"),
    "agency": gettext_lazy("threatens with an agency, which is not the next step here"),
    "lawyer": gettext_lazy("threatens with a lawyer, which is not the next step here"),
    "supply_stop": gettext_lazy("threatens to stop supplies, which is not decided"),
    "cost": gettext_lazy("charges costs that the law may not allow here"),
    "interest": gettext_lazy("speaks of interest, which comes from the fourth step on"),
    "digits": gettext_lazy("writes out an amount or a day; use a placeholder, so that it is always right"),
    "unknown_placeholder": gettext_lazy("is no placeholder; those there are stand beside the text"),
    "missing_placeholder": gettext_lazy("has to stand in the text as {…}"),
}
TONE_WORDS: dict[str, Words] = {
    "friendly": gettext_lazy("friendly"),
    "neutral": gettext_lazy("neutral"),
    "firm": gettext_lazy("firm"),
}


def key_words(key: str) -> str:
    """What a wording is called."""
    return key.replace("_", " ").capitalize()


@page("view")
def wordings_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Every wording in one language, and which of them are our own."""
    language = request.GET.get("language", here.settings.language)
    if language not in LANGUAGES:
        raise Http404
    own = own_wordings(here.creditor)
    rows = [
        {
            "key": key,
            "words": key_words(key),
            "rung": frame.rung,
            "texts": [
                {
                    "tone": tone,
                    "tone_words": TONE_WORDS.get(tone, tone),
                    "subject": found.subject,
                    "version": found.version,
                }
                for tone in tones(key, language)
                if (found := own.get((key, tone, language)) or shipped(key, tone, language))
            ],
        }
        for key, frame in frames().items()
    ]
    rows.sort(key=lambda row: (row["rung"] is None, row["rung"] or 0, str(row["key"])))
    context = {
        "page": "settings",
        "part": "wording",
        "rows": rows,
        "language": language,
        "languages": [(code, words.LANGUAGES[code]) for code in LANGUAGES],
    }
    return render(request, "web/settings/wordings.html", context)


def _known(key: str, tone: str, language: str) -> None:
    if key not in frames() or language not in LANGUAGES or tone not in tones(key, language):
        raise Http404


@page("view")
def wording_page(request: HttpRequest, here: Here, key: str, tone: str, language: str) -> HttpResponse:
    """One wording: its text, the placeholders, a look at it, and its versions."""
    return _page(request, here, key, tone, language)


def _page(
    request: HttpRequest,
    here: Here,
    key: str,
    tone: str,
    language: str,
    refused: Refused | None = None,
    findings: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    _known(key, tone, language)
    now = wording(here.creditor, key, tone, language)
    text = _typed(request, now) if refused else now
    kept = saved_versions(here.creditor, key, tone, language)
    who = names(one.created_by for one in kept)
    debtors = late_debtors(here.creditor, here.today)
    original = shipped(key, tone, language)
    compared = next((one for one in kept if str(one.version) == request.GET.get("version", "")), None)
    context = {
        "page": "settings",
        "part": "wording",
        "key": key,
        "tone": tone,
        "language": language,
        "words": key_words(key),
        "tone_words": TONE_WORDS.get(tone, tone),
        "language_words": words.LANGUAGES[language],
        "now": now,
        "text": text,
        "placeholders": PLACEHOLDERS.items(),
        "needed": sorted(guard_facts(key).required - lock_of(key)),
        "locked": [(name, LOCKED.get(name, ""), name in STATEMENTS) for name in frames()[key].locked],
        "law_asks": _law_asks(here, key),
        "debtors": debtors,
        "shown": _shown(here, text, debtors[0] if debtors else None),
        "versions": [
            {"row": one, "who": who.get(one.created_by, one.created_by), "is_shipped": not one.body} for one in kept
        ],
        "difference": _difference(original, now) if now.version else [],
        "compared": compared,
        "compared_lines": _difference(_text(compared), now) if compared and compared.body else [],
        "why_not": here.why_not("policy"),
        "refused": refused,
        "findings": findings or [],
        "may_override": here.may("approve"),
    }  # fmt: skip
    return render(request, "web/settings/wording.html", context, status=422 if refused else 200)


def _law_asks(here: Here, key: str) -> list[dict[str, Any]]:
    """What the law of the creditor's courts wants of a demand of this kind; each demand asks the law of its own."""
    if not lock_of(key):
        return []
    kind = "individual" if key == "demand_person" else "company"
    asked = ("demand.form", "demand.deadline")
    answers = [place_of(here.creditor.country).ask(one, kind, here.today) for one in asked]
    return [
        {"key": one.key, "words": one.words, "mark": MARKS[str(one.mark)]}
        for one in answers
        if isinstance(one, Answer)
    ]


def _text(row: Wording) -> WordingText:
    return WordingText(row.key, row.tone, row.language, row.version, row.subject, row.body)


def _typed(request: HttpRequest, now: WordingText) -> WordingText:
    head = typed.text(request.POST, "subject", 300)
    return WordingText(
        now.key, now.tone, now.language, now.version, head, typed.text(request.POST, "body", 25_000)
    )


def _shown(here: Here, text: WordingText, debtor: Debtor | None) -> dict[str, Any]:
    """The message as that debtor would get it, or why it cannot be shown."""
    try:
        context = specimen(
            here.creditor, here.settings, text.key, text.tone, text.language, here.today, debtor
        )
        return {"subject": subject(context, text), "body": email_text(context, text), "debtor": debtor}
    except Refused as refused:
        return {"refused": refused, "debtor": debtor}


def _difference(before: WordingText | None, after: WordingText) -> list[tuple[str, str]]:
    """The lines that differ: (mark, line), where - went and + came."""
    if before is None:
        return []
    old = [before.subject, *before.body.splitlines()]
    new = [after.subject, *after.body.splitlines()]
    marked = (line for line in difflib.ndiff(old, new) if line[0] in "+-" and line[2:].strip())
    return [(line[0], line[2:]) for line in marked]


@page("view", ("POST",))
def look(request: HttpRequest, here: Here, key: str, tone: str, language: str) -> HttpResponse:
    """The typed text about the chosen debtor, and what the guard would say to it."""
    _known(key, tone, language)
    text = _typed(request, wording(here.creditor, key, tone, language))
    number = request.POST.get("debtor", "")
    debtor = (
        Debtor.objects.of(here.creditor).filter(pk=int(number)).first()
        if number.isdigit() and len(number) < 18
        else None
    )
    found = examine(f"{text.subject}\n\n{text.body}", language, guard_facts(key))
    context = {"shown": _shown(here, text, debtor), "findings": _objections(found)}
    return render(request, "web/settings/wording_look.html", context)


def _objections(found: list[Finding]) -> list[dict[str, Any]]:
    return [
        {"quote": one.quote, "words": OBJECTIONS.get(one.code, one.code), "sentence": one.sentence}
        for one in found
    ]


@act("policy")
def save(request: HttpRequest, here: Here, key: str, tone: str, language: str) -> HttpResponse:
    """A new version, behind the guard; an approver may save it all the same, with a reason."""
    _known(key, tone, language)
    text = _typed(request, wording(here.creditor, key, tone, language))
    reason = typed.text(request.POST, "override", 500) if here.may("approve") else ""
    try:
        once.carry_out(
            request,
            here,
            lambda: save_wording(
                here.creditor,
                key,
                tone,
                language,
                text.subject,
                text.body,
                override=reason or None,
                **here.by,
            ),
        )
    except Refused as refused:
        found = examine(f"{text.subject}\n\n{text.body}", language, guard_facts(key))
        objections = _objections(found) if refused.code == "wording_guard" else []
        return _page(request, here, key, tone, language, refused, objections)
    messages.success(request, _("Saved. Messages say so from now on."))
    return redirect("wording", creditor=here.creditor.pk, key=key, tone=tone, language=language)


@act("policy")
def back(request: HttpRequest, here: Here, key: str, tone: str, language: str) -> HttpResponse:
    """Back to the words that ship with the program; the versions stay."""
    _known(key, tone, language)
    once.carry_out(request, here, lambda: restore_shipped(here.creditor, key, tone, language, **here.by))
    messages.success(request, _("Messages use the shipped words again; your versions are kept."))
    return redirect("wording", creditor=here.creditor.pk, key=key, tone=tone, language=language)
