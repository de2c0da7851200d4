"""How is said what a power requires, and who is qualified by it?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.powers.domain.catalogue import PowerKind
from dispatch.training.domain.certificates import Requirement, is_qualified, require_confirmable, requirement_on
from dispatch.training.domain.refusals import (
    ActivityUnknown,
    FieldWithoutCourse,
    ProvinceOnly,
    RequirementUnknown,
)
from dispatch.training.repository import certificates, register
from dispatch.training.repository import requirements as repository
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.registers import RequirementChanged, RequirementTerm

# What is asked of whoever penalises, and of whoever takes an application, for a licence as for a service.
PENALTY, LICENCE = "penalty:", "licence:"
# A power as somebody would use it: its kind, its code in the catalogue, its field of duty.
UsedPower = tuple[str, str, str]


async def draw_up(
    work: UnitOfWork, scope: Scope, activity: str, fields: Sequence[str], valid_from: date, *, now: datetime
) -> int:
    """Draw up what a power requires; it is in force once another person confirms it. Return the version.

    Raises ProvinceOnly, ActivityUnknown, FieldWithoutCourse.
    """
    _require_province(scope)
    await register.hold(work.connection, f"requirement:{activity}")
    if not await repository.is_known(work.connection, activity):
        raise ActivityUnknown("no such power in the catalogue, and no such field of duty", activity=activity)
    untaught = set(fields) - await repository.fields_with_course(work.connection)
    if untaught:
        raise FieldWithoutCourse("no course is offered in these fields", fields=sorted(untaught))
    known = await repository.requirements_of(work.connection, activity)
    version = max((one.version for one in known), default=0) + 1
    one = Requirement(activity, version, tuple(sorted(set(fields))), valid_from, scope.person_id)
    await repository.add_requirement(work.connection, one, at=now)
    await _note(work, scope, activity, "drawn-up", version, now)
    return version


async def confirm(work: UnitOfWork, scope: Scope, activity: str, version: int, *, now: datetime) -> None:
    """Let a requirement be in force from its day on, and tell the others.

    Raises ProvinceOnly, RequirementUnknown, ConfirmedAlready, SecondPersonNeeded, RequirementInThePast.
    """
    _require_province(scope)
    await register.hold(work.connection, f"requirement:{activity}")
    known = await repository.requirements_of(work.connection, activity)
    one = next((one for one in known if one.version == version), None)
    if one is None:
        raise RequirementUnknown("no such requirement", activity=activity, version=version)
    require_confirmable(one, known, by=scope.person_id, today=town_day(now))
    await repository.confirm_requirement(work.connection, activity, version, by=scope.person_id)
    await _note(work, scope, activity, "confirmed", version, now)
    await _tell(work, activity, _matters_of(activity, await repository.matters_by_name(work.connection)))


async def tell_changed(work: UnitOfWork, now: datetime) -> int:
    """Tell the requirements anew whose matters have changed since; return how many."""
    del now
    by_name = await repository.matters_by_name(work.connection)
    told = await repository.lock_tellings(work.connection)
    stale = [row.activity for row in told if row.matters != _matters_of(row.activity, by_name)]
    for activity in stale:
        await _tell(work, activity, _matters_of(activity, by_name))
    return len(stale)


async def list_qualified(
    work: UnitOfWork, scope: Scope, activity: str, *, region: str, on: date, after: str, limit: int
) -> tuple[tuple[str, ...], Sequence[Row[Any]]]:
    """Return the fields that a power requires on a day, and who has them all then. Raises RequirementUnknown."""
    required = requirement_on(await repository.requirements_of(work.connection, activity), on)
    if required is None:
        raise RequirementUnknown("nothing is required for this on that day", activity=activity, on=on.isoformat())
    rows = await certificates.list_qualified(
        work.connection, scope, required.fields, region=region, on=on, after=after, limit=limit
    )
    return required.fields, rows


async def qualified_among(
    work: UnitOfWork, persons: Collection[str], wanted: Collection[UsedPower], on: date
) -> dict[UsedPower, set[str]]:
    """Return of each power who of `persons` may use it on a day by his certificates.

    That is its field, and whatever the province requires beside it of powers in that field and of this one.
    """
    rows = await repository.list_requirements(work.connection)
    known = [repository.requirement_of(row) for row in rows]
    held = await certificates.certificates_of(work.connection, persons)
    learnt = {person: [certificates.certificate_of(row) for row in rows] for person, rows in held.items()}
    asked = {one: _fields_of(one, known, on) for one in wanted}
    able = {
        fields: {person for person in learnt if is_qualified(learnt[person], fields, on)}
        for fields in set(asked.values())
    }
    return {one: able[fields] for one, fields in asked.items()}


def _fields_of(power: UsedPower, known: Collection[Requirement], on: date) -> frozenset[str]:
    kind, code, field = power
    used = PENALTY if kind == PowerKind.PENALTY else LICENCE
    asked = [requirement_on([one for one in known if one.activity == f"{used}{name}"], on) for name in {field, code}]
    return frozenset({field}.union(*(one.fields for one in asked if one is not None)))


def _matters_of(activity: str, by_name: Mapping[str, Collection[str]]) -> list[str]:
    """Return what a power to penalise is about: the matters of the field or the power that is named, in order."""
    return sorted(by_name.get(activity.removeprefix(PENALTY), ())) if activity.startswith(PENALTY) else []


async def _tell(work: UnitOfWork, activity: str, matters: Sequence[str]) -> None:
    known = await repository.requirements_of(work.connection, activity)
    terms = [
        RequirementTerm(valid_from=one.valid_from, fields=list(one.fields))
        for one in sorted(known, key=lambda one: (one.valid_from, one.version))
        if one.confirmed_by is not None
    ]
    version = await repository.note_telling(work.connection, activity, matters)
    outbox.record(work, RequirementChanged(activity=activity, version=version, terms=terms, matters=list(matters)))


async def _note(work: UnitOfWork, scope: Scope, activity: str, step: str, version: int, now: datetime) -> None:
    steps = [(activity, step, {"version": version})]
    await register.add_history(work.connection, steps, region=scope.region, by=scope.person_id, at=now)


def _require_province(scope: Scope) -> None:
    if len(scope.region) > RegionLevel.PROVINCE.digits:
        raise ProvinceOnly("what a power requires is the same in all of the province", scope=scope.region)
