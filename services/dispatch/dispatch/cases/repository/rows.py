"""How do the rows of cases, clocks and tasks become what the domain knows, and back?"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from dispatch.cases.domain.case import Case, Rating, Step
from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.cases.domain.moves import Task
from dispatch.coordination.domain.handovers import HandoverState
from shared.calendar import TermUnit
from shared.schemas.vocabulary import (
    AppealKind,
    Authority,
    CaseState,
    ContactOutcome,
    Executor,
    Result,
    TaskState,
    Urgency,
)

CASE_FIELDS = tuple(f.name for f in fields(Case))
CLOCK_FIELDS = tuple(f.name for f in fields(Clock))
TASK_FIELDS = tuple(f.name for f in fields(Task))
STEP_FIELDS = tuple(f.name for f in fields(Step))


def row_of(item: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


def to_case(row: Row[Any]) -> Case:
    """Return a row of `cases` as the domain knows it."""
    given = dict(row._mapping)  # noqa: SLF001 - the public name of SQLAlchemy's row mapping
    given = {name: given[name] for name in CASE_FIELDS}
    given["state"] = CaseState(given["state"])
    given["urgency"] = Urgency(given["urgency"])
    given["previous"] = CaseState(given["previous"]) if given["previous"] else None
    given["executor"] = Executor(given["executor"]) if given["executor"] else None
    given["result"] = Result(given["result"]) if given["result"] else None
    given["appeal_kind"] = AppealKind(given["appeal_kind"]) if given["appeal_kind"] else None
    given["rating"] = Rating(given["rating"]) if given["rating"] else None
    given["contact_outcome"] = ContactOutcome(given["contact_outcome"]) if given["contact_outcome"] else None
    given["authority"] = Authority(given["authority"])
    given["handover"] = HandoverState(given["handover"]) if given["handover"] else None
    return Case(**given)


def to_clock(row: Row[Any]) -> Clock:
    given = dict(row._mapping)  # noqa: SLF001 - see to_case
    return Clock(**given | {"kind": ClockKind(given["kind"]), "unit": TermUnit(given["unit"])})


def to_task(row: Row[Any]) -> Task:
    given = dict(row._mapping)  # noqa: SLF001 - see to_case
    return Task(**given | {"executor": Executor(given["executor"]), "state": TaskState(given["state"])})
