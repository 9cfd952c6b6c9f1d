"""Draws up the court file of a case: its sums by the law of the contract, the court's paper, the evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel import Locale
from django.db.models import Min

from recoup.cases.bundles.gather import Asked as BundleAsked
from recoup.cases.bundles.gather import Gathered
from recoup.cases.formal.law import CaseLaw, connections_of
from recoup.cases.models import Case, CaseInvoice, StepInvoice, StepState
from recoup.cases.telling.spoken import spoken
from recoup.documents.court.facts import CourtFile, Figure, Proof, Told
from recoup.documents.court.particulars import Room, particulars
from recoup.documents.court.tongue import CourtSpeech
from recoup.documents.evidence.facts import Evidence, Party
from recoup.documents.evidence.tongue import words as evidence_words
from recoup.law.fees import Fee, court_fee
from recoup.law.places import Place, place_of
from recoup.law.values import Answer, Unknown
from recoup.ledger.models import Dispute, Invoice, InvoiceState
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.places import LANGUAGES
from recoup.org.settings import Settings, settings_of
from recoup.recourse import confirm as confirming
from recoup.recourse.claim.forms import Form, forms, forms_for
from recoup.recourse.claim.papers import Side, entered, item_of, values_of
from recoup.recourse.claim.reckoning import Part, daily, parts

MOST_TOLD = 60
DUE_BASES = ("agreed", "stated", "legal")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says about a claim: which paper for the court of which place, what the due dates rest on where the
    books do not say, and the conditions that only a person knows. `net_minor`, what they expect to be left of it, and
    `identity_on` are given where nothing is kept, or where what is kept does not hold, then with a reason."""

    form: str
    place: str
    basis: str = ""
    language: str = ""
    signer: str = ""
    placement: str = ""
    mediation: str = ""
    identity_on: date | None = None
    net_minor: int | None = None
    identity_reason: str = ""
    net_reason: str = ""
    means_reason: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A court file with what it rests on. `open_figures` are those that nobody has compared with the official text."""

    file: CourtFile
    form: Form
    parts: tuple[Part, ...]
    place: Place
    law: CaseLaw
    figures: tuple[confirming.Figure, ...]
    open_figures: tuple[confirming.Figure, ...]
    open_questions: tuple[Unknown, ...]
    over: int


def usual_place(case: Case, moment: datetime) -> str:
    """The court's place that a claim would go to: the debtor's, else as the law of the case has it."""
    debtor = case.debtor
    key = f"{debtor.country}-{debtor.region}" if debtor.country and debtor.region else debtor.country
    try:
        return place_of(key).key if key else connections_of(case, moment).place("court.fees").key
    except Refused:
        return connections_of(case, moment).place("court.fees").key


def offered_forms(case: Case, place: str) -> list[Form]:
    """The papers that fit."""
    return forms_for(case.creditor.country, place)


def drawn(
    case: Case, asked: Asked, moment: datetime, *, until_on: date | None = None, whole: bool = True
) -> Drawn:
    """The file as of a day (default today). Without `whole` the evidence is left out, which is quicker.

    Raises Refused: `unknown_form`, `unknown_country`, `nothing_to_claim`, `outside_table`.
    """
    settings = settings_of(case.creditor, moment)
    until_on = until_on or day_in(moment, settings.timezone)
    form = forms().get(asked.form)
    if form is None:
        raise Refused("unknown_form", "There is no such paper of a court.", "form", "Choose one of the list.")
    place, law = place_of(asked.place.strip().upper()), connections_of(case, moment)
    contract = law.place("interest.rate")
    invoices, left_out = _invoices(case)
    kind = case.debtor.kind or "unknown"  # the rules for an individual, until a person says what they are
    made = parts(
        case.creditor,
        invoices,
        contract,
        kind=kind,
        basis=asked.basis,
        reminded=_reminded(case),
        until_on=until_on,
        rate=confirming.rate_of(confirming.decisions(case.creditor, case.debtor)),
    )
    fee = _fee(place, made, case.currency, until_on, kind)
    figures = _figures(made, fee, place)
    held = confirming.confirmed(case.creditor, figures)
    waiting = confirming.unconfirmed(case.creditor, figures, until_on)
    speech = CourtSpeech(
        _language(asked, form, case, settings), place.country, settings.timezone, case.currency
    )
    items = tuple(item_of(one) for one in made)
    room = Room(form.particulars_most, form.particulars_lines, form.particulars_width)
    words = particulars(speech, items, daily(made), until_on, room)
    questions = _open_questions(case, contract, made)
    proof = _evidence(case, moment, until_on, speech.language) if whole else None
    file = CourtFile(
        title=form.title,
        language=speech.language,
        country=place.country,
        zone=settings.timezone,
        currency=case.currency,
        case=case.pk,
        claimant=proof.creditor if proof else Party(case.creditor.name, ()),
        defendant=proof.debtor if proof else Party(case.debtor.name, ()),
        signer=asked.signer,
        moment=moment,
        until_on=until_on,
        place=place.key,
        particulars=words,
        items=items,
        fee_minor=fee.minor if isinstance(fee, Fee) else None,
        daily=daily(made),
        proofs=_proofs(proof) if proof else (),
        before=_before(proof, settings.timezone) if proof else (),
        left_out=tuple(left_out),
        figures=tuple(Figure(_figure(one, speech), str(one.mark), one.digest in held) for one in figures),
        assumed=_said((one.words for part in made for one in part.done.assumptions), speech),
        unknown=_said((one.why for one in (*_unknown(made), fee) if isinstance(one, Unknown)), speech),
        source=form.source,
    )
    values = values_of(file, _creditor(case, settings), _debtor(case, speech.language), speech, made)
    file = replace(file, fields=entered(form, values))
    return Drawn(
        file, form, tuple(made), place, law, tuple(figures), tuple(waiting), questions, room.over(words)
    )


def _figure(one: confirming.Figure, speech: CourtSpeech) -> str:
    """The value in the court's language as far as the law's words are known in it; names of forms stay as they are."""
    what = spoken(one.what, speech.language, speech.country)
    value = one.said or one.value.removeprefix(str(one.what)).strip()
    return f"{one.key}: {what} {spoken(value, speech.language, speech.country)}".strip()


def _said(words: Iterable[str], speech: CourtSpeech) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spoken(one, speech.language, speech.country) for one in words))


def _unknown(made: Sequence[Part]) -> list[Unknown]:
    return [one for part in made for one in part.unknown]


def _invoices(case: Case) -> tuple[list[Invoice], list[str]]:
    """What is claimed, and the numbers of what is left out because it is disputed."""
    held = CaseInvoice.objects.of(case.creditor_id).filter(
        case=case, is_current=True, invoice__state=InvoiceState.OPEN, invoice__open_minor__gt=0
    )
    rows = [one.invoice for one in held.select_related("invoice").order_by("invoice__due_on", "invoice_id")]
    open_disputes = Dispute.objects.of(case.creditor_id).filter(invoice__in=rows, closed_on__isnull=True)
    disputed = set(open_disputes.values_list("invoice_id", flat=True))
    claimed = [one for one in rows if one.pk not in disputed]
    if not claimed:
        raise Refused(
            "nothing_to_claim", "Nothing of this case is open and undisputed.", "",
            "Decide the disputes first.",
        )  # fmt: skip
    return claimed, [one.number or str(one.pk) for one in rows if one.pk in disputed]


def _reminded(case: Case) -> dict[int, date]:
    """When each invoice was first named in a written message that was delivered."""
    rows = StepInvoice.objects.of(case.creditor_id).filter(
        step__case=case, step__state=StepState.DONE, step__channel__in=("email", "letter"),
        step__done_on__isnull=False,
    )  # fmt: skip
    return dict(rows.values_list("invoice_id").annotate(first=Min("step__done_on")))


def _fee(place: Place, made: Sequence[Part], currency: str, on: date, kind: str) -> Fee | Unknown:
    answer = place.ask("court.fees", kind, on)
    principal = sum(one.principal_minor for one in made)
    rest = sum(one.interest_minor + one.compensation_minor for one in made)
    is_with = isinstance(answer, Answer) and answer.facts.get("of") == "claim with interest"
    return court_fee(place, principal + rest if is_with else principal, currency, on, kind)


def _figures(made: Sequence[Part], fee: Fee | Unknown, place: Place) -> list[confirming.Figure]:
    found = {one.digest: one for part in made for one in confirming.figures_of(part.done)}
    if isinstance(fee, Fee):
        of_fee = confirming.figure_of(fee, place.key)
        assert of_fee is not None
        found[of_fee.digest] = of_fee
    return list(found.values())


def _open_questions(case: Case, contract: Place, made: Sequence[Part]) -> tuple[Unknown, ...]:
    decided = confirming.decisions(case.creditor, case.debtor)
    found = {one.question: one for part in made for one in part.unknown}
    return tuple(
        one
        for question, one in found.items()
        if question not in decided or decided[question].key != contract.key or question == confirming.RATE
    )


def _language(asked: Asked, form: Form, case: Case, settings: Settings) -> str:
    for one in (asked.language, form.language, case.debtor.language[:2], settings.language):
        if one in LANGUAGES:
            return one
    return "en"


def _evidence(case: Case, moment: datetime, until_on: date, language: str) -> Evidence:
    return Gathered(case.creditor, case, BundleAsked("court", until_on, language), moment).evidence()


def _proofs(proof: Evidence) -> tuple[Proof, ...]:
    kinds = evidence_words(proof.language).get("kind", {})
    return tuple(
        Proof(one.number, " · ".join(x for x in (kinds.get(one.kind, one.kind), one.about, one.name) if x))
        for one in proof.papers
    )


def _before(proof: Evidence, zone: str) -> tuple[Told, ...]:
    shown = [one for one in proof.events if one.klass == "open"][-MOST_TOLD:]
    return tuple(Told(day_in(one.happened_at, zone), one.words) for one in shown)


def _creditor(case: Case, settings: Settings) -> Side:
    return Side(
        name=case.creditor.name,
        address=", ".join(settings.address_lines),
        country=case.creditor.country,
        register_number=settings.register_number,
        vat_id=settings.vat_id,
    )


def _debtor(case: Case, language: str) -> Side:
    d = case.debtor
    city = " ".join(part for part in (d.postal_code, d.city) if part)
    country = str(Locale.parse(language).territories.get(d.country, d.country))
    return Side(
        name=d.name,
        address=", ".join(part for part in (d.street, city, country) if part),
        country=d.country,
        register_number=d.register_number,
        vat_id=d.vat_id,
    )


def refuse_open(drawn_: Drawn) -> None:
    """Raises Refused (`law_open`) while a question of the law is open that no person has decided."""
    for one in drawn_.open_questions:
        raise Refused(
            "law_open",
            say("The law leaves open what this claim needs: %(why)s", why=one.why),
            "basis",
            "Say what the due dates rest on, or have an approver decide the question.",
        )
