"""Which records are missing something, stale, or contradict others; and what were workers asked to mend?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Row,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert

from grid.registry.domain.kinds import HomeUse, RecordKind, State
from grid.registry.domain.quality import Finding, Rule
from grid.registry.domain.ties import Relation
from grid.registry.models import RECORDS, quality_rounds, quality_rules, record_mendings, record_ties
from grid.registry.repository.sight import seen_by
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

Rows = Sequence[Row[Any]]
_t, _m = record_ties.c, record_mendings.c
HOMES, RESIDENTS, HOUSEHOLDS = (RECORDS[kind] for kind in (RecordKind.HOME, RecordKind.RESIDENT, RecordKind.HOUSEHOLD))


# --------------------------------------------------------------------------------------------------------------- rules
async def rules_of(connection: Connection, region: str) -> Rows:
    """Return the rule of each kind that holds in a region: the last version of the nearest region above it."""
    c = quality_rules.c
    query = select(quality_rules).where(literal(region).startswith(c.region))
    query = query.order_by(c.kind, func.length(c.region).desc(), c.version.desc()).ext(distinct_on(c.kind))
    return (await connection.execute(query)).all()


async def versions_of(connection: Connection, region: str, kind: RecordKind) -> Rows:
    """Return all versions of one region's own rule of a kind, the last first."""
    c = quality_rules.c
    query = select(quality_rules).where(c.region == region, c.kind == str(kind)).order_by(c.version.desc())
    return (await connection.execute(query)).all()


async def add_rule(connection: Connection, row: dict[str, Any]) -> bool:
    """Add a version of a rule; False where somebody else has just added it."""
    return bool(await insert_rows(connection, quality_rules, [row], skip_known=True, returning="version"))


# ------------------------------------------------------------------------------------------------------------ findings
def _found(scope: Scope, region: str, kind: RecordKind, finding: Finding, detail: Any = None) -> Select[Any]:
    table = RECORDS[kind]
    said = detail if detail is not None else literal("")
    columns = [table.c.id, table.c.region, table.c.cell, table.c.checked_at, said.label("detail")]
    query = select(literal(str(kind)).label("kind"), literal(str(finding)).label("finding"), *columns)
    return query.where(*_there(scope, region, table))


def _there(scope: Scope, region: str, table: Table) -> tuple[Any, ...]:
    current = table.c.state == str(State.CURRENT)
    return seen_by(scope, table), table.c.region.startswith(region, autoescape=True), current


def _missing(scope: Scope, region: str, rule: Rule) -> Select[Any]:
    columns = [RECORDS[rule.kind].c[name] for name in rule.needed]
    names = func.concat_ws(",", *(case((column.is_(None), column.name)) for column in columns))
    return _found(scope, region, rule.kind, Finding.MISSING, names).where(or_(*(one.is_(None) for one in columns)))


def _stale(scope: Scope, region: str, rule: Rule, now: datetime) -> Select[Any]:
    before = now - timedelta(days=rule.stale_days)
    return _found(scope, region, rule.kind, Finding.STALE).where(RECORDS[rule.kind].c.checked_at < before)


def _contradicting(scope: Scope, region: str) -> Iterator[Select[Any]]:
    lives = and_(_t.relation == str(Relation.LIVES_IN), _t.valid_to.is_(None))
    ended = exists().where(HOMES.c.id == HOUSEHOLDS.c.home_id, HOMES.c.state == str(State.ENDED))
    yield _found(scope, region, RecordKind.HOUSEHOLD, Finding.HOME_ENDED).where(ended)
    lived_in = exists().where(_t.to_id == HOMES.c.id, lives)
    vacant = HOMES.c.use == str(HomeUse.VACANT)
    yield _found(scope, region, RecordKind.HOME, Finding.VACANT_LIVED_IN).where(vacant, lived_in)
    homes = select(func.count()).where(_t.from_id == RESIDENTS.c.id, lives).scalar_subquery()
    yield _found(scope, region, RecordKind.RESIDENT, Finding.TWO_HOMES).where(homes > 1)
    twin = RESIDENTS.alias("twin")
    same = exists().where(
        twin.c.township == RESIDENTS.c.township,
        twin.c.phone_mark == RESIDENTS.c.phone_mark,
        twin.c.name_mark == RESIDENTS.c.name_mark,
        twin.c.state == str(State.CURRENT),
        twin.c.id != RESIDENTS.c.id,
    )
    yield _found(scope, region, RecordKind.RESIDENT, Finding.DOUBLED).where(same)
    for kind in (RecordKind.RESIDENT, RecordKind.ENTERPRISE, RecordKind.FACILITY):
        yield _found(scope, region, kind, Finding.TIED_TO_ENDED).where(_tied_to_ended(RECORDS[kind]))


