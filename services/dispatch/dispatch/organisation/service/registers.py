"""How do units and persons come into the registers, and how are the other services told?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic

from sqlalchemy import Row

from dispatch.memory import Group, touch
from dispatch.organisation import repository
from dispatch.organisation.domain.refusals import Problem, RowsRefused
from dispatch.organisation.domain.rows import Given, Known, decide_row, decide_rows, require_unit
from dispatch.organisation.domain.terms import (
    Action,
    Change,
    Facts,
    PersonFacts,
    Term,
    UnitFacts,
    is_covered,
    next_telling,
    said_of,
    term_to_tell,
)
from dispatch.organisation.repository import PERSONS, UNITS, Register
from dispatch.organisation.service import agencies, books
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.dispatch import PersonChanged, UnitChanged
from shared.schemas.envelope import Event


@dataclass(frozen=True, slots=True)
class Step(Generic[Facts]):
    """A thing's next version: `terms` as they are then, `wrote` the newest of them, `head` what else is kept of it."""

    id: str
    version: int
    action: Action
    terms: Sequence[Term[Facts]]
    wrote: Term[Facts] | None = None
    head: Mapping[str, object] = field(default_factory=dict)


# --------------------------------------------------------------------------------------------------------------- units
async def put_units(work: UnitOfWork, scope: Scope, *, given: Sequence[Given[UnitFacts]], now: datetime) -> int:
    """Take units as of a date, all or none; return of how many something changed. Raises RowsRefused."""
    connection = work.connection
    ids = [row.id for row in given]
    regions = await repository.known_regions(connection, [row.term.facts.region for row in given])
    new = [{"id": row.id, "version": 0, "next_from": None, "synthetic": row.synthetic} for row in given]
    await agencies.hold_townships(connection, given)
    heads = await repository.lock_heads(connection, UNITS, new)
    terms = await repository.terms_of_units(connection, ids)
    known = {unit_id: Known(terms.get(unit_id, []), heads[unit_id].synthetic) for unit_id in ids}

    def decide(row: Given[UnitFacts]) -> Change[UnitFacts] | None:
        return decide_row(row, known[row.id], regions=regions, scope=scope.region)

    changes = decide_rows(given, decide)
    after = {unit_id: change.applied_to(known[unit_id].terms) for unit_id, change in changes.items()}
    await _require_nobody_left(work, ids, after)
    await books.require_posts_gone(connection, ids, {one: known[one].terms for one in after}, after)
    await agencies.require_room(connection, given, after)
    await repository.save_unit_terms(connection, changes)
    rows = {row.id: row for row in given}
    steps = [
        _step(heads[unit_id], change, after[unit_id], synthetic=rows[unit_id].synthetic)
        for unit_id, change in changes.items()
    ]
    await _record(work, UNITS, steps, _unit_changed, by=scope.person_id, now=now)
    return len(steps)


async def _require_nobody_left(
    work: UnitOfWork, ids: Sequence[str], after: Mapping[str, Sequence[Term[UnitFacts]]]
) -> None:
    """Raise RowsRefused where a unit would end, begin later or lie elsewhere while somebody holds a post in it."""
    held = await repository.posts_in(work.connection, list(after)) if after else []
    bad = {
        post.unit_id
        for post in held
        if not is_covered(_near(after[post.unit_id], post.region), post.valid_from, post.valid_to)
    }
    if bad:
        rows = [{"index": ids.index(unit), "id": unit, "code": Problem.STILL_STAFFED} for unit in sorted(bad)]
        raise RowsRefused("nothing was taken: persons hold posts in these units beyond that day", rows=rows)


def _near(terms: Sequence[Term[UnitFacts]], region: str) -> list[Term[UnitFacts]]:
    """Return the terms on which a unit lies on the same branch of regions."""
    return [term for term in terms if term.facts.is_near(region)]


def _unit_changed(unit_id: str, version: int, term: Term[UnitFacts]) -> Event:
    return UnitChanged(
        unit_id=unit_id,
        version=version,
        region=term.facts.region,
        kind=term.facts.kind,
        name=term.facts.name,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
    )


