"""What is stuck, in one shape for every capability: kind, township or county, since when, and what it is about?

One query a kind, on the tables of who owns it; nothing is copied, and everything is asked anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    Select,
    Text,
    cast,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.duties.models import duty_admissions
from dispatch.exchange.models import exchange_requests
from dispatch.party.domain.stuck import Stuck, grouped_by
from dispatch.party.models import party_major_cases
from dispatch.party.repository.resolutions import approval
from dispatch.powers.domain.supervision import SubjectKind
from dispatch.powers.models import power_terms, powers
from dispatch.powers.repository.evaluations import evaluations_due
from dispatch.powers.repository.supervision import unwatched
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

NO_HOLDER = ("no-matter", "no-cell", "no-unit", "no-worker", "county-matter", "disputed", "reopened")
UNDER_WAY = ("applied", "checked", "reviewed")
ON_TRIAL = ("trial", "prolonged", "evaluated", "lapsed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of it: within the scope, in `region` (a prefix), as of `now`."""

    scope: Scope
    region: str
    now: datetime

    @property
    def narrowest(self) -> str:
        return max(self.region, self.scope.region, key=len)

    def here(self, table: Any) -> ColumnElement[bool]:
        """Return the condition of a table's rows; the range says what the prefixes say, for plain indexes."""
        region = table.c.region
        inside: ColumnElement[bool] = region.startswith(self.region, autoescape=True)
        if self.narrowest:
            inside &= (region >= self.narrowest) & (region < str(int(self.narrowest) + 1))
        if table is cases:
            inside &= not_hidden_from(self.scope)
        return visible_in(self.scope, table) & inside


def _found(kind: Stuck, region: ColumnElement[str], since: Any, about: Any, label: Any) -> Select[Any]:
    home = func.left(region, RegionLevel.TOWNSHIP.digits).label("region")
    columns = (cast(since, DateTime(timezone=True)).label("since"), cast(about, Text).label("about"))
    return select(literal(str(kind)).label("kind"), home, *columns, label.label("label"))


def _overdue(asked: Asked) -> Select[Any]:
    """Cases with a running clock that was marked as overdue, since the first of them was due."""
    late = case_clocks.c.stopped_at.is_(None) & case_clocks.c.overdue_at.is_not(None)
    query = _found(Stuck.OVERDUE, cases.c.region, func.min(case_clocks.c.due_at), cases.c.id, cases.c.number)
    query = query.select_from(case_clocks).join(cases, cases.c.id == case_clocks.c.case_id)
    return query.where(late, asked.here(cases)).group_by(cases.c.id)


def _queued(kind: Stuck, *queues: str) -> Callable[[Asked], Select[Any]]:
    def query(asked: Asked) -> Select[Any]:
        found = _found(kind, cases.c.region, cases.c.changed_at, cases.c.id, cases.c.number)
        return found.where(cases.c.queue.in_(queues), asked.here(cases))

    return query


def _admissions(asked: Asked) -> Select[Any]:
    """Applications past the term of their step; those of the county, and those about the township that is asked for."""
    table = duty_admissions
    here = visible_in(asked.scope, table) | table.c.townships.contains([asked.scope.region])
    region = table.c.region.startswith(asked.region, autoescape=True) | table.c.townships.contains([asked.region])
    found = _found(Stuck.ADMISSION_LATE, table.c.region, table.c.due_at, table.c.id, table.c.matter)
    return found.where(table.c.state.in_(UNDER_WAY), table.c.due_at < asked.now, here, region)


def _trials(asked: Asked) -> Select[Any]:
    """Powers whose trial is over while nobody has decided what becomes of them."""
    last = func.max(power_terms.c.valid_to)
    found = _found(Stuck.TRIAL_OVER, powers.c.region, _morning(last + literal(1)), powers.c.id, powers.c.code)
    found = found.join(power_terms, power_terms.c.power_id == powers.c.id)
    found = found.where(powers.c.state.in_(ON_TRIAL), asked.here(powers))
    return found.group_by(powers.c.id).having(last < town_day(asked.now))


