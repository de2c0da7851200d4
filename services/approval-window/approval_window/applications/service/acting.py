"""How is one step of an application taken? Read and held, checked, saved with its history, told."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.authority import ApplicationNotFound, ItemUnknown, require_not_handed_over
from approval_window.applications.domain.states import (
    ERRANDS,
    OPEN,
    ApplicationAction,
    ApplicationState,
    next_state,
    require_version,
)
from approval_window.applications.repository import applications as repository
from approval_window.helping.domain import require_none_helps
from approval_window.helping.repository import helpers_of
from approval_window.items.repository import find_item_version
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import ApplicationChanged

_TOLD = (
    *("number", "region", "item", "item_version", "state", "version", "received_at", "accepted_at", "by_silence"),
    *("decided_at", "delivered_at", "renews", "opinions_asked", "opinions_open", "opinion_due_at", "corrected_at"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which application somebody would take a step with, as he read it, and when.

    `on_record`: how his decision follows from the record of a hearing.
    """

    application_id: UUID
    version: int
    now: datetime
    on_record: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An application that is held for a step: as it was, what its item says, and where the step leads."""

    row: Row[Any]
    item: Row[Any]
    action: ApplicationAction
    leads_to: ApplicationState
    by: str
    now: datetime
    on_record: str | None = None


async def take_up(work: UnitOfWork, scope: Scope, asked: Asked, action: ApplicationAction) -> Taken:
    """Hold an application for a step.

    Raises ApplicationNotFound, HandedOver, VersionConflict, IllegalAction, HelpsWithIt.
    """
    row = await _held(work, scope, asked.application_id)
    require_version(row.version, asked.version)
    return await _taken(work, scope, row, action, asked)


async def take_as_it_is(
    work: UnitOfWork, scope: Scope, application_id: UUID, action: ApplicationAction, now: datetime
) -> Taken:
    """Hold an application for a step whose taker need not have read the newest version: agencies answer side by side.

    Raises ApplicationNotFound, HandedOver, IllegalAction, HelpsWithIt.
    """
    row = await _held(work, scope, application_id)
    return await _taken(work, scope, row, action, Asked(application_id, row.version, now))


async def _held(work: UnitOfWork, scope: Scope, application_id: UUID) -> Row[Any]:
    row = await repository.lock_application(work.connection, scope, application_id)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    require_not_handed_over(row.handed_to)
    return row


async def _taken(work: UnitOfWork, scope: Scope, row: Row[Any], action: ApplicationAction, asked: Asked) -> Taken:
    leads_to = next_state(ApplicationState(row.state), action)
    if action not in ERRANDS:
        await require_not_helping(work, row.id, [scope.person_id])
    return Taken(row, await item_of(work, row), action, leads_to, scope.person_id, asked.now, asked.on_record)


async def require_not_helping(work: UnitOfWork, application_id: UUID, persons: Collection[str]) -> None:
    """Raise HelpsWithIt where one of `persons` would take part as an official, and helps or helped its applicant."""
    require_none_helps(persons, await helpers_of(work.connection, application_id))


async def item_of(work: UnitOfWork, row: Row[Any]) -> Row[Any]:
    """Return what the item says in the version that an application was received for. Raises ItemUnknown."""
    item = await find_item_version(work.connection, row.item, row.item_version)
    if item is None:
        raise ItemUnknown("no such version of an item", item=row.item, version=row.item_version)
    return item


async def put_down(
    work: UnitOfWork,
    taken: Taken,
    changes: dict[str, Any] | None = None,
    *,
    words: str | None = None,
    facts: Mapping[str, object] | None = None,
) -> Row[Any]:
    """Save a step and tell it; return the application as it is now. `words` is what somebody wrote: sealed."""
    version = taken.row.version + 1
    saved = await repository.save(
        work.connection, taken.row.id, (changes or {}) | {"state": taken.leads_to, "version": version}
    )
    step = step_of(taken.row, taken.action, taken.leads_to, taken.by, taken.now, dict(facts or {}))
    await repository.add_history(work.connection, [step | {"words": sealed_words(work, taken.row.id, version, words)}])
    tell(work, saved, taken.item.power, taken.now)
    return saved


def tell(work: UnitOfWork, row: Row[Any], power: str | None, now: datetime) -> None:
    """Tell the public state of an application."""
    told = {name: getattr(row, name) for name in _TOLD}
    due = row.decision_due_at if row.paused_at is None and row.decided_at is None else None
    ended = ApplicationState(row.state) not in OPEN
    outbox.record(
        work,
        ApplicationChanged(
            application_id=row.id, power=power, ended=ended, decision_due_at=due, changed_at=now, **told
        ),
    )


def step_of(
    row: Row[Any], action: ApplicationAction, to: ApplicationState, by: str, at: datetime, facts: dict[str, object]
) -> dict[str, Any]:
    """Return the row of history of an application's next step."""
    return first_step(row.id, row.version + 1, action, ApplicationState(row.state), to, by, at, facts)


def first_step(
    application_id: UUID,
    seq: int,
    action: ApplicationAction,
    before: ApplicationState | None,
    to: ApplicationState,
    by: str,
    at: datetime,
    facts: dict[str, object],
) -> dict[str, Any]:
    """Return a row of history."""
    return {
        "id": new_id(),
        "application_id": application_id,
        "seq": seq,
        "action": action,
        "from_state": before,
        "to_state": to,
        "by": by,
        "at": at,
        "facts": facts,
        "words": None,
    }


def sealed_words(work: UnitOfWork, application_id: UUID, seq: int, words: str | None) -> bytes | None:
    """Return what somebody wrote in a step, sealed for that step."""
    return work.sealer.seal(words, about=f"{application_id}:{seq}") if words else None


def opened_words(work: UnitOfWork, application_id: UUID, steps: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Return what was written in steps."""
    return [
        {
            "seq": step.seq,
            "action": step.action,
            "words": work.sealer.open(step.words, about=f"{application_id}:{step.seq}"),
        }
        for step in steps
    ]


def opened_applicant(work: UnitOfWork, row: Row[Any]) -> dict[str, Any]:
    """Return who applied: name, number and note."""
    opened: dict[str, Any] = json.loads(work.sealer.open(row.applicant, about=str(row.id)))
    return opened
