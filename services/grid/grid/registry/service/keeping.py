"""How does a record come into the registry, how is it changed, and how does it end?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import FORMS, EndReason, Given, RecordKind, State
from grid.registry.domain.refusals import (
    AlreadyThere,
    RecordEnded,
    RecordNotFound,
    RecordStale,
    StillInUse,
)
from grid.registry.repository import records, ties
from grid.registry.service.checking import Checked, check_records, refused
from grid.registry.service.desk import Desk, Fields, before_of, kept_fields, opened, plain_of
from shared.runtime.db import new_id


class Action(StrEnum):
    ADD = "add"
    CHANGE = "change"
    CONFIRM = "confirm"
    END = "end"


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one record."""

    id: UUID
    version: int
    outcome: Outcome


# -------------------------------------------------------------------------------------------------------------- adding
async def add_record(desk: Desk, kind: RecordKind, fields: Fields) -> Kept:
    """Add a record. Raises RecordsRefused, AlreadyThere."""
    good, bad = await check_records(desk, kind, [Given(dict(fields))])
    if bad:
        raise refused(bad)
    if good[0].held is not None:
        raise AlreadyThere("the township has a record of the same thing", record=good[0].held)
    return (await put_records(desk, kind, good))[0]


async def put_records(desk: Desk, kind: RecordKind, checked: Sequence[Checked]) -> list[Kept]:
    """Save rows that were checked in this transaction: new ones are added, known ones get what is said of them now."""
    known = await records.lock_records(desk.work.connection, kind, [one.held for one in checked if one.held])
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    kept: list[Kept] = []
    for one in checked:
        if one.held is None:
            row = _new(desk, kind, one.given.fields)
            added.append(row)
            filled = sorted(name for name, value in one.given.fields.items() if value is not None)
            steps.append(_step(desk, kind, row, Action.ADD, filled, None))
            kept.append(Kept(row["id"], 1, Outcome.ADDED))
            continue
        row, news = _changed(desk, kind, known[one.held], one.given.said)
        if not news:
            # A file that says the same again has seen nobody.
            kept.append(Kept(one.held, known[one.held].version, Outcome.SAME))
            continue
        changed.append(row)
        steps.append(_step(desk, kind, row, Action.CHANGE, news, known[one.held]))
        kept.append(Kept(one.held, row["version"], Outcome.CHANGED))
    await records.add_records(desk.work.connection, kind, added)
    await records.save_records(desk.work.connection, kind, changed)
    await records.add_history(desk.work.connection, steps)
    return kept


def _new(desk: Desk, kind: RecordKind, fields: Fields) -> dict[str, Any]:
    record_id = new_id()
    return {
        "id": record_id,
        "version": 1,
        "state": str(State.CURRENT),
        **kept_fields(desk.work.sealer, kind, record_id, fields),
        "source": str(desk.source),
        "added_at": desk.now,
        "changed_at": desk.now,
        "checked_at": desk.now,
    }


