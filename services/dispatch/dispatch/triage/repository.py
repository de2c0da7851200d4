"""How are the tables of triage read and replaced, and its decisions kept?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import Row, Table, delete, select
from sqlalchemy.dialects.postgresql import insert

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import seen_by
from dispatch.organisation.models import unit_terms
from dispatch.triage.domain.classify import Word, WordClassifier
from dispatch.triage.domain.rules import Rule
from dispatch.triage.domain.tables import Matter, Places, Tables, Units, WorkerOf, Workers
from dispatch.triage.models import (
    cell_copies,
    crosswalk,
    matter_words,
    matters,
    routing_rules,
    triage_decisions,
    worker_copies,
)
from shared.codes import RegionLevel
from shared.geo import Cell, CellIndex
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import CellKind, CellRole, Executor, Urgency


# ---------------------------------------------------------------------------------------------------- kept in memory
async def load_tables(connection: Connection) -> Tables:
    """Return the tables of categories, words and rules."""
    rows = (await connection.execute(select(matters))).all()
    words = (await connection.execute(select(matter_words).order_by(matter_words.c.matter))).all()
    walks = (await connection.execute(select(crosswalk))).all()
    return Tables(
        matters={
            r.code: Matter(r.code, r.name, r.field, Executor(r.executor), r.unit_kind, Urgency(r.urgency), r.danger)
            for r in rows
        },
        crosswalk={(row.scheme, row.code): row.matter for row in walks},
        classifier=WordClassifier(Word(row.matter, row.word, row.weight) for row in words),
        rules=await load_rules(connection),
    )


async def load_rules(connection: Connection) -> list[Rule]:
    rows = (
        await connection.execute(select(routing_rules).order_by(routing_rules.c.priority, routing_rules.c.id))
    ).all()
    return [Rule(id=r.id, priority=r.priority, title=r.title, conditions=r.conditions, outcome=r.outcome) for r in rows]


async def load_places(connection: Connection, on: date) -> Places:
    """Return the cells valid on a day, and the place names that lie in them."""
    c = cell_copies.c
    valid = (c.valid_from <= on) & (c.valid_to.is_(None) | (c.valid_to > on))
    rows = (await connection.execute(select(cell_copies).where(valid).order_by(c.cell))).all()
    index = CellIndex(
        Cell(row.cell, shapely.Polygon(row.rings[0], row.rings[1:]), inner=row.kind == CellKind.MICRO) for row in rows
    )
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name in row.place_names:
            names[name].append(row.cell)
    return Places(index, names)


async def load_workers(connection: Connection) -> Workers:
    """Return who holds each cell."""
    holders: dict[str, list[WorkerOf]] = defaultdict(list)
    for row in (await connection.execute(select(worker_copies))).all():
        for held in row.cells:
            holders[held["cell"]].append(WorkerOf(row.worker_id, CellRole(held["role"]), row.on_duty))
    return holders


async def load_units(connection: Connection, on: date) -> Units:
    """Return the unit of each kind in each region, the lowest id where there are several."""
    c = unit_terms.c
    valid = (c.valid_from <= on) & (c.valid_to.is_(None) | (c.valid_to >= on))
    rows = (await connection.execute(select(c.unit_id, c.region, c.kind).where(valid).order_by(c.unit_id.desc()))).all()
    return {(row.region, row.kind): row.unit_id for row in rows}


# -------------------------------------------------------------------------------------------------------------- writing
async def save_tables(connection: Connection, given: Mapping[Table, Sequence[dict[str, Any]]]) -> None:
    """Add rows to the tables and replace those with the same key; what a person loaded stays until replaced."""
    for table, rows in given.items():
        if not rows:
            continue
        keys = [column.name for column in table.primary_key]
        statement = insert(table)
        others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        if others:
            statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
        else:
            statement = statement.on_conflict_do_nothing()
        await connection.execute(statement, list(rows))


async def replace_words(connection: Connection, codes: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    """Replace all words of these matters."""
    await connection.execute(delete(matter_words).where(matter_words.c.matter.in_(list(codes))))
    await insert_rows(connection, matter_words, rows)


async def known_matters(connection: Connection) -> set[str]:
    return set((await connection.execute(select(matters.c.code))).scalars())


async def fields_of_matters(connection: Connection) -> dict[str, str]:
    """Return the field of each matter."""
    return {row.code: row.field for row in (await connection.execute(select(matters.c.code, matters.c.field))).all()}


async def replace_rules(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.execute(delete(routing_rules))
    await insert_rows(connection, routing_rules, rows)


async def save_copies(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Keep the newest version of each copy; return how many rows changed."""
    if not rows:
        return 0
    keys = [column.name for column in table.primary_key]
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["version"]):
        newest[tuple(row[key] for key in keys)] = row
    statement = insert(table).values(list(newest.values()))
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    newer = table.c.version < statement.excluded.version
    saved = await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others, where=newer))
    return saved.rowcount


async def add_decisions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, triage_decisions, rows)


async def known_decisions(connection: Connection, report_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these reports were decided before."""
    query = select(triage_decisions.c.report_id).where(among(triage_decisions.c.report_id, report_ids))
    return set((await connection.execute(query)).scalars())


async def decisions_of(connection: Connection, scope: Scope, case_id: UUID) -> Sequence[Row[Any]]:
    """Return why the reports of a case became this case, the first first; nothing outside the scope."""
    query = (
        select(triage_decisions)
        .join(cases, cases.c.id == triage_decisions.c.case_id)
        .where(triage_decisions.c.case_id == case_id, seen_by(scope))
    )
    return (await connection.execute(query.order_by(triage_decisions.c.report_id))).all()


async def is_danger(connection: Connection, matter: str) -> bool:
    """Tell whether a matter is a danger to life or public safety."""
    query = select(matters.c.danger).where(matters.c.code == matter)
    return bool((await connection.execute(query)).scalar_one_or_none())


async def place_of(
    connection: Connection, *, worker: str | None, unit: str | None, executor: Executor | None, on: date
) -> str | None:
    """Return the region of who works on a case, a worker of the grid or a unit; None where there is no such one."""
    if executor is Executor.GRID:
        query = select(worker_copies.c.region).where(worker_copies.c.worker_id == worker)
    else:
        query = select(unit_terms.c.region).where(unit_terms.c.unit_id == unit, unit_terms.c.valid.contains(on))
    return (await connection.execute(query)).scalar_one_or_none()


async def missing(connection: Connection, *, region: str, named: Mapping[str, Any]) -> list[str]:
    """Return which of `named` (matter, cell, worker_id, unit) are not known, or not for `region`."""
    county = region[: RegionLevel.COUNTY.digits]
    queries = {
        "matter": select(matters.c.code).where(matters.c.code == named.get("matter")),
        "cell": select(cell_copies.c.cell).where(
            cell_copies.c.cell == named.get("cell"), cell_copies.c.region.startswith(region, autoescape=True)
        ),
        "worker_id": select(worker_copies.c.worker_id).where(
            worker_copies.c.worker_id == named.get("worker_id"),
            worker_copies.c.region.startswith(region, autoescape=True),
        ),
        "unit": select(unit_terms.c.unit_id).where(
            unit_terms.c.unit_id == named.get("unit"), unit_terms.c.region.startswith(county, autoescape=True)
        ),
    }
    asked = {name: query for name, query in queries.items() if name in named}
    return [name for name, query in asked.items() if (await connection.execute(query)).first() is None]
