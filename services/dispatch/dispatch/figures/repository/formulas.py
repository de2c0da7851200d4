"""Which formulas are in force, which wait for another person, and how are they kept?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import distinct_on

from dispatch.figures.domain.formulas import Formula, Version
from dispatch.figures.domain.terms import FormulaState
from dispatch.figures.models import figure_formulas
from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows

_t = figure_formulas.c
_CONFIRMED, _OPEN = str(FormulaState.CONFIRMED), str(FormulaState.OPEN)


async def in_force(connection: Connection, day: date, code: str | None = None) -> list[Version]:
    """Return of each code and prefix the version that holds on a day."""
    query = (
        select(figure_formulas)
        .where(_t.state == _CONFIRMED, _t.valid_from <= day, _t.code == code if code else true())
        .ext(distinct_on(_t.code, _t.region))
        .order_by(_t.code, _t.region, _t.version.desc())
    )
    return [to_version(row) for row in (await connection.execute(query)).all()]


async def newest(connection: Connection, code: str, region: str) -> Version | None:
    """Return the newest version of a figure for exactly this prefix, also one that begins later than today."""
    mine = (_t.code == code) & (_t.region == region) & (_t.state == _CONFIRMED)
    query = select(figure_formulas).where(mine).order_by(_t.version.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return to_version(row) if row else None


async def hold(connection: Connection, code: str, region: str) -> None:
    """Let nobody else number a version of this figure and prefix until the transaction ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:of))"), {"of": f"figures:{code}:{region}"})


async def add(connection: Connection, rows: Sequence[dict[str, Any]], *, skip_known: bool = False) -> None:
    await insert_rows(connection, figure_formulas, rows, skip_known=skip_known)


async def find(connection: Connection, formula_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    query = select(figure_formulas).where(_t.id == formula_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def is_open(connection: Connection, code: str, region: str) -> bool:
    mine = (_t.code == code) & (_t.region == region) & (_t.state == _OPEN)
    return bool((await connection.execute(select(func.count()).where(mine))).scalar_one())


async def decide(
    connection: Connection, formula_id: UUID, state: FormulaState, *, version: int | None, by: str, at: datetime
) -> None:
    decided = update(figure_formulas).where(_t.id == formula_id)
    await connection.execute(decided.values(state=str(state), version=version, decided_by=by, decided_at=at))


async def list_formulas(
    connection: Connection, region: str, *, state: FormulaState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the formulas that count somewhere in a region: its own, those above it and those below, newest first."""
    above: ColumnElement[bool] = func.starts_with(region, _t.region)
    query = select(figure_formulas).where(or_(above, _t.region.startswith(region, autoescape=True)))
    if state is not None:
        query = query.where(_t.state == str(state))
    if after is not None:
        query = query.where(_t.id < after)
    return (await connection.execute(query.order_by(_t.id.desc()).limit(limit))).all()


def to_version(row: Row[Any]) -> Version:
    kept = (row.id, row.code, row.region, row.version, row.valid_from, row.name, row.name_en, row.basis)
    return Version(*kept, Formula.read(row.definition))
