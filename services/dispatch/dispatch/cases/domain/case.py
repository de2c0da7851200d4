"""What is a case, and what is one line of its history?"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.cases.domain.workflow import Action
from dispatch.coordination.domain.handovers import HandoverState
from shared.schemas.vocabulary import AppealKind, Authority, CaseState, ContactOutcome, Executor, Result, Urgency

# A case that is not saved yet: it takes the table of limits that holds then.
NOT_PINNED = 0


class Rating(StrEnum):
    """The five steps of 好差评; the last two are bad reviews, which are verified, corrected and called back."""

    VERY_SATISFIED = "very-satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically-satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very-dissatisfied"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its row holds it. `queue` says why a dispatcher has to look, None where nobody has to.

    `handover`: how its newest refusal stands, None where nobody has refused it. `authority`: who decides whether it
    goes back and how long it may take. `sealed`: a matter of discipline, seen by discipline inspection alone.
    `hides_reporter`: who reported it is shown to nobody without a permission of its own. `parent_id`: the case
    that it was split from. `suspended_until`: when its suspension is over. `route`: the lawful way that whoever was
    rejected was told. `rating`: the newest that a caller gave. `policy_version`: the table of limits that held when it
    was opened, by which all its clocks run whatever is decreed later. `contacted_at`, `contact_unit` and
    `contact_outcome` are of the newest contact with who reported it.
    """

    id: UUID
    number: str
    version: int
    state: CaseState
    region: str
    source: str
    matter: str | None
    urgency: Urgency
    executor: Executor | None
    cell: str | None
    unit: str | None
    worker_id: str | None
    task_id: UUID | None
    lon: float | None
    lat: float | None
    workflow_version: int
    opened_at: datetime
    changed_at: datetime
    previous: CaseState | None = None
    queue: str | None = None
    outcome: str | None = None
    result: Result | None = None
    handled_by: str | None = None
    urged: int = 0
    closed_at: datetime | None = None
    handover: HandoverState | None = None
    appeal_kind: AppealKind | None = None
    authority: Authority = Authority.CENTRE
    sealed: bool = False
    hides_reporter: bool = False
    parent_id: UUID | None = None
    suspended_until: datetime | None = None
    route: str | None = None
    rating: Rating | None = None
    policy_version: int = NOT_PINNED
    contacted_at: datetime | None = None
    contact_unit: str | None = None
    contact_outcome: ContactOutcome | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a case's history; `facts` never hold personal data or free text."""

    case_id: UUID
    seq: int
    action: Action
    from_state: CaseState | None
    to_state: CaseState
    by: str
    at: datetime
    facts: dict[str, object] = field(default_factory=dict)
