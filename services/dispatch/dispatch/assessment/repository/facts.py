"""Which facts of the platform are the figures made of?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from dispatch.assessment.domain.facts import CaseFacts, ClockFacts, TrialFacts
from dispatch.assessment.domain.terms import Period
from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.domain.workflow import Action
from dispatch.cases.models import case_clocks, case_history, case_reports, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.intake.models import feed_events
from dispatch.organisation.models import roles_held
from dispatch.powers.domain.life import Action as PowerAction
from dispatch.powers.models import power_catalogue, power_history, power_terms, powers
from shared.clock import town_day
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import CaseState, Executor, FeedKind

DISPATCHED, RETURNED = str(Action.DISPATCH), str(Action.RETURN)
OF_THE_TOWNSHIP = (str(ClockKind.HANDLE), str(ClockKind.REPLY))


# --------------------------------------------------------------------------------------------------------------- cases
async def due_cases(connection: Connection, scope: Scope, region: str, period: Period) -> list[CaseFacts]:
    """Return what is known of the cases of a region whose last clock of handling or reply ran out in a period."""
    k = case_clocks.c
    last = func.max(k.due_at)
    due = (
        select(k.case_id)
        .join(cases, cases.c.id == k.case_id)
        .where(seen_by(scope), cases.c.region.startswith(region, autoescape=True))
        .where(k.kind.in_(OF_THE_TOWNSHIP))
        .group_by(k.case_id)
        .having(and_(last >= period.since, last < period.until))
        .cte("due")
    )
    query = select(cases.c.id, cases.c.region, cases.c.state, cases.c.executor).join(due, due.c.case_id == cases.c.id)
    rows = (await connection.execute(query.order_by(cases.c.id))).all()
    these = select(due.c.case_id)
    clocks = await _clocks(connection, these, period.now)
    returned = await _returned(connection, these)
    said = await _said(connection, these)
    return [
        CaseFacts(
            row.id,
            row.region,
            CaseState(row.state),
            clocks.get(row.id, ()),
            returned.get(row.id, ()),
            satisfied=said.get(row.id),
            of_county=row.executor == Executor.COUNTY,
        )
        for row in rows
    ]


async def _clocks(connection: Connection, due: Any, now: datetime) -> Mapping[UUID, Sequence[ClockFacts]]:
    k = case_clocks.c
    late = func.coalesce(k.stopped_at, k.paused_at, now) > k.due_at
    query = select(k.id, k.case_id, late.label("late")).where(k.case_id.in_(due), k.kind.in_(OF_THE_TOWNSHIP))
    found: defaultdict[UUID, list[ClockFacts]] = defaultdict(list)
    for row in await connection.execute(query.order_by(k.id)):
        found[row.case_id].append(ClockFacts(row.id, row.late))
    return found


async def _returned(connection: Connection, due: Any) -> Mapping[UUID, Sequence[bool]]:
    """Return of each dispatch of each case, in order, whether it came back."""
    h = case_history.c
    query = select(h.case_id, h.action).where(h.case_id.in_(due), or_(h.action == DISPATCHED, h.action == RETURNED))
    found: defaultdict[UUID, list[bool]] = defaultdict(list)
    for row in await connection.execute(query.order_by(h.case_id, h.seq)):
        if row.action == DISPATCHED:
            found[row.case_id].append(False)
        elif found[row.case_id]:
            found[row.case_id][-1] = True
    return found


async def _said(connection: Connection, due: Any) -> dict[UUID, bool]:
    """Return what the last call-back of each case said."""
    query = (
        select(case_reports.c.case_id, feed_events.c.satisfied)
        .join(feed_events, feed_events.c.report_id == case_reports.c.report_id)
        .where(case_reports.c.case_id.in_(due), feed_events.c.kind == str(FeedKind.CALLED_BACK))
        .order_by(feed_events.c.occurred_at)
    )
    return {row.case_id: row.satisfied == "true" for row in await connection.execute(query)}


# ------------------------------------------------------------------------------------------------------------ officers
async def officers_on(connection: Connection, scope: Scope, region: str, on: date) -> Sequence[tuple[str, str]]:
    """Return who is an officer of a region on a day, and where."""
    officer = and_(roles_held.c.role == "officer", in_force(roles_held, on), visible_in(scope, roles_held))
    query = select(roles_held.c.person_id, roles_held.c.region).where(officer, _within(roles_held.c.region, region))
    rows = await connection.execute(query.order_by(roles_held.c.person_id))
    return [(row.person_id, row.region) for row in rows]


async def officers_needed(
    connection: Connection, scope: Scope, region: str, on: date
) -> Mapping[str, set[tuple[str, str, str]]]:
    """Return township → (kind, code, field) of the powers in force there on a day that need officers."""
    c = power_catalogue.c
    query = (
        select(power_terms.c.region, c.kind, c.code, c.field)
        .distinct()
        .join(powers, powers.c.id == power_terms.c.power_id)
        .join(power_catalogue, and_(c.code == powers.c.code, c.version == powers.c.catalogue_version))
        .where(visible_in(scope, power_terms), _within(power_terms.c.region, region))
        .where(power_terms.c.valid.contains(on), c.officers > 0)
    )
    found: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for row in await connection.execute(query):
        found[row.region].add((row.kind, row.code, row.field))
    return found


def _within(column: ColumnElement[str], region: str) -> ColumnElement[bool]:
    return column.startswith(region, autoescape=True)


# -------------------------------------------------------------------------------------------------------------- trials
async def trials_ended(connection: Connection, scope: Scope, region: str, period: Period) -> list[TrialFacts]:
    """Return the trials whose last day lies in a period and is over; one that was prolonged is one trial."""
    h = power_history.c
    begins = (PowerAction.BEGIN_TRIAL, PowerAction.PROLONG)
    ends_on = h.facts["to"].astext
    days = and_(ends_on >= period.first.isoformat(), ends_on < period.over_before.isoformat())
    ending = select(h.power_id).where(h.action.in_(begins), days)
    told = (*begins, PowerAction.EVALUATE, PowerAction.TAKE_BACK)
    query: Select[Any] = (
        select(powers.c.id, powers.c.code, powers.c.region, h.action, h.at, ends_on.label("ends_on"))
        .join(power_history, h.power_id == powers.c.id)
        .where(visible_in(scope, powers), _within(powers.c.region, region), powers.c.id.in_(ending))
        .where(h.action.in_(told))
        .order_by(powers.c.id, h.at, h.id)
    )
    lives: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(query):
        lives[row.id].append(row)
    trials = [_trial(steps) for steps in lives.values()]
    return [trial for trial in trials if period.first <= trial.ends_on < period.over_before]


def _trial(steps: Sequence[Row[Any]]) -> TrialFacts:
    """Return a trial as its newest beginning or prolongation left it."""
    begun = max(n for n, step in enumerate(steps) if step.action in {PowerAction.BEGIN_TRIAL, PowerAction.PROLONG})
    after = [(PowerAction(step.action), town_day(step.at)) for step in steps[begun + 1 :]]
    return TrialFacts(
        steps[begun].code,
        steps[begun].region,
        date.fromisoformat(steps[begun].ends_on),
        evaluated_on=[day for action, day in after if action is PowerAction.EVALUATE],
        taken_back_on=next((day for action, day in after if action is PowerAction.TAKE_BACK), None),
    )
