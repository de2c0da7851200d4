"""What did the window do within a scope and a period? All measures in one pass over its applications."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, literal, or_, select

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.models import applications
from approval_window.figures.domain import By, Measure
from approval_window.helping.domain import HelpMode
from approval_window.helping.models import helps
from approval_window.items.models import item_versions, power_copies
from shared.codes import RegionLevel
from shared.periods import Days
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

# What a township handles by itself is of no agency of the county.
OWN = "township"
_A = applications.c
_TOWNSHIP = func.left(_A.region, RegionLevel.TOWNSHIP.digits)
_KEYS: dict[By, ColumnElement[str]] = {
    By.ITEM: _A.item,
    By.AGENCY: func.coalesce(power_copies.c.principal, literal(OWN)),
    By.CLERK: _A.clerk_id,
    By.TOWNSHIP: _TOWNSHIP,
    By.COUNTY: func.left(_A.region, RegionLevel.COUNTY.digits),
}


def _within(moment: ColumnElement[Any], period: Days) -> ColumnElement[bool]:
    return and_(moment >= period.since, moment < period.until)


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*conditions)


def _is_helped(mode: HelpMode | None = None) -> ColumnElement[bool]:
    """Tell of applications whether somebody of the township helps or helped, or did in this mode."""
    named = helps.c.application_id == _A.id, helps.c.helper.is_not(None)
    return exists().where(*named, *([] if mode is None else [helps.c.mode == mode])).correlate(applications)


def _sum(of: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(of).filter(*conditions), 0)


def _measures(period: Days) -> dict[Measure, tuple[ColumnElement[int], ColumnElement[int]]]:
    """Return numerator and denominator of each measure, as aggregates over applications."""
    decided, delivered = _within(_A.decided_at, period), _within(_A.delivered_at, period)
    # Where nothing was said yet and the five days still run, nothing is late and nothing in time.
    admitted = and_(_within(_A.received_at, period), _A.state != ApplicationState.RECEIVED)
    received = _within(_A.received_at, period)
    return {
        Measure.IN_TIME_BY_LAW: (_how_many(decided, _A.decided_at <= _A.decision_due_at), _how_many(decided)),
        Measure.IN_TIME_BY_PROMISE: (_how_many(decided, _A.decided_at <= _A.promise_due_at), _how_many(decided)),
        Measure.PROMISED_SHORTER: (_sum(_A.legal_days - _A.promised_days, decided), _sum(_A.legal_days, decided)),
        # What counts as decided because nobody said anything was decided in no days.
        Measure.IN_FACT_SHORTER: (
            _sum(_A.legal_days - _A.used_days, decided),
            _how_many(decided, _A.used_days.is_not(None)),
        ),
        Measure.ONCE_ONLY: (_how_many(decided, _A.notice_at.is_(None)), _how_many(decided)),
        Measure.ADMITTED_IN_TIME: (_how_many(admitted, ~_A.by_silence), _how_many(admitted)),
        Measure.HELPED: (_how_many(received, _is_helped()), _how_many(received)),
        Measure.DONE_BY_PROXY: (_how_many(received, _is_helped(HelpMode.ON_BEHALF)), _how_many(received)),
        Measure.OPINIONS_IN_TIME: (_sum(_A.opinions_in_time, decided), _sum(_A.opinions_asked, decided)),
        Measure.DELIVERED_IN_TIME: (_how_many(delivered, _A.delivered_at <= _A.delivery_due_at), _how_many(delivered)),
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
    of_version = and_(item_versions.c.code == _A.item, item_versions.c.version == _A.item_version)
    of_power = and_(power_copies.c.region == _TOWNSHIP, power_copies.c.code == item_versions.c.power)
    whatever = or_(*(_within(moment, period) for moment in (_A.received_at, _A.decided_at, _A.delivered_at)))
    query = (
        select(*columns)
        .select_from(applications)
        .join(item_versions, of_version)
        .outerjoin(power_copies, of_power)
        .where(visible_in(scope, applications), _A.region.startswith(region, autoescape=True))
        .where(_A.handed_to.is_(None), whatever)
    )
    return (await connection.execute(query.group_by(key).order_by(key))).all()
