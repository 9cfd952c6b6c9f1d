"""The open matter: cases, steps, tasks, holds, promises, plans, approvals."""

from recoup.cases.models.case import Case, CaseInvoice, CaseState
from recoup.cases.models.formal import (
    CaseClaim,
    CaseDemand,
    CaseLetGo,
    CaseLimitation,
    CasePlace,
    CasePlacement,
    CaseSearch,
    CaseWorth,
)
from recoup.cases.models.jobs import Job, JobState
from recoup.cases.models.people import Approval, BadAddress, Hold, Promise, Task
from recoup.cases.models.policies import PolicyDraft, PolicyUse, PolicyVersion
from recoup.cases.models.record import Erasure, LegalHold, SearchHead, SearchLine
from recoup.cases.models.steps import (
    Attempt,
    Rewording,
    Sending,
    ServiceMessage,
    StepInvoice,
    StepRun,
    StepState,
)

__all__ = [
    "Approval",
    "Attempt",
    "BadAddress",
    "Case",
    "CaseClaim",
    "CaseDemand",
    "CaseInvoice",
    "CaseLetGo",
    "CaseLimitation",
    "CasePlace",
    "CasePlacement",
    "CaseSearch",
    "CaseState",
    "CaseWorth",
    "Erasure",
    "Hold",
    "Job",
    "JobState",
    "LegalHold",
    "PolicyDraft",
    "PolicyUse",
    "PolicyVersion",
    "Promise",
    "Rewording",
    "SearchHead",
    "SearchLine",
    "Sending",
    "ServiceMessage",
    "StepInvoice",
    "StepRun",
    "StepState",
    "Task",
]
