"""Who watches over the powers of townships, what is found, and which of them does nobody watch?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.powers import repository
from dispatch.powers.domain.life import Action, in_force
from dispatch.powers.domain.refusals import NotInForce, NotSupervised
from dispatch.powers.domain.supervision import (
    Check,
    Supervision,
    Vacuum,
    require_check,
    require_department,
    require_supervisor,
    vacuum_of,
)
from dispatch.powers.repository import Chosen
from dispatch.powers.service.lives import COUNTY_DIGITS, Asked, Held, hold
from dispatch.powers.service.register import list_powers
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Watched:
    """A power and who watches over it."""

    row: Row[Any]
    supervision: Supervision | None
    checks: Sequence[Row[Any]]

    @property
    def last_check(self) -> date | None:
        return self.checks[-1].checked_on if self.checks else None

    def missing(self, on: date) -> list[Vacuum]:
        return vacuum_of(self.supervision, self.last_check, on)


async def name_supervisor(work: UnitOfWork, asked: Asked, supervision: Supervision) -> None:
    """Name the agency that watches over a power from today on, and its plan.

    Raises PowerNotFound, NotTheCounty, DepartmentUnknown.
    """
    held = await hold(work, asked, county=True)
    departments = await repository.units_of(work.connection, asked.region[:COUNTY_DIGITS], asked.today)
    require_department(supervision.agency, departments)
    row = {
        "power_id": held.row.id,
        "named_on": asked.today,
        "agency": supervision.agency,
        "plan": supervision.plan,
        "every_months": supervision.every_months,
        "by": asked.by,
        "at": asked.now,
    }
    await repository.name_supervisor(work.connection, row)
    await _note(work, asked, held, Action.SUPERVISE, {"agency": supervision.agency})


async def record_check(work: UnitOfWork, asked: Asked, check: Check) -> UUID:
    """Keep what the supervising agency found; return the check's id.

    Raises PowerNotFound, NotInForce, NotSupervised, NotTheSupervisor, CheckImpossible.
    """
    held = await hold(work, asked)
    require_check(check, asked.today)
    if not in_force(held.power, check.checked_on):
        raise NotInForce("the power was not in force on that day", on=check.checked_on.isoformat())
    named = await repository.supervisions_of(work.connection, [held.row.id], asked.today)
    if held.row.id not in named:
        raise NotSupervised("no agency is named to watch over this power", power=asked.code)
    agency = named[held.row.id].agency
    require_supervisor(agency, asked.scope.unit)
    row = {
        "id": new_id(),
        "power_id": held.row.id,
        "agency": agency,
        "checked_on": check.checked_on,
        "sampled": check.sampled,
        "findings": dict(check.findings),
        "by": asked.by,
        "at": asked.now,
    }
    await repository.add_check(work.connection, row)
    facts = {"sampled": check.sampled, "found": sum(check.findings.values())}
    await _note(work, asked, held, Action.CHECK, facts)
    return UUID(str(row["id"]))


async def read_watched(work: UnitOfWork, asked: Asked, *, on: date) -> Watched:
    """Return who watches over a power, and every check of it up to a day. Raises PowerNotFound."""
    held = await hold(work, asked)
    (watched,) = await _watched(work, [held.row], on)
    return watched


async def list_vacuum(
    work: UnitOfWork, scope: Scope, *, region: str, on: date, after: tuple[str, str], limit: int
) -> tuple[Sequence[Watched], Row[Any] | None]:
    """Return the powers in force on a day that nobody watches, of one page of powers; and the page's last power."""
    chosen = Chosen(region, in_force_only=True)
    rows = await list_powers(work, scope, chosen, on=on, after=after, limit=limit)
    found = [watched for watched in await _watched(work, rows, on) if watched.missing(on)]
    return found, rows[-1] if len(rows) == limit else None


async def _watched(work: UnitOfWork, rows: Sequence[Row[Any]], on: date) -> list[Watched]:
    ids = [row.id for row in rows]
    named = await repository.supervisions_of(work.connection, ids, on)
    checks = await repository.checks_of(work.connection, ids, on)
    return [Watched(row, named.get(row.id), [one for one in checks if one.power_id == row.id]) for row in rows]


async def _note(work: UnitOfWork, asked: Asked, held: Held, action: Action, facts: Mapping[str, object]) -> None:
    step = repository.step_of(held.row.id, action, held.power.state, facts, by=asked.by, at=asked.now)
    await repository.add_history(work.connection, [step])
