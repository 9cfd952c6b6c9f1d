"""Steps, what they named, the attempts they were, and the messages that leave together."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import OwnedModel
from recoup.outreach.models import Message


class Sending(OwnedModel):
    """Messages that leave together: a day's automatic ones, or those that somebody told to go.

    `asked`: a worker has still to prepare it. `going`: its steps leave, from `leaves_at` on. `over`: none is left.
    Its progress is read from its steps, so that it survives a reload and the death of a worker.
    """

    kind = models.CharField(max_length=10, help_text="daily, drafts, run")
    state = models.CharField(max_length=10, help_text="asked, going, over")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0, help_text="drafts: the last one that was there to be seen")
    total = models.IntegerField(default=0)
    refused = models.IntegerField(default=0, help_text="those that could not be made ready")
    leaves_at = models.DateTimeField(null=True, help_text="business time: time to look until then")
    note = models.CharField(max_length=300, blank=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, help_text="machine time")

    class Meta:
        indexes = [models.Index(fields=["creditor", "state"], name="sending_by_state")]


class Rewording(OwnedModel):
    """One message's own words. `facts` is what they were written about: they fall when it is no longer so."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    language = models.CharField(max_length=10)
    facts = models.CharField(
        max_length=64, help_text="SHA-256 of whom and what it asks, and by which wording"
    )
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField()
    dropped_on = models.DateField(null=True)
    dropped_why = models.CharField(max_length=30, blank=True)
    seen_on = models.DateField(null=True, help_text="a person has seen that it was dropped")

    class Meta:
        indexes = [models.Index(fields=["creditor", "dropped_on"], name="rewording_dropped")]


class StepState(models.TextChoices):
    """Where a step run stands."""

    PLANNED = "planned"  # waits for approval
    READY = "ready"
    SENDING = "sending"
    TASK = "task"
    PRINTED = "printed"
    UNSURE = "unsure"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    FALLEN_BACK = "fallen_back"
    CANCELLED = "cancelled"


class StepRun(OwnedModel):
    """One step of a case. (case, rung, round, channel) goes out once at most.

    A step that the gate refused or a person withdrew before anything left is deleted from the key by `is_void`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    rung = models.IntegerField()
    round = models.IntegerField()
    channel = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=StepState.choices)
    is_void = models.BooleanField(default=False)
    planned_on = models.DateField()
    done_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    tone = models.CharField(max_length=12, blank=True)
    wording = models.CharField(max_length=40, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="steps")
    reached = models.BooleanField(default=False)
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text="machine time")
    not_before_at = models.DateTimeField(null=True, help_text="business time: the gate said later")
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, help_text="machine time")
    reason = models.CharField(max_length=30, blank=True)
    sending = models.ForeignKey(
        Sending, on_delete=models.PROTECT, null=True, related_name="steps", db_index=False
    )
    rewording = models.ForeignKey(
        Rewording, on_delete=models.PROTECT, null=True, related_name="steps", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rung", "round", "channel"],
                condition=models.Q(is_void=False),
                name="step_key_once",
            ),
        ]
        indexes = [
            # Whole, not partial: SQLite does not see that a bound state is one of the open ones.
            # With the debtor, since a claim takes the steps of one debtor out of all that are ready.
            models.Index(fields=["creditor", "state", "debtor"], name="step_by_state_debtor"),
            models.Index(
                fields=["sending", "state"], condition=models.Q(sending__isnull=False), name="step_of_sending"
            ),
            models.Index(
                fields=["rewording"], condition=models.Q(rewording__isnull=False), name="step_reworded"
            ),
        ]


class StepInvoice(OwnedModel):
    """An invoice that a step named, with what was asked for it then."""

    step = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="named")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="named_by_steps")
    asked_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "invoice"], name="step_names_once")]


class Attempt(OwnedModel):
    """A try to reach the debtor that was made: a message handed over, a call, a visit. Void once it came back."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="attempts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="attempts")
    step = models.ForeignKey(StepRun, on_delete=models.PROTECT, null=True, related_name="attempts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=12)
    result = models.CharField(max_length=30)
    tried_on = models.DateField()
    tried_at = models.DateTimeField()
    reached = models.BooleanField(default=False)
    is_void = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor", "tried_on"], name="attempt_recent")]


class ServiceMessage(OwnedModel):
    """A message that only serves: a confirmation, a copy, a statement. `commitment` names its bytes until it goes."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="services")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="service")
    wording = models.CharField(max_length=40)
    commitment = models.CharField(max_length=64)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, help_text="machine time")
    next_try_at = models.DateTimeField(null=True, help_text="machine time")
