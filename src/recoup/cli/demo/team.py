"""What the people of the demo do each day: the creditor's team at its tasks, and the debtors who answer."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from recoup.cases.models import Approval, CaseInvoice, Promise, StepInvoice, StepRun, StepState, Task
from recoup.cases.people import approvals, disputes, letters, promises
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.cases.queries import worklist
from recoup.cli.demo.books import Books
from recoup.cli.demo.cast import Payer, Person, places
from recoup.cli.demo.files import Paper
from recoup.ledger.models import Dispute, Invoice, Payment, PaymentState
from recoup.ledger.operations.by_hand import allocate
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

TASKS_A_DAY = 16
LEFT_UNDONE = 0.05
"""Of the calls, searches and visits, so many are never got round to, and fall back."""
STEPS = ("phone", "find_contact", "visit")
ROLES = {"Finance Manager": "accounting_manager", "Accounts Payable": "accounts_payable", "Owner": "owner"}
VAIN = ("no_answer", "busy", "voicemail", "gatekeeper")
ASKING = (*STEPS, "call_back", "appointment", "check_payment", "find_address", "who_approves", "tell_owner")
"""All that the team does for a debt that grows old: the rest of it is in its tale."""
OWN_DECISIONS = ("placement", "claim", "write_off", "ladder_ended", "formal_case_open")
"""Left to whoever looks at the demo, as are the demands to those who pay nothing."""


@dataclass
class Team:
    """Everybody who is not the engine. `deed` is told each thing that was refused to them, which should be none."""

    creditor: Creditor
    payers: dict[str, Payer]
    books: Books
    rng: Random
    clerk: str
    manager: str
    refused: Counter[str] = field(default_factory=Counter)
    _once: set[tuple[str, str]] = field(default_factory=set)
    _events: dict[date, list[Callable[[datetime], None]]] = field(default_factory=dict)
    _undone: set[int] = field(default_factory=set)
    _contested: set[str] = field(default_factory=set)

    # -- what comes in ------------------------------------------------------------------------------------------

    def mail_comes_in(self, today: date, moment: datetime) -> None:
        """What debtors wrote since the last working day."""
        for day in sorted(day for day in self._events if day <= today):
            for event in self._events.pop(day):
                self._try(lambda event=event: event(moment))  # type: ignore[misc]  # defaults bind the value of this turn

    def debtors_read(self, today: date, moment: datetime) -> None:
        """What the messages of the day lead to: money some days later, bounces and automatic answers at once."""
        gone = StepRun.objects.of(self.creditor).filter(
            done_on=today, state=StepState.DONE, channel__in=("email", "letter")
        )
        seen: set[int] = set()
        for step in gone.select_related("debtor", "case").order_by("pk"):
            if step.message_id in seen:
                continue
            seen.add(step.message_id or 0)
            payer = self.payers[step.debtor.number]
            if step.channel == "email" and self._comes_back(payer, step, moment):
                continue
            self._answers(payer, step, today)
            if step.rung >= payer.habit.after:
                self._pays(payer, self._named(step), today)

    def _comes_back(self, payer: Payer, step: StepRun, moment: datetime) -> bool:
        mark, case = payer.habit.mark, step.case_id
        if mark == "bounces" and self._first("bounce", payer):
            given = Given(message=step.message_id, text="550 5.1.1 No such mailbox here")
            self._try(
                lambda: record(
                    self.creditor, "bounce", case=case, given=given, actor=self.clerk, moment=moment
                )
            )
            return True
        if mark == "away" and self.rng.random() < 0.7:
            given = Given(
                message=step.message_id,
                on=moment.date() + timedelta(days=7),
                text="I am out of the office until next week.",
            )
            self._try(
                lambda: record(
                    self.creditor, "auto_reply", case=case, given=given, actor=self.clerk, moment=moment
                )
            )
        return False

    def _answers(self, payer: Payer, step: StepRun, today: date) -> None:
        """Some write back the next day: that they look into it, or that they contest an invoice."""
        case, message, mark = step.case_id, step.message_id, payer.habit.mark
        if mark == "replies":
            text = self.rng.choice(places()["replies"][payer.language])
            given = Given(message=message, text=text)
            self._on(
                today + timedelta(days=1),
                lambda moment: record(
                    self.creditor, "reply", case=case, given=given, actor=self.clerk, moment=moment
                ),
            )
        if mark == "disputes" and self.rng.random() < 0.4:
            papers = [p for p in self._named(step) if self.books.left(p) > 0 and self._first("contest", p)]
            if papers:
                paper = papers[0]
                self._on(today + timedelta(days=1), lambda moment: self._contest(paper, moment))

    def _contest(self, paper: Paper, moment: datetime) -> None:
        kind = self.rng.choice(sorted(places()["disputes"]))
        text, part = places()["disputes"][kind]
        invoice = self._invoice(paper)
        if invoice is None or invoice.open_minor <= 0:
            return
        self._contested.add(paper.number)
        amount = None if part == 1.0 else max(1, int(invoice.open_minor * part))
        disputes.dispute(self.creditor, invoice.pk, amount, kind, note=text, actor=self.clerk, moment=moment)

    # -- letters ------------------------------------------------------------------------------------------------

    def post(self, today: date, moment: datetime) -> None:
        """The letters of the day are printed in one batch and posted."""
        try:
            batch, _, _ = letters.print_letters(self.creditor, actor=self.clerk, moment=moment)
        except Refused as none:
            if none.code != "no_letters":
                self.refused[none.code] += 1
            return
        letters.posted(self.creditor, today, batch=batch, actor=self.clerk, moment=moment)

    # -- tasks --------------------------------------------------------------------------------------------------

    def work(self, today: date, at: Callable[[int, int], datetime]) -> None:
        """As many tasks as the day holds, most urgent first; `at(hour, minute)` is a moment of the day."""
        due = [
            task
            for task in worklist(self.creditor, today=today)
            if task["is_due"] and not self._is_left(task)
        ]
        for n, task in enumerate(due[:TASKS_A_DAY]):
            if task["kind"] in STEPS and self.rng.random() < LEFT_UNDONE:
                self._undone.add(task["id"])
                continue
            hour = (11 if (n + task["tries"]) % 2 == 0 else 14) + n // 8
            self._try(lambda task=task, hour=hour, n=n: self._do(task, today, at(hour, n * 7 % 60)))  # type: ignore[misc]  # defaults bind the value of this turn
        if today.weekday() == 4:
            self._match(today, at(16, 30))

    def _is_left(self, task: dict[str, Any]) -> bool:
        if self.payers[task["debtor"]["number"]].habit.mark == "old" and task["kind"] not in ASKING:
            return True
        if task["kind"] == "demand" and self.payers[task["debtor"]["number"]].habit.is_hopeless:
            return True
        return task["kind"] in OWN_DECISIONS or task["id"] in self._undone

    def _do(self, task: dict[str, Any], today: date, moment: datetime) -> None:
        if not Task.objects.filter(pk=task["id"], state="open").exists() or task["case"] is None:
            return
        payer, kind = self.payers[task["debtor"]["number"]], task["kind"]
        if kind == "phone" or kind.startswith("call_back"):
            self._call(task, payer, today, moment)
        elif kind == "find_contact":
            self._find(task, payer, moment)
        elif kind in ("visit", "appointment"):
            self._visit(task, payer, today, moment)
        elif kind.startswith("read_answer"):
            self._done(task, "answered", moment)
            self._pays(payer, self._owed(task["case"]), today)
        elif kind == "demand":
            self._last_word(task, payer, today, moment)
        elif kind in ("approve_promise", "approve_plan"):
            self._approve(task, payer, moment)
        elif kind == "answer_dispute":
            self._decide(task, payer, today, moment)
        elif kind == "confirm_insolvency":
            sure = payer.habit.mark == "insolvent"
            self._done(task, "insolvent" if sure else "not_insolvent", moment)
        elif kind == "check_payment":
            came = not any(self.books.left(paper) for paper in self._owed(task["case"]))
            self._done(task, "money_came" if came else "no_money_came", moment)
        elif kind == "limitation":
            self._done(task, "looked", moment)
        elif kind in ("find_address", "who_approves", "tell_owner") and self._first(kind, payer):
            self._done(task, "found", moment, _whom(payer.in_charge))
        else:
            self._done(task, "done", moment)

    def _call(self, task: dict[str, Any], payer: Payer, today: date, moment: datetime) -> None:
        code = payer.habit.call
        if code == "no_answer":
            code = ("no_answer", "busy", "voicemail")[min(task["tries"], 2)]
        elif code in ("wrong_person", "spoke_dispute") and not self._first(code, payer):
            code = "spoke_will_pay"
        elif task["tries"] == 0 and self.rng.random() < 0.35:
            code = self.rng.choice(VAIN)
        owed = self._owed(task["case"])
        if code == "spoke_will_pay":
            self._promise(task, payer, owed, today, moment)
            return
        given = Given()
        if code == "spoke_dispute":
            kind = self.rng.choice(sorted(places()["disputes"]))
            invoice = self._invoice(owed[-1]) if owed else None
            self._contested |= {paper.number for paper in owed[-1:]}
            given = Given(
                text=places()["disputes"][kind][0],
                dispute_type=kind,
                invoices=(invoice.pk,) if invoice else (),
            )
        elif code == "wrong_person" and self.rng.random() < 0.5:
            given = _whom(payer.in_charge)
        self._done(task, code, moment, given)
        if code in ("spoke_will_check", "spoke_waiting_approval"):
            self._pays(payer, owed, today)
        elif code == "paid_already":
            self.books.pay([(paper, self.books.left(paper)) for paper in owed], today + timedelta(days=1))
        elif code == "spoke_no_money":
            self._plan(task["case"], payer, owed, today, moment)

    def _promise(
        self, task: dict[str, Any], payer: Payer, owed: Sequence[Paper], today: date, moment: datetime
    ) -> None:
        low, high = payer.habit.days
        on = self.books.bank_day(today + timedelta(days=self.rng.randint(low, max(low, high)) or 5))
        self._done(task, "spoke_will_pay", moment, Given(on=on))
        if payer.habit.mark != "breaks" or not self._first(f"breaks{task['case']}", payer):
            self.books.pay([(paper, self.books.left(paper)) for paper in owed], on)

    def _last_word(self, task: dict[str, Any], payer: Payer, today: date, moment: datetime) -> None:
        """Before a formal demand the owner calls once more, and mostly it helps."""
        on, owed = (
            self.books.bank_day(today + timedelta(days=self.rng.randint(2, 6))),
            self._owed(task["case"]),
        )
        if task["tries"] or not self._first(f"last word {task['id']}", payer):
            return
        given = Given(kind="phone", on=on, text="The owner called theirs: they pay rather than get a demand.")
        record(
            self.creditor,
            "spoke_will_pay",
            case=task["case"],
            given=given,
            actor=self.clerk,
            moment=moment,
        )
        self.books.pay([(paper, self.books.left(paper)) for paper in owed], on)

    def _plan(self, case: int, payer: Payer, owed: Sequence[Paper], today: date, moment: datetime) -> None:
        """Short of money: three instalments, a month apart, which somebody else approves."""
        from recoup.cases.rules import instalments

        asked = list(
            Invoice.objects.filter(
                number__in=[paper.number for paper in owed], creditor=self.creditor
            ).values_list("number", "open_minor")
        )
        total = sum(min(minor, self.books.left(self.books.papers[number])) for number, minor in asked)
        parts = instalments(total, 3, today + timedelta(days=7), "month")
        if total <= 0 or payer.kind in ("individual", "sole trader"):
            self._pays(payer, owed, today)
            return
        promises.plan(self.creditor, case, parts, actor=self.clerk, moment=moment)
        for on, minor in parts:
            for paper in owed:
                piece = min(minor, self.books.left(paper))
                self.books.pay([(paper, piece)], on, odd=False)
                minor -= piece

    def _find(self, task: dict[str, Any], payer: Payer, moment: datetime) -> None:
        code = "found"
        if payer.habit.is_hopeless:
            code = "refused_to_say"
        elif self.rng.random() < 0.12:
            code = "nobody"
        self._done(task, code, moment, _whom(payer.in_charge) if code == "found" else Given())

    def _visit(self, task: dict[str, Any], payer: Payer, today: date, moment: datetime) -> None:
        if self.rng.random() < 0.3 and task["tries"] == 0 and task["kind"] == "visit":
            self._done(task, "nobody_there", moment)
            return
        self._done(task, "met_decision_maker", moment, _whom(payer.in_charge))
        if payer.habit.mark != "insolvent":
            self._pays(payer, self._owed(task["case"]), today)

    def _approve(self, task: dict[str, Any], payer: Payer, moment: datetime) -> None:
        asked = Approval.objects.of(self.creditor).filter(case=task["case"], decided_on__isnull=True)
        for one in asked.exclude(kind="step").order_by("pk"):
            late = Promise.objects.filter(pk=one.promise_id, due_on__lt=moment.date()).exists()
            approvals.decide(
                self.creditor, one.pk, is_granted=not late, reason="The day is over." if late else "",
                actor=self.manager, moment=moment,
            )  # fmt: skip

    def _decide(self, task: dict[str, Any], payer: Payer, today: date, moment: datetime) -> None:
        """The dispute is answered: rejected, or a credit note goes into the next list."""
        held = CaseInvoice.objects.filter(case=task["case"], is_current=True).values("invoice")
        found = Dispute.objects.of(self.creditor).filter(invoice__in=held, closed_on__isnull=True)
        for one in found.select_related("invoice").order_by("pk"):
            paper = self.books.papers[one.invoice.number]
            self._contested.discard(paper.number)
            by: dict[str, Any] = {"actor": self.manager, "moment": moment}
            if one.amount_minor is None and self.rng.random() < 0.5:
                note = "The signed delivery note was sent to them."
                disputes.decide(self.creditor, one.pk, "rejected", note=note, **by)
            else:
                outcome = "upheld" if one.amount_minor is None else "part"
                disputes.decide(self.creditor, one.pk, outcome, note="Our mistake.", **by)
                part = one.amount_minor or one.invoice.open_minor
                self.books.credit(paper, part, today + timedelta(days=1))
            self._pays(payer, [paper], today)
        if not found.exists() and Task.objects.filter(pk=task["id"], state="open").exists():
            self._done(task, "done", moment)

    def _match(self, today: date, moment: datetime) -> None:
        """Once a week somebody looks at the money of which nobody knew whose it is."""
        lost = Payment.objects.of(self.creditor).filter(
            state=PaymentState.UNMATCHED, received_on__lt=today - timedelta(days=3), amount_minor__gt=0
        )
        for payment in lost.order_by("pk"):
            left, parts = payment.amount_minor - payment.allocated_minor, []
            for paper, minor in self.books.sources[payment.external_id].parts:
                invoice = self._invoice(paper)
                if invoice is not None and min(minor, invoice.open_minor, left) > 0:
                    part = min(minor, invoice.open_minor, left)
                    parts.append((invoice, part))
                    left -= part
            if parts:
                self._try(
                    lambda payment=payment, parts=parts: allocate(  # type: ignore[misc]  # defaults bind the value of this turn
                        self.creditor, payment, parts, actor=self.clerk, moment=moment
                    )
                )

    # -- shared -------------------------------------------------------------------------------------------------

    def _done(self, task: dict[str, Any], code: str, moment: datetime, given: Given | None = None) -> None:
        record(self.creditor, code, task=task["id"], given=given, actor=self.clerk, moment=moment)

    def _pays(self, payer: Payer, papers: Sequence[Paper], today: date) -> None:
        """They pay some days from now; who pays in parts, half of it then and the rest weeks later."""
        low, high = payer.habit.days
        papers = [paper for paper in papers if paper.number not in self._contested]
        if not high:
            return
        on = today + timedelta(days=self.rng.randint(low, high))
        if payer.habit.mark == "parts":
            halves = [(paper, self.books.left(paper) // 2) for paper in papers]
            self.books.pay(halves, on, odd=False)
            on += timedelta(days=self.rng.randint(18, 30))
        self.books.pay([(paper, self.books.left(paper)) for paper in papers], on)

    def _named(self, step: StepRun) -> list[Paper]:
        same = StepInvoice.objects.filter(step__message=step.message_id).select_related("invoice")
        return [self.books.papers[one.invoice.number] for one in same.order_by("pk")]

    def _owed(self, case: int) -> list[Paper]:
        held = CaseInvoice.objects.filter(case=case, is_current=True, invoice__open_minor__gt=0)
        numbers = held.order_by("invoice__due_on", "invoice_id").values_list("invoice__number", flat=True)
        return [self.books.papers[number] for number in numbers if number in self.books.papers]

    def _invoice(self, paper: Paper) -> Invoice | None:
        rows = Invoice.objects.of(self.creditor).filter(number=paper.number)
        found: Invoice | None = rows.select_related("debtor").first()
        return found

    def _first(self, what: str, whom: Payer | Paper) -> bool:
        """Whether it has not been so before with them."""
        key = (what, whom.number)
        is_first = key not in self._once
        self._once.add(key)
        return is_first

    def _on(self, day: date, event: Callable[[datetime], Any]) -> None:
        self._events.setdefault(day, []).append(event)

    def _try(self, deed: Callable[[], Any]) -> None:
        """A deed may have been overtaken by what happened since the list was made; it is counted."""
        try:
            deed()
        except Refused as odd:
            self.refused[odd.code] += 1


def _whom(person: Person) -> Given:
    return Given(
        name=person.name, role=ROLES.get(person.role, "other"), email=person.email, phone=person.phone
    )
