"""What did the team do within a scope and a period? All measures in one pass over its cases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, and_, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import JSONPATH

from enforcement.figures.domain import By, Measure
from enforcement.officers.models import power_copies
from enforcement.penalties.domain.course import Conclusion, Procedure
from enforcement.penalties.models import penalties
from shared.codes import RegionLevel
from shared.periods import Days
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

_P = penalties.c
_TOWNSHIP = func.left(_P.region, RegionLevel.TOWNSHIP.digits)
_USED = func.jsonb_array_elements_text(_P.powers).table_valued("code").render_derived(name="used")
# A case without an outcome is open; of a power that was told before fields were, none is known.
OPEN, UNKNOWN = "open", "unknown"
_FIELD = (
    select(power_copies.c.field)
    .where(power_copies.c.region == _TOWNSHIP, power_copies.c.code == _P.powers[0].astext)
    .correlate(penalties)
    .scalar_subquery()
)
_KEYS: dict[By, ColumnElement[str]] = {
    By.POWER: _USED.c.code,
    # In which the first of its powers lies, as the catalogue names it today.
    By.FIELD: func.coalesce(_FIELD, literal(UNKNOWN)),
    By.MATTER: _P.matter,
    By.PROCEDURE: _P.procedure,
    By.OUTCOME: func.coalesce(_P.outcome, literal(OPEN)),
    By.TOWNSHIP: _TOWNSHIP,
    By.COUNTY: func.left(_P.region, RegionLevel.COUNTY.digits),
}
_ENDED = "$.appeals[*].ended_on ? (@ != null)"
_REVERSED = '$.appeals[*].result ? (@ == "changed" || @ == "revoked")'


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*conditions)


def _fen(*path: str) -> ColumnElement[int]:
    return func.coalesce(cast(_P.course[path].astext, BigInteger), 0)


def _has(path: str) -> ColumnElement[bool]:
    return func.jsonb_path_exists(_P.course, cast(literal(path), JSONPATH))


def _measures(period: Days) -> dict[Measure, tuple[ColumnElement[int], ColumnElement[int]]]:
    """Return numerator and denominator of each measure, as aggregates over cases."""
    filed = and_(_P.filed_at >= period.since, _P.filed_at < period.until)
    decided = and_(_P.decided_at >= period.since, _P.decided_at < period.until)
    ordinary = and_(decided, _P.procedure == Procedure.ORDINARY, _P.outcome == Conclusion.PUNISH)
    # Money alone: what confiscated goods are worth nobody pays.
    imposed = _fen("decided", "fine_fen") + _fen("decided", "confiscated_fen")
    paid = func.least(_fen("paid_fen"), imposed)
    return {
        Measure.FILED: (_how_many(filed), func.sum(func.count().filter(filed)).over()),
        Measure.DECIDED_IN_TIME: (_how_many(decided, _P.decided_at <= _P.decide_due_at), _how_many(decided)),
        Measure.SPARED: (_how_many(decided, _P.outcome == Conclusion.SPARE), _how_many(decided)),
        Measure.REVIEWED: (_how_many(ordinary, _has("$.review.passed ? (@ == true)")), _how_many(ordinary)),
        Measure.REVERSED: (_how_many(decided, _has(_REVERSED)), _how_many(decided, _has(_ENDED))),
        Measure.PAID: (
            func.coalesce(func.sum(paid).filter(decided), 0),
            func.coalesce(func.sum(imposed).filter(decided), 0),
        ),
    }


async def count(connection: Connection, scope: Scope, *, by: By, region: str, period: Days) -> Sequence[Row[Any]]:
    """Return a row a key: `key`, and numerator and denominator of each measure by its name."""
    key = _KEYS[by].label("key")
    columns: list[ColumnElement[Any]] = [key]
    columns += [
        column.label(f"{measure}/{part}")
        for measure, parts in _measures(period).items()
        for part, column in zip(("numerator", "denominator"), parts, strict=True)
    ]
    moments = (_P.filed_at, _P.decided_at)
    whatever = or_(*(and_(moment >= period.since, moment < period.until) for moment in moments))
    here = visible_in(scope, penalties), _P.region.startswith(region, autoescape=True), _P.handed_to.is_(None)
    query = select(*columns).select_from(penalties.join(_USED, true()) if by is By.POWER else penalties)
    return (await connection.execute(query.where(*here, whatever).group_by(key).order_by(key))).all()


async def unused_powers(
    connection: Connection, scope: Scope, *, region: str, period: Days, limit: int
) -> Sequence[Row[Any]]:
    """Return the powers of townships by which no case was filed in a period: region and code, with their terms."""
    c = power_copies.c
    of_it = (
        func.left(_P.region, RegionLevel.TOWNSHIP.digits) == c.region,
        _P.powers.contains(func.jsonb_build_array(c.code)),
    )
    used = select(_P.id).where(*of_it, _P.filed_at >= period.since, _P.filed_at < period.until).exists()
    here = visible_in(scope, power_copies), c.region.startswith(region, autoescape=True)
    query = select(power_copies).where(*here, ~used).order_by(c.region, c.code).limit(limit)
    return (await connection.execute(query)).all()
