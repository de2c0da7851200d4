"""Which use case takes each kind of item, and what does it make of the item's body?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import ValidationError

from grid.offline.domain.items import BadItem, ItemKind, Outcome
from grid.patrols.schemas.reports import SightingGiven
from grid.patrols.schemas.stops import CheckBody
from grid.patrols.service.checking import check_stop
from grid.patrols.service.reports import report_sighting
from grid.tasks.domain.arriving import Unconfirmed
from grid.tasks.domain.states import Action
from grid.tasks.domain.steps import Given
from grid.tasks.schemas.steps import ArriveGiven, FinishGiven, NoteGiven, ReturnGiven, StepGiven
from grid.tasks.service.steps import take_step
from shared.runtime.bodies import Body
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

MOST_ERRORS = 10
Kind = TypeVar("Kind", bound=Body)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an item: whether it was new, and how its subject stands."""

    outcome: Outcome
    state: str | None = None
    version: int | None = None
    lead: str | None = None
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """An item on its way through a door; `device_at` is put right, `said_at` is what the phone's clock said."""

    client_id: UUID
    subject: UUID
    kind: ItemKind
    device_at: datetime
    said_at: datetime
    body: Mapping[str, Any]


Door = Callable[[UnitOfWork, Scope, Sent, datetime], Awaitable[Done]]

STEPS: Final[dict[ItemKind, tuple[Action, type[StepGiven]]]] = {
    ItemKind.ACCEPT: (Action.ACCEPT, StepGiven),
    ItemKind.SET_OUT: (Action.SET_OUT, StepGiven),
    ItemKind.ARRIVE: (Action.ARRIVE, ArriveGiven),
    ItemKind.HANDLE: (Action.HANDLE, StepGiven),
    ItemKind.FINISH: (Action.FINISH, FinishGiven),
    ItemKind.RETURN: (Action.RETURN, ReturnGiven),
    ItemKind.NOTE: (Action.NOTE, NoteGiven),
}


def _read(kind: type[Kind], body: Mapping[str, Any]) -> Kind:
    """Read a body. Raises BadItem with the names of the fields, never with what stands in them."""
    try:
        return kind.model_validate(dict(body))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        errors = [{"field": _field(one["loc"]), "problem": one["type"]} for one in found[:MOST_ERRORS]]
        raise BadItem("the body does not fit the kind", errors=errors) from None


def _field(path: Sequence[int | str]) -> str:
    """Return the path of a field, without what pydantic names of the types that it tried."""
    return ".".join(str(part) for part in path if isinstance(part, int) or part.isidentifier())


async def _take_step(work: UnitOfWork, scope: Scope, sent: Sent, now: datetime) -> Done:
    action, kind = STEPS[sent.kind]
    read = _read(kind, {**sent.body, "client_id": sent.client_id, "at": sent.device_at})
    given: Given = read.read()
    if sent.said_at != sent.device_at:
        given = replace(given, said_at=sent.said_at)
    if action is Action.ARRIVE and given.unconfirmed is None:
        # He was not asked why, and cannot be any more; what he did is kept, as not borne out.
        given = replace(given, unconfirmed=Unconfirmed.SENT_LATE)
    taken = await take_step(work, scope, task_id=sent.subject, action=action, given=given, now=now)
    outcome = Outcome.DONE if taken.at == now else Outcome.ALREADY_DONE
    return Done(outcome, str(taken.state), taken.version, taken.lead)


async def _report(work: UnitOfWork, scope: Scope, sent: Sent, now: datetime) -> Done:
    read = _read(SightingGiven, {**sent.body, "client_id": sent.client_id, "seen_at": sent.device_at})
    row = await report_sighting(work, scope, read.read(), now)
    return Done(Outcome.DONE if row.reported_at == now else Outcome.ALREADY_DONE, report_id=row.id, version=row.version)


async def _check_in(work: UnitOfWork, scope: Scope, sent: Sent, now: datetime) -> Done:
    read = _read(CheckBody, {**sent.body, "client_id": sent.client_id, "at": sent.device_at})
    stop = await check_stop(work, scope, stop_id=sent.subject, given=read.read(), now=now)
    outcome = Outcome.DONE if stop.checked_at == now else Outcome.ALREADY_DONE
    return Done(outcome, stop.state, stop.version, report_id=stop.report_id)


DOORS: Final[dict[ItemKind, Door]] = {
    **dict.fromkeys(STEPS, _take_step),
    ItemKind.PATROL_REPORT: _report,
    ItemKind.CHECK_IN: _check_in,
}