async def list_units(
    work: UnitOfWork, scope: Scope, *, region: str, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    return await repository.list_units(work.connection, scope, region=region, on=on, after=after, limit=limit)


# ------------------------------------------------------------------------------------------------------------- persons
async def put_persons(work: UnitOfWork, scope: Scope, *, given: Sequence[Given[PersonFacts]], now: datetime) -> int:
    """Take persons with post and roles as of a date, all or none; return of how many something changed.

    Raises RowsRefused.
    """
    connection = work.connection
    ids = [row.id for row in given]
    regions = await repository.known_regions(connection, [row.term.facts.region for row in given])
    sealed = {row.id: work.sealer.seal(row.name, about=row.id) for row in given}
    heads = await repository.lock_heads(
        connection,
        PERSONS,
        [
            {"id": row.id, "version": 0, "next_from": None, "name": sealed[row.id], "synthetic": row.synthetic}
            for row in given
        ],
    )
    in_units = {row.term.facts.unit_id for row in given if row.term.facts.unit_id is not None}
    await repository.keep_units(connection, in_units)
    seats = await repository.terms_of_units(connection, in_units)
    terms = await repository.terms_of_persons(connection, ids)
    known = {
        person_id: Known(terms.get(person_id, []), head.synthetic, work.sealer.open(head.name, about=person_id))
        for person_id, head in heads.items()
    }

    def decide(row: Given[PersonFacts]) -> Change[PersonFacts] | None:
        change = decide_row(row, known[row.id], regions=regions, scope=scope.region)
        require_unit(row.term, seats.get(row.term.facts.unit_id or "", []))
        return change

    changes = decide_rows(given, decide)
    after = {one: change.applied_to(known[one].terms) for one, change in changes.items()}
    await books.require_seats_kept(connection, ids, {one: known[one].terms for one in after}, after)
    await repository.save_person_terms(connection, changes)
    rows = {row.id: row for row in given}
    steps = [
        _step(
            heads[person_id],
            change,
            after[person_id],
            synthetic=rows[person_id].synthetic,
            name=sealed[person_id],
        )
        for person_id, change in changes.items()
    ]
    await _record(work, PERSONS, steps, _person_changed, by=scope.person_id, now=now)
    return len(steps)


def _person_changed(person_id: str, version: int, term: Term[PersonFacts]) -> Event:
    return PersonChanged(
        person_id=person_id,
        version=version,
        region=term.facts.region,
        unit_id=term.facts.unit_id,
        roles=[str(role) for role in term.facts.roles],
        valid_from=term.valid_from,
        valid_to=term.valid_to,
    )


async def list_persons(
    work: UnitOfWork, scope: Scope, *, region: str, role: str | None, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return persons as of a day; their names stay sealed."""
    return await repository.list_persons(
        work.connection, scope, region=region, role=role, on=on, after=after, limit=limit
    )


async def open_names(
    work: UnitOfWork, scope: Scope, *, persons: Sequence[Row[Any]], purpose: str, now: datetime
) -> dict[str, str]:
    """Return the names of persons that the scope has found, by id, and note the look with its purpose."""
    names = {row.person_id: work.sealer.open(row.name, about=row.person_id) for row in persons}
    if names:
        await repository.note_look(
            work.connection, by=scope.person_id, at=now, purpose=purpose, person_ids=sorted(names)
        )
    return names


# ------------------------------------------------------------------------------------------------------------- telling
async def tell_begun(work: UnitOfWork, *, now: datetime) -> int:
    """Tell the others of terms that were put down beforehand and have begun; return of how many things."""
    connection, today = work.connection, town_day(now)
    by = platform_scope("organisation").person_id
    units = await repository.lock_untold(connection, UNITS, today)
    unit_terms = await repository.terms_of_units(connection, [head.id for head in units])
    unit_steps = [Step(head.id, head.version + 1, Action.BEGAN, unit_terms[head.id]) for head in units]
    await _record(work, UNITS, unit_steps, _unit_changed, by=by, now=now)
    persons = await repository.lock_untold(connection, PERSONS, today)
    person_terms = await repository.terms_of_persons(connection, [head.id for head in persons])
    person_steps = [Step(head.id, head.version + 1, Action.BEGAN, person_terms[head.id]) for head in persons]
    await _record(work, PERSONS, person_steps, _person_changed, by=by, now=now)
    return len(unit_steps) + len(person_steps)


def _step(head: Row[Any], change: Change[Facts], terms: Sequence[Term[Facts]], **kept: object) -> Step[Facts]:
    return Step(head.id, head.version + 1, change.action, terms, change.adds[-1] if change.adds else None, kept)


async def _record(
    work: UnitOfWork,
    register: Register,
    steps: Sequence[Step[Facts]],
    event: Callable[[str, int, Term[Facts]], Event],
    *,
    by: str,
    now: datetime,
) -> None:
    """Save the heads, note the history and tell the others what holds today."""
    if not steps:
        return
    today = town_day(now)
    heads = [
        {"id": step.id, "version": step.version, "next_from": next_telling(step.terms, today), **step.head}
        for step in steps
    ]
    history = [
        {
            "id": step.id,
            "version": step.version,
            "action": str(step.action),
            "by": by,
            "at": now,
            "facts": said_of(step.wrote) if step.wrote else {},
        }
        for step in steps
    ]
    if register is UNITS:
        await touch(work.connection, Group.UNITS)
    await repository.save_heads(work.connection, register, heads)
    await repository.add_history(work.connection, register, history)
    outbox.record(work, *(event(step.id, step.version, term_to_tell(step.terms, today)) for step in steps))
