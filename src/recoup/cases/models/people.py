"""What people have to do and have agreed: tasks, holds, promises, approvals."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.cases.models.steps import StepRun
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import OwnedModel, User


class Task(OwnedModel):
    """Something only a person can do. One with a step carries that step out; one without asks a question."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="tasks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="tasks")
    step = models.OneToOneField(StepRun, on_delete=models.PROTECT, null=True, related_name="task")
    kind = models.CharField(max_length=30)
    due_on = models.DateField()
    opened_on = models.DateField()
    state = models.CharField(max_length=12, default="open", help_text="open, done, fallen_back, cancelled")
    tries = models.IntegerField(default=0)
    last_try_on = models.DateField(null=True)
    role = models.CharField(max_length=10, blank=True)
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    result = models.CharField(max_length=30, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "state", "due_on"], name="task_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(state="open", step__isnull=True),
                name="one_open_question_of_a_kind",
            ),
        ]


class Hold(OwnedModel):
    """A reason not to act, until a date. On the debtor, or one case, or one invoice."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="holds")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="holds")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="holds")
    reason = models.CharField(max_length=30, default="held")
    note = models.TextField(blank=True)
    until_on = models.DateField()
    placed_on = models.DateField()
    placed_by = models.CharField(max_length=60)
    released_on = models.DateField(null=True)


class Promise(OwnedModel):
    """A sum promised by a date; an instalment of a plan is a promise with a plan number."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promises")
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    made_on = models.DateField()
    state = models.CharField(
        max_length=10, default="open", help_text="open, asked, kept, part, broken, replaced"
    )
    judged_on = models.DateField(null=True)
    plan = models.IntegerField(null=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)


class Approval(OwnedModel):
    """Who agreed to what: a step's rung and round, a late promise, a plan, a write-off."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=20)
    rung = models.IntegerField(default=0)
    round = models.IntegerField(default=0)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True)
    plan = models.IntegerField(null=True)
    asked_by = models.CharField(max_length=60)
    asked_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    is_granted = models.BooleanField(null=True)


class BadAddress(OwnedModel):
    """A postal address from which letters came back; a debtor who gets another one has a good one again."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="bad_addresses")
    address = models.CharField(max_length=64, help_text="SHA-256 of the folded address")
    marked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debtor", "address"], name="bad_address_once")]
