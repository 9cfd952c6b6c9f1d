"""What becomes of each old debt: told with the deeds of the creditor's people, in the order in which they did them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from recoup.cases import jobs
from recoup.cases.formal import charges, letgo, recovery, relief
from recoup.cases.formal.claim import preparing, running
from recoup.cases.formal.claim.drawing import Asked as AskedClaim
from recoup.cases.formal.claim.drawing import drawn
from recoup.cases.formal.claim.running import Noted
from recoup.cases.formal.placing import asking, ending, handing, money
from recoup.cases.formal.solvency import dividends, means, proofs, watching
from recoup.cases.models import Approval, CasePlacement, JobState, Task
from recoup.cases.people import approvals, promises
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.cases.rules import instalments
from recoup.cases.tasks import DOERS
from recoup.cli.demo.beyond.teller import ENGLAND, Tale, Teller
from recoup.cli.demo.beyond.who import Old
from recoup.ledger.models import Payment, PaymentState
from recoup.lib.errors import Refused
from recoup.recourse.models import LetGo, Placement, Professional, ReliefState, TaxRelief
from recoup.recourse.placement import parties
from recoup.recourse.placement.rules import Asked
from recoup.recourse.placement.terms import Band, Terms
from recoup.recourse.solvency.queries import list_for
from recoup.recourse.solvency.queries import running as running_of

AGENCY, LAWYERS, SEARCHERS = "Thornbury Recoveries Ltd", "Hollis & Finch LLP", "Meridian Tracing Ltd"
AGENCY_IBAN = "GB29NWBK60161331926819"
COURT = "Bristol County Court"
SIGNER = "Asha Kinnear, Credit Control"


@dataclass
class Tales:
    """The tales by their names; each method is one."""

    at: Teller
    _agency: Professional | None = field(default=None)

    def of(self, old: Old) -> Iterator[int]:
        """The tale of a debtor."""
        tale: Callable[[Old], Tale] = getattr(self, old.tale)
        return tale(old)

    def found(self, checked_on: date) -> None:
        """The professionals with whom the creditor works, and their terms."""
        at, year = self.at, timedelta(days=365)
        band = (Band(180, None, Decimal(12)), Band(None, None, Decimal(18)))
        common = {
            "countries": "GB", "data_terms_on": checked_on, "checked_on": checked_on,
            "insurance_until_on": checked_on + 2 * year,
        }  # fmt: skip
        some = (
            (AGENCY, "agency", Terms("GBP", band, 0, Decimal(20), recall_days=14),
             {"person": "Owen Larkin", "email": "new.cases@thornbury.example", "phone": "+44 1632 960 871",
              "licence": "FCA 700412", "licence_until_on": checked_on + 2 * year, "payer_iban": AGENCY_IBAN,
              "has_client_account": True, "association": "Credit Services Association", **common}),
            (LAWYERS, "lawyer", Terms("GBP", (), 45_000, Decimal(20)),
             {"person": "Ruth Finch", "email": "claims@hollisfinch.example", "phone": "+44 1632 960 233",
              "licence": "SRA 412007", **common}),
            (SEARCHERS, "investigator", Terms("GBP", (), 9_500, Decimal(20)),
             {"person": "Dev Anand", "email": "desk@meridiantracing.example", **common}),
        )  # fmt: skip
        for name, kind, terms, more in some:
            made = parties.keep(at.creditor, parties.Given(name, kind, terms, more), **at.by_owner)
            self._agency = self._agency or made

    # -- the demand -----------------------------------------------------------------------------------------------

    def pays_after_the_demand(self, old: Old) -> Tale:
        """They pay within the demand's time; interest and the fixed sum are let go for it."""
        yield from self.at.served(old)
        yield 6
        self.at.pays(old)
        yield from self.at.until(old, charges.TASK)
        reason = "They paid the principal within the week; they are told that it is the last time."
        charges.waive(self.at.creditor, self.at.case(old).pk, reason, **self.at.by_owner)

    def lets_the_demand_pass(self, old: Old) -> Tale:
        """Its time is over: a person has to say what comes next."""
        yield from self.at.passed(old)

    def demand_waits_for_a_yes(self, old: Old) -> Tale:
        """It is asked for, and the owner has not looked yet."""
        yield from self.at.asked(old)

    def demand_was_posted(self, old: Old) -> Tale:
        """It is on its way, and nobody has noted yet that it arrived."""
        yield from self.at.posted(old)

    def demand_to_prepare(self, old: Old) -> Tale:
        """Everything that only asks is done; the demand is a person's to prepare."""
        yield from self.at.until(old, "demand")

    # -- a plan and a settlement ----------------------------------------------------------------------------------

    def pays_by_plan(self, old: Old) -> Tale:
        """Served, they ask for instalments, keep the first ones, and the plan goes on."""
        at = self.at
        yield from at.served(old)
        yield 5
        case = at.case(old).pk
        total = sum(row.open_minor for row in at.invoices(old))
        parts = instalments(total, 6, at.today + timedelta(days=7), "month")
        note = "They offered it themselves after the demand."
        promises.plan(at.creditor, case, parts, note=note, **at.by)
        for one in Approval.objects.of(at.creditor).filter(case=case, decided_on=None).exclude(kind="step"):
            approvals.decide(at.creditor, one.pk, is_granted=True, **at.by_owner)
        for on, minor in parts:
            at.pays(old, minor, in_days=(on - at.today).days)

    def _settlement(self, old: Old, share: int) -> Tale:
        """An offer of that many percent, approved, its letter posted; it yields the sum last."""
        at = self.at
        yield from at.passed(old)
        open_minor = sum(row.open_minor for row in at.invoices(old))
        note = "They say the buyer of the goods went under; better some of it now than court."
        made = letgo.ask_settlement(
            at.creditor,
            at.case(old).pk,
            open_minor * share // 100,
            at.today + timedelta(days=24),
            note,
            **at.by,
        )
        yield 1
        letgo.decide_on(at.creditor, made.pk, is_granted=True, **at.by_owner)
        letgo.note_posted(at.creditor, made.pk, at.today, **at.by)

    def settles(self, old: Old) -> Tale:
        """They pay the sum of the offer in time, and the rest is let go."""
        yield from self._settlement(old, 70)
        yield 9
        offer = LetGo.objects.of(self.at.creditor).get(debtor__number=old.payer.number)
        self.at.pays(old, offer.amount_minor)

    def settlement_is_offered(self, old: Old) -> Tale:
        """The offer stands and its day is still to come."""
        yield from self._settlement(old, 80)

    # -- professionals --------------------------------------------------------------------------------------------

    def _asked_for(self, old: Old) -> Tale:
        yield from self.at.passed(old)
        assert self._agency is not None
        asking.ask(
            self.at.creditor,
            self.at.case(old).pk,
            self._agency.pk,
            Asked(),
            "The demand brought nothing.",
            **self.at.by,
        )

    def _placement(self, old: Old) -> Placement:
        rows = CasePlacement.objects.of(self.at.creditor).filter(placement__debtor__number=old.payer.number)
        link = rows.select_related("placement").order_by("-pk").first()
        assert link is not None
        found: Placement = link.placement
        return found

    def _placed(self, old: Old) -> Tale:
        at = self.at
        yield from self._asked_for(old)
        yield 1
        made = self._placement(old)
        asking.decide(at.creditor, made.pk, is_granted=True, **at.by_owner)
        job = handing.start(at.creditor, made.pk, "email", **at.by)
        jobs.do(job, DOERS)
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise Refused("package", "The package was not made.", job.answer)

    def agency_collects(self, old: Old) -> Tale:
        """They collect half of it, the net comes to the bank, and their report is read."""
        at = self.at
        yield from self._placed(old)
        yield 26
        row = self._placement(old)
        first = max(at.invoices(old), key=lambda one: one.open_minor)
        gross = first.open_minor // 2
        commission = gross * 12 // 100
        vat = commission * 20 // 100
        net = gross - commission - vat
        at.books.pass_on(AGENCY, f"{row.reference} collected", net, row.currency, at.today)
        yield 3
        path = at.folder / f"remittance-{at.today}.csv"
        path.write_text(
            "reference,invoice,id,on,currency,gross,commission,vat,net,status\n"
            f"{row.reference},{first.number},TR-20871,{at.today - timedelta(days=4)},{row.currency},"
            f"{_plain(gross)},{_plain(commission)},{_plain(vat)},{_plain(net)},Instalment agreed; half paid\n"
        )
        taken = money.take_file(at.creditor, row.professional_id, path, path.name, **at.by)
        if taken.taken != 1 or taken.rejected:
            raise Refused("report", "The agency's report was not taken in.", str(taken))

    def agency_is_recalled(self, old: Old) -> Tale:
        """Nothing came of it in five weeks: it is asked back, and they confirm. The debt waits for what comes next."""
        at = self.at
        yield from self._placed(old)
        yield 36
        row = self._placement(old)
        ending.recall(at.creditor, row.pk, "Five weeks, and not one call of theirs got through.", **at.by)
        yield 15
        ending.confirm_recall(at.creditor, row.pk, **at.by)

    def placement_waits_for_a_yes(self, old: Old) -> Tale:
        """It is asked for, and waits for the owner."""
        yield from self._asked_for(old)

    # -- court ----------------------------------------------------------------------------------------------------

    def _drawn_up(self, old: Old) -> Tale:
        """A claim is drawn up with everything that it rests on."""
        at = self.at
        yield from at.passed(old)
        at.settle_law(old)
        case = at.case(old)
        for item in list_for(at.creditor, case.debtor, case.debtor.kind, at.today).items:
            if item.is_needed or item.code == "report":
                text = "Trading, two vans and a lease; no insolvency, no charges."
                limit = 250_000 if item.code == "report" else None
                means.note(
                    at.creditor, case.pk, item.code, "sound", at.today, text=text, limit_minor=limit, **at.by
                )
        open_minor = sum(row.open_minor for row in at.invoices(old))
        said = AskedClaim(
            form="money_claim", place=ENGLAND, basis="agreed", signer=SIGNER, placement="by_decision",
            mediation="offered", net_minor=open_minor * 6 // 10,
        )  # fmt: skip
        preparing.prepare(at.creditor, case.pk, said, **at.by)
        found = drawn(case, said, at.moment, whole=False)
        for figure in found.open_figures:
            at.confirm(case.pk, figure)
        for choice in found.law.to_confirm():
            at.choose(case.pk, str(choice.factor))

    def claim_waits_for_a_yes(self, old: Old) -> Tale:
        """The claim lies before the owner."""
        yield from self._drawn_up(old)

    def _filed(self, old: Old) -> Tale:
        at = self.at
        yield from self._drawn_up(old)
        yield 1
        preparing.approve(at.creditor, at.case(old).pk, **at.by_owner)
        yield 1
        case = at.case(old)
        self._step(old, "filed", court=COURT, reference=f"M{case.pk:02}BS{case.debtor_id:04}")
        yield 6
        self._step(old, "served", court=COURT)

    def _step(self, old: Old, kind: str, **more: object) -> None:
        at = self.at
        running.note_step(at.creditor, at.case(old).pk, kind, Noted(at.today, **more), **at.by)  # type: ignore[arg-type]  # fields of Noted

    def court_runs(self, old: Old) -> Tale:
        """They defend it, and a hearing is set."""
        yield from self._filed(old)
        yield 14
        self._step(old, "defence", note="They say that half of it was returned; there is no note of that.")
        yield 4
        hearing_on = self.at.today + timedelta(days=47)
        self._step(old, "hearing", due_on=hearing_on, note="Two hours, by telephone.")

    def court_gives_judgment(self, old: Old) -> Tale:
        """They say nothing, judgment is given, and the bailiff brings a part of it."""
        at = self.at
        yield from self._filed(old)
        yield 30
        claim = preparing.of_case(at.case(old))
        assert claim is not None
        total = claim.claimed_minor + claim.fee_minor if claim.fee_minor else claim.claimed_minor
        self._step(old, "judgment", sum_minor=total, costs_minor=claim.fee_minor or 0, rate=Decimal(8))
        yield 18
        got = at.invoices(old)[0].open_minor // 3
        running.note_enforcement(
            at.creditor, at.case(old).pk, "bailiff", at.today, "part", got_minor=got, cost_minor=11_000,
            note="Goods were listed; they paid a third on the spot.", **at.by,
        )  # fmt: skip
        at.pays(old, got, in_days=2)
        yield 45
        running.note_enforcement(
            at.creditor, at.case(old).pk, "account", at.today, "nothing", cost_minor=6_500,
            note="The account was empty; they say that a customer of theirs pays next month.", **at.by,
        )  # fmt: skip

    # -- insolvency -----------------------------------------------------------------------------------------------

    def becomes_insolvent(self, old: Old) -> Tale:
        """After the demand a liquidator writes; the claim is lodged and a dividend comes."""
        at = self.at
        yield from at.served(old)
        yield 8
        case = at.case(old)
        text = "A liquidator's clerk called: the company is being wound up."
        record(
            at.creditor, "insolvency_mentioned", case=case.pk, given=Given(kind="phone", text=text), **at.by
        )
        yield 1
        task = Task.objects.get(creditor=at.creditor, case=case, kind="confirm_insolvency", state="open")
        record(at.creditor, "insolvent", task=task.pk, given=Given(on=at.today), **at.by)
        proofs.set_holder(
            at.creditor, case.pk, "Priya Nandakumar, Castle Insolvency LLP", email="pn@castleinsolvency.example",
            phone="+44 1632 960 455", address="2 Castle Street, Leeds, LS1 2ND", court="High Court, Leeds",
            reference="CR-2207", **at.by,
        )  # fmt: skip
        yield 9
        row = running_of(at.creditor, at.debtor(old))
        assert row is not None
        has_interest = proofs.worked(at.case(old), row, at.moment, at.today).has_interest
        proofs.draft(at.creditor, case.pk, with_interest=has_interest, **at.by)
        proofs.filed(at.creditor, case.pk, at.today, **at.by)
        yield 25
        admitted = sum(row.open_minor for row in at.invoices(old))
        proofs.admitted(at.creditor, case.pk, admitted, at.today, **at.by)
        yield 21
        first = "First dividend, 11.4 pence in the pound"
        dividends.take(at.creditor, case.pk, admitted * 114 // 1000, at.today, first, **at.by)

    # -- letting go -----------------------------------------------------------------------------------------------

    def is_let_go_and_pays_late(self, old: Old) -> Tale:
        """Written off whole; two months later money comes after all, and is booked as recovered."""
        at = self.at
        yield from at.passed(old)
        case = at.case(old).pk
        note = "The phone is dead, letters come back unopened, and it is less than a court costs."
        made = letgo.ask_write_off(at.creditor, case, None, "not_worth_it", note, **at.by)
        yield 2
        letgo.decide_on(at.creditor, made.pk, is_granted=True, **at.by_owner)
        yield 55
        at.pays(old, 40_000)
        yield from at.until(old, "book_recovery")
        paid = Payment.objects.of(at.creditor).filter(debtor__number=old.payer.number)
        row = paid.filter(state=PaymentState.ON_ACCOUNT).order_by("-pk").first()
        assert row is not None
        recovery.recover(at.creditor, case, at.invoices(old)[0].pk, row.pk, None, **at.by)

    def is_let_go_in_part(self, old: Old) -> Tale:
        """The small invoice is written off; the other is still claimed."""
        at = self.at
        yield from at.passed(old)
        small = min(at.invoices(old), key=lambda row: row.open_minor)
        note = "Freight of which nobody kept the note; the goods themselves are still claimed."
        made = letgo.ask_write_off(
            at.creditor, at.case(old).pk, {small.pk: small.open_minor}, "disputed", note, **at.by
        )
        yield 2
        letgo.decide_on(at.creditor, made.pk, is_granted=True, **at.by_owner)

    def write_off_waits_for_a_yes(self, old: Old) -> Tale:
        """It is asked for, and the owner has not decided."""
        at = self.at
        yield from at.passed(old)
        note = "They closed the shop; what is left is not worth a claim."
        letgo.ask_write_off(at.creditor, at.case(old).pk, None, "no_means", note, **at.by)

    # -- the last week --------------------------------------------------------------------------------------------

    def look_ahead(self, some: list[Old]) -> None:
        """The debtors of old debts are watched, and of the tax that opened one is claimed and the others wait."""
        at = self.at
        for old in some:
            watching.watch(at.creditor, at.debtor(old), **at.by)
        rows = TaxRelief.objects.of(at.creditor).filter(state=ReliefState.OPEN)
        first = rows.order_by("opens_on", "pk").first()
        if first is not None and rows.count() > 1:
            relief.claim(at.creditor, first.pk, None, **at.by)


def _plain(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