def _evaluations(asked: Asked) -> Select[Any]:
    """Formal powers that nobody has evaluated for more than a year."""
    late = evaluations_due(town_day(asked.now))
    due = late.c
    found = _found(Stuck.EVALUATION_DUE, due.region, _morning(due.due_on + literal(1)), due.power_id, due.code)
    return found.where(asked.here(late))


def _not_supervised(kind: Stuck, subject: SubjectKind) -> Callable[[Asked], Select[Any]]:
    """Powers in force, licences granted and duties of a township's list that no agency watches over (无真空)."""

    def query(asked: Asked) -> Select[Any]:
        nobodys = unwatched(subject, town_day(asked.now))
        free = nobodys.c
        return _found(kind, free.region, _morning(free.since), free.key, free.code).where(asked.here(nobodys))

    return query


def _morning(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return when a day began in the town."""
    return func.timezone("Asia/Shanghai", cast(day, DateTime(timezone=False)))


def _major(asked: Asked) -> Select[Any]:
    """Major cases that their committee has not approved yet."""
    marks = party_major_cases
    found = _found(Stuck.MAJOR_CASE, cases.c.region, marks.c.marked_at, cases.c.id, cases.c.number)
    found = found.select_from(marks).join(cases, cases.c.id == marks.c.case_id)
    return found.where(marks.c.ended_at.is_(None), ~exists().where(approval()), asked.here(cases))


def _not_read(asked: Asked) -> Select[Any]:
    """Subscriptions of departments whose rows cannot be read: they are told nothing, and do not know it."""
    table = exchange_requests
    found = _found(Stuck.NOT_READ, table.c.region, table.c.unread_since, table.c.id, table.c.set_code)
    return found.where(table.c.unread_since.is_not(None), asked.here(table))


QUERIES: Mapping[Stuck, Callable[[Asked], Select[Any]]] = {
    Stuck.OVERDUE: _overdue,
    Stuck.RETURNED: _queued(Stuck.RETURNED, "returned"),
    Stuck.NOT_ADMITTED: _queued(Stuck.NOT_ADMITTED, "not-admitted"),
    Stuck.NO_HOLDER: _queued(Stuck.NO_HOLDER, *NO_HOLDER),
    Stuck.TRIAL_OVER: _trials,
    Stuck.EVALUATION_DUE: _evaluations,
    Stuck.NOT_SUPERVISED: _not_supervised(Stuck.NOT_SUPERVISED, SubjectKind.POWER),
    Stuck.LICENCE_NOT_SUPERVISED: _not_supervised(Stuck.LICENCE_NOT_SUPERVISED, SubjectKind.LICENCE),
    Stuck.DUTY_NOT_SUPERVISED: _not_supervised(Stuck.DUTY_NOT_SUPERVISED, SubjectKind.DUTY),
    Stuck.ADMISSION_LATE: _admissions,
    Stuck.MAJOR_CASE: _major,
    Stuck.NOT_READ: _not_read,
}


async def count_stuck(connection: Connection, asked: Asked) -> Sequence[Row[Any]]:
    """Return kind, region (of the level below what is asked about), how many, and since when; the oldest first."""
    every = union_all(*(query(asked) for query in QUERIES.values())).subquery()
    oldest = func.min(every.c.since).label("oldest")
    region = func.left(every.c.region, grouped_by(asked.narrowest)).label("region")
    counted = select(every.c.kind, region, func.count().label("count"), oldest)
    query = counted.group_by(every.c.kind, region).order_by(oldest, every.c.kind, region)
    return (await connection.execute(query)).all()


async def list_stuck(
    connection: Connection, kind: Stuck, asked: Asked, *, after: tuple[datetime, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what is stuck for one reason, the oldest first: kind, region, since, about (an id), label (a number)."""
    found = QUERIES[kind](asked).subquery()
    query = select(found).order_by(found.c.since, found.c.about).limit(limit)
    if after is not None:
        query = query.where(tuple_(found.c.since, found.c.about) > tuple_(*after))
    return (await connection.execute(query)).all()
