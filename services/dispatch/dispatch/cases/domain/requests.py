"""What may be asked for of a case, by whom, and what becomes of it when another person decides?

挂账 (season or conditions prevent), 延期, 回退 (urban management: approved by the shift leader) and help are one
concept: one person asks and says why, another who may approve decides. What is refused moves nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.cases.domain.refusals import (
    ExtensionTooLate,
    NotAskable,
    RequestDecided,
    RequestIncomplete,
    SecondPersonNeeded,
)
from dispatch.cases.domain.workflow import Action, Actor, Workflow
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.domain.refusals import DesignatedAlready
from shared.schemas.vocabulary import Authority, CaseState


class RequestKind(StrEnum):
    SUSPENSION = "suspension"
    EXTENSION = "extension"
    RETURN = "return"
    HELP = "help"


class RequestState(StrEnum):
    """`lapsed`: the case went on without it."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


# The step that a granted request takes; help is a note, what follows is coordination's.
STEP_OF: Mapping[RequestKind, Action] = {
    RequestKind.SUSPENSION: Action.SUSPEND,
    RequestKind.EXTENSION: Action.EXTEND,
    RequestKind.RETURN: Action.RETURN,
}
# Where an executor has something to be helped with.
WITH_HIM = frozenset({CaseState.DISPATCHED, CaseState.HANDLING})
# What an outside platform decides over its own orders; a suspension only stops our own clocks.
DECIDED_OUTSIDE = frozenset({RequestKind.EXTENSION, RequestKind.RETURN})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `until` of a suspension, `amount` of an extension (in the unit of the clock)."""

    kind: RequestKind
    reason: str
    explanation: str | None = None
    until: datetime | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: `reason` of a refusal, `to` whom a returned case goes (executor, unit, worker, cell, matter).

    `until`, `amount`: less or more than was asked for, None for what was.
    """

    granted: bool
    reason: str | None = None
    until: datetime | None = None
    amount: int | None = None
    to: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands."""

    id: UUID
    case_id: UUID
    kind: RequestKind
    state: RequestState
    reason: str
    until: datetime | None
    amount: int | None
    asked_by: str


def askable(case: Case, workflow: Workflow) -> list[RequestKind]:
    """Return what may be asked for of a case as it stands, under its own workflow."""
    found = [kind for kind, step in STEP_OF.items() if Actor.APPROVER in workflow.actors_of(case.state, step)]
    barred = DECIDED_OUTSIDE if case.authority is Authority.PLATFORM else frozenset[RequestKind]()
    if case.handover is HandoverState.DESIGNATED:
        barred |= {RequestKind.RETURN}
    helped = [RequestKind.HELP] if case.state in WITH_HIM else []
    return sorted({*found, *helped} - barred)


def check_askable(
    case: Case, workflow: Workflow, clocks: Sequence[Clock], asked: Asked, now: datetime
) -> dict[str, object]:
    """Return the facts of what is asked for, as the history keeps them.

    Raises DesignatedAlready, NotAskable, RequestIncomplete, ExtensionTooLate.
    """
    if asked.kind is RequestKind.RETURN and case.handover is HandoverState.DESIGNATED:
        raise DesignatedAlready("what was designated is not returned again", unit=case.unit)
    possible = askable(case, workflow)
    if asked.kind not in possible:
        raise NotAskable("this cannot be asked for now", state=case.state, possible=possible)
    fields = _unfit_fields(asked, now)
    if fields:
        raise RequestIncomplete("the request does not fit its kind", fields=fields, kind=asked.kind)
    facts: dict[str, object] = {"kind_asked": str(asked.kind), "reason": asked.reason}
    if asked.kind is RequestKind.EXTENSION:
        check_in_time(clocks, now)
        facts["amount"] = asked.amount
    if asked.until is not None:
        facts["until"] = asked.until.isoformat()
    return facts


def _unfit_fields(asked: Asked, now: datetime) -> list[str]:
    is_suspension, is_extension = asked.kind is RequestKind.SUSPENSION, asked.kind is RequestKind.EXTENSION
    unfit = []
    if (asked.until is not None) is not is_suspension or (asked.until is not None and asked.until <= now):
        unfit.append("until")
    if (asked.amount is not None) is not is_extension:
        unfit.append("amount")
    # An extension is asked for before expiry and explained (12345 rules).
    if is_extension and not asked.explanation:
        unfit.append("explanation")
    return unfit


def check_in_time(clocks: Sequence[Clock], now: datetime) -> Clock:
    """Return the clock that an extension moves. Raises NotAskable, ExtensionTooLate."""
    running = [clock for clock in clocks if clock.kind is ClockKind.HANDLE and clock.stopped_at is None]
    if not running:
        raise NotAskable("no term to handle it runs", possible=[])
    if running[0].due_at <= now:
        raise ExtensionTooLate("an extension is asked for before the term is over", due_at=running[0].due_at)
    return running[0]


def check_decidable(request: Request, by: str) -> None:
    """Raises RequestDecided, SecondPersonNeeded."""
    if request.state is not RequestState.ASKED:
        raise RequestDecided("this request is decided", state=str(request.state))
    SecondPersonNeeded.unless_two(request.asked_by, by)