def _changed(desk: Desk, kind: RecordKind, held: Row[Any], said: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the row with what is said of it now, and which fields that changes."""
    before = plain_of(kind, held) | opened(desk.work.sealer, kind, held)
    news = sorted(name for name, value in said.items() if before.get(name) != value)
    row = {"id": held.id, "version": held.version + 1, "checked_at": desk.now, "source": str(desk.source)}
    row |= {"changed_at": desk.now if news else held.changed_at}
    return row | kept_fields(desk.work.sealer, kind, held.id, before | dict(said)), news


def _step(
    desk: Desk,
    kind: RecordKind,
    row: Mapping[str, Any],
    action: Action,
    fields: Iterable[str],
    held: Row[Any] | None,
) -> dict[str, Any]:
    """Return a step of a record's history, with what `held` said before it."""
    plain, sealed = before_of(kind, held) if held is not None else ({}, {})
    return {
        "record_id": row["id"],
        "version": row["version"],
        "kind": str(kind),
        "region": row["region"],
        "action": str(action),
        "source": str(desk.source),
        "by": desk.actor,
        "at": desk.now,
        "fields": list(fields),
        "plain": plain,
        "sealed": sealed,
        "sealed_under": held.sealed_under if held is not None else "",
    }


# ------------------------------------------------------------------------------------------------------------ changing
async def change_record(desk: Desk, kind: RecordKind, record_id: UUID, version: int, fields: Fields) -> Kept:
    """Let a record say `fields`, all of them: what is left out is no more known.

    Raises RecordNotFound, RecordEnded, RecordStale, RecordsRefused, AlreadyThere.
    """
    held = await hold_record(desk, kind, record_id, version)
    good, bad = await check_records(desk, kind, [Given(dict(fields))])
    if bad:
        raise refused(bad)
    if good[0].held not in {None, record_id}:
        raise AlreadyThere("the township has another record of the same thing", record=good[0].held)
    said = dict.fromkeys(FORMS[kind].fields) | good[0].given.fields
    row, news = _changed(desk, kind, held, said)
    if not news:
        return Kept(record_id, held.version, Outcome.SAME)
    await records.save_records(desk.work.connection, kind, [row])
    step = _step(desk, kind, row, Action.CHANGE, news, held)
    await records.add_history(desk.work.connection, [step])
    return Kept(record_id, row["version"], Outcome.CHANGED)


async def hold_record(desk: Desk, kind: RecordKind, record_id: UUID, version: int | None) -> Row[Any]:
    """Return a record that holds, and hold its row; `version`: the one that was seen, where something is changed.

    Raises RecordNotFound, RecordEnded, RecordStale.
    """
    connection = desk.work.connection
    held = await records.find_record(connection, desk.scope, kind, record_id, lock=version is None)
    if held is not None and version is not None:
        # The township before the record, as who takes in a file does: in another order each would wait for the other.
        await records.lock_townships(connection, [held.township])
        held = await records.find_record(connection, desk.scope, kind, record_id, lock=True)
    if held is None:
        raise RecordNotFound("no such record", record=record_id)
    if held.state == State.ENDED:
        raise RecordEnded("the record has ended", record=record_id)
    if version is not None and held.version != version:
        raise RecordStale("the record has changed since you saw it", version=held.version, given=version)
    return held


async def confirm_record(desk: Desk, kind: RecordKind, record_id: UUID) -> bool:
    """Note that somebody has seen that a record still holds; return whether one within the scope does."""
    held = await records.find_record(desk.work.connection, desk.scope, kind, record_id, lock=True)
    if held is None or held.state == State.ENDED:
        return False
    await save_seen(desk, kind, held, {}, seen_at=desk.now)
    return True


async def save_seen(desk: Desk, kind: RecordKind, held: Row[Any], said: Fields, *, seen_at: datetime) -> Kept:
    """Save that a held record was seen at a moment, and what is said of it that was checked."""
    row, news = _changed(desk, kind, held, said)
    row["checked_at"] = max(held.checked_at, seen_at)
    await records.save_records(desk.work.connection, kind, [row])
    step = _step(desk, kind, row, Action.CHANGE if news else Action.CONFIRM, news, held)
    await records.add_history(desk.work.connection, [step])
    return Kept(held.id, row["version"], Outcome.CHANGED if news else Outcome.SAME)


# -------------------------------------------------------------------------------------------------------------- ending
async def end_record(desk: Desk, kind: RecordKind, record_id: UUID, version: int, reason: EndReason) -> Kept:
    """End a record and all that it hangs on. Raises RecordNotFound, RecordEnded, RecordStale, StillInUse."""
    held = await hold_record(desk, kind, record_id, version)
    if kind is RecordKind.HOME:
        inside = await records.found_by(
            desk.work.connection, desk.scope, RecordKind.HOUSEHOLD, "home_id", [record_id], 20
        )
        if inside:
            raise StillInUse("households belong to the home", by=[row.id for row in inside])
    row = {
        "id": record_id,
        "version": held.version + 1,
        "state": str(State.ENDED),
        "changed_at": desk.now,
        "ended_at": desk.now,
        "end_reason": str(reason),
    }
    await records.save_records(desk.work.connection, kind, [row])
    step = _step(desk, kind, row | {"region": held.region}, Action.END, [str(reason)], held)
    await records.add_history(desk.work.connection, [step])
    await ties.end_ties_of(desk.work.connection, record_id, on=desk.today, by=desk.actor)
    return Kept(record_id, held.version + 1, Outcome.CHANGED)