def _tied_to_ended(table: Table) -> Any:
    gone = or_(
        *(
            exists().where(other.c.id == _t.to_id, other.c.state == str(State.ENDED)).correlate(record_ties)
            for other in RECORDS.values()
        )
    )
    return exists().where(_t.from_id == table.c.id, _t.valid_to.is_(None), gone).correlate(table)


def _all(scope: Scope, region: str, rules: Mapping[RecordKind, Rule], now: datetime) -> Subquery:
    parts: list[Select[Any]] = [*_contradicting(scope, region)]
    parts += [_missing(scope, region, rule) for rule in rules.values() if rule.needed]
    parts += [_stale(scope, region, rule, now) for rule in rules.values()]
    every: CompoundSelect[Any] = union_all(*parts)
    return every.subquery("findings")


async def count_findings(
    connection: Connection, scope: Scope, region: str, rules: Mapping[RecordKind, Rule], now: datetime
) -> dict[tuple[str, str], int]:
    """Return (kind, finding) → how many records have it."""
    found = _all(scope, region, rules, now)
    query = select(found.c.kind, found.c.finding, func.count()).group_by(found.c.kind, found.c.finding)
    return {(kind, finding): count for kind, finding, count in (await connection.execute(query)).all()}


async def count_records(connection: Connection, scope: Scope, region: str) -> dict[RecordKind, int]:
    """Return how many records of each kind hold."""
    counts = {}
    for kind, table in RECORDS.items():
        query = select(func.count()).select_from(table).where(*_there(scope, region, table))
        counts[kind] = int((await connection.execute(query)).scalar_one())
    return counts


async def list_findings(
    connection: Connection,
    scope: Scope,
    region: str,
    rules: Mapping[RecordKind, Rule],
    now: datetime,
    *,
    finding: Finding | None = None,
    kind: RecordKind | None = None,
    after: UUID | None = None,
    limit: int,
) -> Rows:
    """Return findings in order of their records' ids."""
    found = _all(scope, region, rules, now)
    query = select(found)
    if finding is not None:
        query = query.where(found.c.finding == str(finding))
    if kind is not None:
        query = query.where(found.c.kind == str(kind))
    if after is not None:
        query = query.where(found.c.id > after)
    return (await connection.execute(query.order_by(found.c.id, found.c.finding).limit(limit))).all()


# ------------------------------------------------------------------------------------------------------------- mending
async def begin_round(connection: Connection, township: str, on: date) -> bool:
    """Begin the round of a day in a township; False where it was begun."""
    begun = insert(quality_rounds).values(township=township, on_day=on)
    newer = begun.on_conflict_do_update(
        index_elements=["township"], set_={"on_day": on}, where=quality_rounds.c.on_day < on
    )
    return (await connection.execute(newer.returning(quality_rounds.c.township))).first() is not None


async def rounds_of(connection: Connection, on: date) -> set[str]:
    """Return the townships whose round of a day was begun."""
    query = select(quality_rounds.c.township).where(quality_rounds.c.on_day >= on)
    return set((await connection.execute(query)).scalars())


async def mendings_since(connection: Connection, township: str, since: datetime) -> Rows:
    """Return what workers of a township are asked to mend, and what they were asked since a moment."""
    recent = or_(_m.closed_at.is_(None), _m.closed_at >= since, _m.opened_at >= since)
    query = select(record_mendings).where(_m.region.startswith(township, autoescape=True), recent).order_by(_m.key)
    return (await connection.execute(query.with_for_update())).all()


async def seen_since(connection: Connection, mendings: Sequence[Row[Any]]) -> list[str]:
    """Return the keys of those mendings whose record was ended, changed or seen after they were opened."""
    over: list[str] = []
    for kind in {one.kind for one in mendings}:
        table = RECORDS[RecordKind(kind)]
        r = table.c
        touched = or_(r.state != str(State.CURRENT), r.changed_at > _m.opened_at, r.checked_at > _m.opened_at)
        mine = and_(among(_m.key, [one.key for one in mendings if one.kind == kind]), touched)
        query = select(_m.key).join(table, r.id == _m.record_id).where(mine)
        over += (await connection.execute(query)).scalars()
    return over


async def add_mendings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what workers are asked to mend, anew where it was asked long ago."""
    for row in rows:
        asked = insert(record_mendings).values(**row)
        again = {"task_id": asked.excluded.task_id, "opened_at": asked.excluded.opened_at, "closed_at": None}
        await connection.execute(asked.on_conflict_do_update(index_elements=["key"], set_=again))


async def close_mendings(connection: Connection, keys: Collection[str], at: datetime) -> None:
    await connection.execute(update(record_mendings).where(among(_m.key, keys)).values(closed_at=at))
