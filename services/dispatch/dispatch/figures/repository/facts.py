"""What do histories, clocks and call-backs say of cases, and whose facts are to be told again?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, case, delete, false, func, insert, literal, select, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.selectable import LateralFromClause

from dispatch.cases.models import case_clocks, case_history, case_reports, cases
from dispatch.figures.models import case_facts, figures_waiting
from dispatch.intake.models import feed_events
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import FeedKind

# Clocks of which a figure may speak; `sign` and `contact` run towards platforms that have orders of their own.
CLOCKS: Final = ("dispatch", "sign", "contact", "handle", "reply")


async def mark(connection: Connection, case_ids: Sequence[UUID]) -> None:
    """Let the facts of these cases be told again. Appended, so that nobody who moves a case waits for the telling."""
    await insert_rows(connection, figures_waiting, [{"case_id": case_id} for case_id in case_ids])


async def mark_all(connection: Connection, region: str, *, open_only: bool) -> int:
    """Let the facts of all cases of a region, or of those that have not ended, be told again; return how many."""
    these = select(cases.c.id).where(cases.c.region.startswith(region, autoescape=True))
    if open_only:
        these = these.where(cases.c.closed_at.is_(None))
    marked = insert(figures_waiting).from_select(["case_id"], these.order_by(cases.c.id))
    return int((await connection.execute(marked)).rowcount)


async def take_waiting(connection: Connection, limit: int) -> list[UUID] | None:
    """Return the cases that wait, first come first, and take them from the queue; None where none waits.

    What another replica has taken is left to it.
    """
    first = select(figures_waiting.c.id).order_by(figures_waiting.c.id).limit(limit).with_for_update(skip_locked=True)
    taken = delete(figures_waiting).where(figures_waiting.c.id.in_(first)).returning(figures_waiting.c.case_id)
    found = list((await connection.execute(taken)).scalars())
    return sorted(set(found)) if found else None


async def tell_facts(connection: Connection, case_ids: Sequence[UUID], now: datetime) -> None:
    """Tell the facts of these cases anew, by one statement. Two that tell the same case keep the newer version."""
    told = _told(now).where(among(cases.c.id, case_ids)).order_by(cases.c.id)
    names = [column.name for column in case_facts.c]
    statement = upsert(case_facts).from_select(names, told, include_defaults=False)
    newer = {name: statement.excluded[name] for name in names if name != "id"}
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=newer, where=statement.excluded.version >= case_facts.c.version
        )
    )


def _told(now: datetime) -> Select[Any]:
    h, k, s = _history(), _clocks(now), _said()
    # What was dispatched without waiting for a person was due when it was dispatched, and in time.
    at_once = func.coalesce(k.c.dispatch_due_at, h.c.dispatched_at)
    in_time = case((k.c.dispatch_due_at.is_(None), h.c.dispatched_at.is_not(None)), else_=k.c.dispatch_kept)
    others = [part for kind in CLOCKS[1:] for part in (k.c[f"{kind}_due_at"], k.c[f"{kind}_kept"])]
    c = cases.c
    due = func.coalesce(k.c.reply_due_at, k.c.handle_due_at)
    dated = (c.id, c.version, c.region, c.opened_at, h.c.filed_at, h.c.dispatched_at, s.c.called_back_at)
    counted = (h.c.returned, h.c.reworked, h.c.handled, h.c.withdrawn, s.c.satisfied)
    rows = select(*dated, at_once, in_time, *others, due, *counted)
    return rows.select_from(cases.join(h, true()).join(k, true()).outerjoin(s, true()))


def _history() -> LateralFromClause:
    h = case_history.c

    def first(action: str) -> Any:
        return func.min(h.at).filter(h.action == action)

    def times(*actions: str) -> Any:
        return func.count().filter(h.action.in_(actions))

    withdrawn = (h.action == "void") & (h.facts["reason"].astext == "withdrawn")
    query = select(
        first("file").label("filed_at"),
        first("dispatch").label("dispatched_at"),
        # A return of what was never given out is none that a dispatch answers for.
        func.count().filter((h.action == "return") & h.from_state.in_(("dispatched", "handling"))).label("returned"),
        times("rework", "reopen").label("reworked"),
        (times("feed-back") > 0).label("handled"),
        func.coalesce(func.bool_or(withdrawn), false()).label("withdrawn"),
    )
    return query.where(h.case_id == cases.c.id).lateral("h")


def _clocks(now: datetime) -> LateralFromClause:
    k = case_clocks.c
    late = func.coalesce(k.stopped_at, k.paused_at, literal(now)) > k.due_at
    columns = []
    for kind in CLOCKS:
        of_kind = k.kind == kind
        broken = of_kind & (late | k.stopped_at.is_(None))
        columns.append(func.max(k.due_at).filter(of_kind).label(f"{kind}_due_at"))
        columns.append(func.coalesce(func.bool_and(~broken).filter(of_kind), false()).label(f"{kind}_kept"))
    return select(*columns).where(k.case_id == cases.c.id).lateral("k")


def _said() -> LateralFromClause:
    """The last call-back of each case."""
    f, r = feed_events.c, case_reports.c
    query = (
        select(f.occurred_at.label("called_back_at"), (f.satisfied == "true").label("satisfied"))
        .join(case_reports, r.report_id == f.report_id)
        .where(r.case_id == cases.c.id, f.kind == str(FeedKind.CALLED_BACK))
        .order_by(f.occurred_at.desc(), f.id.desc())
        .limit(1)
    )
    return query.lateral("s")


async def behind(connection: Connection) -> int:
    """Return how many cases wait for their facts to be told again."""
    return int((await connection.execute(select(func.count(figures_waiting.c.case_id.distinct())))).scalar_one())
