"""The open matter: cases, steps, tasks, holds, promises, plans, approvals."""

from django.db import models

from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import OwnedModel, User
from recoup.outreach.models import Message


class PolicyVersion(OwnedModel):
    """A published ladder of a creditor. `data` is the policy as JSON; a version never changes."""

    name = models.CharField(max_length=60)
    version = models.IntegerField()
    data = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "name", "version"], name="policy_version_once")
        ]


class PolicyDraft(OwnedModel):
    """The next version of a ladder while it is written; it has no effect. `revision` grows with each change."""

    name = models.CharField(max_length=60)
    data = models.TextField()
    revision = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "name"], name="policy_draft_once"),
        ]


class PolicyUse(OwnedModel):
    """Which ladder debtors of a group of kinds get; with a segment, only those of the group in it."""

    group = models.CharField(
        max_length=20, help_text="company, sole_trader, individual, public_body, unknown"
    )
    segment = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "group", "segment"], name="policy_use_once"),
        ]


class CaseState(models.TextChoices):
    """Whether the case is still worked, and if not, how it ended."""

    OPEN = "open"
    CLOSED_PAID = "closed_paid"
    CLOSED_WRITTEN_OFF = "closed_written_off"
    CLOSED_OTHER = "closed_other"


class Case(OwnedModel):
    """The overdue debts of one debtor in one currency.

    From `rung` on the columns are the state row: computed from stream head `seen_seq` on business day `seen_on`.
    A row behind its debtor's stream head is stale.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="cases")
    currency = models.CharField(max_length=3)
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    round = models.IntegerField(default=1)
    cause = models.CharField(max_length=30, blank=True)
    cause_asked = models.IntegerField(default=0)
    advance_to = models.IntegerField(null=True)
    advanced_by = models.CharField(max_length=60, blank=True, help_text="who moved it to advance_to")
    advanced_at = models.DateTimeField(null=True)
    restarted_on = models.DateField(null=True)
    is_formal_hold = models.BooleanField(default=False)
    looked_at_on = models.DateField(null=True, help_text="a person has looked at what a first import brought")
    rung = models.IntegerField(default=0)
    open_minor = models.BigIntegerField(default=0)
    next_kind = models.CharField(max_length=20, blank=True)
    next_rung = models.IntegerField(null=True)
    next_on = models.DateField(null=True)
    why_code = models.CharField(max_length=30, blank=True)
    why_args = models.TextField(blank=True)
    seen_seq = models.BigIntegerField(default=0)
    seen_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["creditor", "state", "next_on"], name="case_due"),
            models.Index(fields=["debtor", "state"], name="case_of_debtor"),
        ]


class CaseInvoice(OwnedModel):
    """An invoice pursued in a case, with the rung it has earned there. One open case per invoice at most."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holdings")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="pursuits")
    joined_on = models.DateField()
    earned = models.IntegerField(default=0)
    is_current = models.BooleanField(
        default=True, help_text="false once its case is closed or it moved to another"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=models.Q(is_current=True), name="invoice_in_one_open_case"
            ),
        ]


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


class BadAddress(OwnedModel):
    """A postal address from which letters came back; a debtor who gets another one has a good one again."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="bad_addresses")
    address = models.CharField(max_length=64, help_text="SHA-256 of the folded address")
    marked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debtor", "address"], name="bad_address_once")]


class JobState(models.TextChoices):
    """Where long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(OwnedModel):
    """Long work that somebody asked for on a page; a worker does it and the page shows how far it is.

    `asked` and `answer` are JSON. `moment_at` is the business moment at which it was asked for; all others are
    machine time.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80, help_text="what it is about, by which a page finds it again")
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    asked = models.TextField(default="{}")
    answer = models.TextField(default="{}")
    phase = models.CharField(max_length=20, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0, help_text="0 = not known")
    actor = models.CharField(max_length=80)
    moment_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "subject"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_under_way_once",
            )
        ]
        indexes = [models.Index(fields=["creditor", "kind", "subject"], name="job_by_subject")]


class LegalHold(OwnedModel):
    """Nothing about this debtor is erased, because a court, an authority or a claim needs it; until released."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    released_by = models.CharField(max_length=80, blank=True)
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor"], condition=models.Q(released_at__isnull=True), name="one_legal_hold"
            ),
        ]


class Erasure(OwnedModel):
    """A person is to be erased: one asks, another approves, then it is done. Without a contact: the debtor is meant."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="erasures")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=30, help_text="why the law wants it, as a code")
    wanted_by = models.CharField(max_length=30, help_text="who asked us, as a code")
    is_decided = models.BooleanField(
        default=False, help_text="a person decided what no rule answers: whether something must still be kept"
    )
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False, help_text="approved by the only user, who asked for it")
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="called off")

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor", "-id"], name="erasure_by_debtor")]


class SearchHead(OwnedModel):
    """How far the search has taken in a stream."""

    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "stream"], name="search_head_once")]


class SearchLine(OwnedModel):
    """The words of one content of one entry, to be searched; made from the record, purged with it."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    name = models.CharField(max_length=40, help_text="what the entry calls this content")
    commitment = models.CharField(max_length=64)
    text = models.TextField()
    folded = models.TextField(help_text="small letters without accents: what is compared")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "name"], name="search_line_once")]
        indexes = [
            models.Index(fields=["creditor", "stream", "seq"], name="search_by_entry"),
            models.Index(fields=["creditor", "commitment"], name="search_by_content"),
        ]
