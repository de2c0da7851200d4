"""How fast is the same flow row by row? One transaction and one object after the other through SQLAlchemy's ORM.

The same tables, the same decisions, the same sealed text and the same events in the outbox; but each event is taken by
itself: the door's transaction, the centre's, the grid's. What it is spared, in its favour: HTTP and its signature, the
relay, the broker, and every other process.
"""

import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import SecretStr
from sqlalchemy import Table, make_url, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import registry

from bench.orders import SOURCE, Orders
from bench.processes import cpu_seconds
from dispatch.cases.domain.opening import Opening, open_move
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.models import case_clocks, case_history, case_numbers, case_reports, cases, tasks
from dispatch.cases.repository.rows import CASE_FIELDS, CLOCK_FIELDS, STEP_FIELDS, TASK_FIELDS
from dispatch.cases.service.docket import Rules, rules_now
from dispatch.cases.service.telling import assigned_event, changed_event
from dispatch.intake.models import feed_events, reports
from dispatch.intake.schemas import FeedEvent
from dispatch.intake.service import incoming_from_feed
from dispatch.intake.sources import SOURCES
from dispatch.memory import Memory
from dispatch.seed import seed
from dispatch.triage.domain.decide import decide_triage
from dispatch.triage.models import triage_decisions
from dispatch.triage.service import Knowledge, facts_of_event, knowledge_now
from embedded.short_lived import RunningStack, plain_url
from grid.tasks.domain.steps import END_OF_TIME, URGENCY_RANK
from grid.tasks.models import early_recalls, task_history
from grid.tasks.models import tasks as grid_tasks
from shared.clock import utc_now
from shared.runtime.db import Database, new_id
from shared.runtime.fields import Sealer
from shared.runtime.migrate import upgrade
from shared.runtime.settings import CryptoSettings, DatabaseSettings
from shared.runtime.tables import inbox, outbox
from shared.schemas.dispatch import ReportReceived, TaskAssigned
from shared.schemas.envelope import Event
from shared.schemas.topics import BY_EVENT
from shared.schemas.vocabulary import Origin, Point

_mapped = registry()


def _entity(name: str, table: Table) -> Any:
    entity = type(name, (), {})
    _mapped.map_imperatively(entity, table)
    return entity


FeedEventRow, ReportRow = _entity("FeedEventRow", feed_events), _entity("ReportRow", reports)
CaseRow, StepRow, ClockRow = (
    _entity("CaseRow", cases),
    _entity("StepRow", case_history),
    _entity("ClockRow", case_clocks),
)
CaseReportRow, TaskRow = _entity("CaseReportRow", case_reports), _entity("TaskRow", tasks)
DecisionRow, OutboxRow, InboxRow = (
    _entity("DecisionRow", triage_decisions),
    _entity("OutboxRow", outbox),
    _entity("InboxRow", inbox),
)
GridTaskRow, GridStepRow = _entity("GridTaskRow", grid_tasks), _entity("GridStepRow", task_history)
RecallRow = _entity("RecallRow", early_recalls)


def _row(entity: Any, **values: Any) -> Any:
    row = entity()
    for name, value in values.items():
        setattr(row, name, value)
    return row


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes one event after the other into two databases of its own."""

    centre: Database
    grid: Database
    sealer: Sealer
    knowledge: Knowledge
    rules: Rules

    async def take(self, body: bytes) -> None:
        """Bring one event from the door into a worker's inbox."""
        event = FeedEvent.model_validate_json(body)
        received = await self._at_the_door(event)
        assigned = await self._at_the_centre(event, received)
        if assigned is not None:
            await self._at_the_grid(assigned)

    async def _at_the_door(self, event: FeedEvent) -> ReportReceived:
        one, now, report_id = incoming_from_feed(SOURCES[SOURCE], event, "http"), utc_now(), new_id()
        assert one.text is not None
        position = Point(lon=one.lon, lat=one.lat) if one.lon is not None and one.lat is not None else None
        told = ReportReceived(
            report_id=report_id, version=1, origin=Origin.FEED, source=one.source, region=one.region, category=None,
            position=position, urgency=None, occurred_at=one.occurred_at, received_at=now,
        )  # fmt: skip
        sealed = self.sealer.seal(one.text, about=str(report_id))
        reporter = self.sealer.seal(one.reporter or "", about=str(report_id))
        async with AsyncSession(self.centre.engine) as session:
            session.add(_row(
                ReportRow, id=report_id, version=1, origin="feed", source=one.source, external_id=one.external_id,
                region=one.region, lon=one.lon, lat=one.lat, occurred_at=one.occurred_at, received_at=now,
                sealed_text=sealed, sealed_reporter=reporter,
            ))  # fmt: skip
            session.add(_row(
                FeedEventRow, id=new_id(), source=one.source, kind="created", external_id=one.external_id, event_id="",
                report_id=report_id, door="http", received_at=now, occurred_at=one.occurred_at,
            ))  # fmt: skip
            session.add(_outbox(told, now))
            await session.commit()
        return told

    async def _at_the_centre(self, event: FeedEvent, told: ReportReceived) -> TaskAssigned | None:
        told = ReportReceived.model_validate_json(told.model_dump_json())
        now = utc_now()
        async with AsyncSession(self.centre.engine) as session:
            session.add(_row(InboxRow, consumer="baseline", event_id=new_id(), received_at=now))
            report: Any = await session.get(ReportRow, told.report_id)
            json.loads(self.sealer.open(report.sealed_text, about=str(report.id)))
            facts = facts_of_event(SOURCES[SOURCE], event)
            cell = self.knowledge.ground.places.index.locate(report.lon, report.lat)
            decision = decide_triage(facts, self.knowledge.tables, self.knowledge.ground, cell)
            same = select(CaseRow).where(
                cases.c.matter == decision.matter, cases.c.cell == decision.cell, cases.c.closed_at.is_(None)
            )
            # The nearest open case would be looked for among these; nearly always there is none near by.
            (await session.execute(same.limit(5))).all()
            number = (await session.execute(select(case_numbers.next_value()))).scalar_one()
            opening = Opening(
                report.id, report.source, decision.region, decision.matter, decision.urgency, decision.executor,
                decision.cell, decision.unit, decision.worker_id, told.position, decision.queue,
            )  # fmt: skip
            move = open_move(self.rules.workflow_at(now), opening, (new_id(), new_id()), number, now)
            limits = self.rules.policies_at(now)
            move.case = replace(move.case, policy_version=limits.version)
            clocks = decide_clocks(move, [], limits, self.rules.calendar, now).started
            session.add(_copy(CaseRow, move.case, CASE_FIELDS))
            await session.flush()
            session.add_all(_copy(StepRow, step, STEP_FIELDS) for step in move.steps)
            session.add_all(_copy(ClockRow, clock, CLOCK_FIELDS) for clock in clocks)
            session.add(_row(CaseReportRow, report_id=report.id, case_id=move.case.id, joined_at=now))
            why = _row(DecisionRow, report_id=report.id, case_id=move.case.id, decided_at=now, why=decision.why)
            session.add_all([why, _outbox(changed_event(move.case, move.steps[-1].action, []), now)])
            assigned = assigned_event(move.case, move.task, [report.id]) if move.task else None
            if assigned is not None:
                session.add_all([_copy(TaskRow, move.task, TASK_FIELDS), _outbox(assigned, now)])
            await session.commit()
        return assigned

    async def _at_the_grid(self, told: TaskAssigned) -> None:
        told = TaskAssigned.model_validate_json(told.model_dump_json())
        now = utc_now()
        async with AsyncSession(self.grid.engine) as session:
            session.add(_row(InboxRow, consumer="baseline", event_id=new_id(), received_at=now))
            if await session.get(GridTaskRow, told.task_id, with_for_update=True) is not None:
                return
            await session.get(RecallRow, told.task_id)
            session.add(_row(
                GridTaskRow, id=told.task_id, case_id=told.case_id, case_number=told.case_number, version=1,
                centre_version=told.version, state="assigned", region=told.region, cell=told.cell, unit=told.unit,
                worker_id=told.worker_id, matter=told.matter, urgency=str(told.urgency),
                urgency_rank=URGENCY_RANK[told.urgency], urged=0, report_ids=[str(one) for one in told.report_ids],
                lon=told.position.lon if told.position else None, lat=told.position.lat if told.position else None,
                due_at=told.due_at, due_order_at=told.due_at or END_OF_TIME, assigned_at=told.assigned_at,
                received_at=now,
            ))  # fmt: skip
            await session.flush()
            session.add(_row(
                GridStepRow, task_id=told.task_id, seq=1, action="assign", from_state=None, to_state="assigned",
                by="system:dispatch", at=now, facts={"centre_version": told.version, "worker": told.worker_id},
            ))  # fmt: skip
            await session.commit()


def _copy(entity: Any, item: object, names: tuple[str, ...]) -> Any:
    return _row(entity, **{name: getattr(item, name) for name in names})


def _outbox(told: Event, now: datetime) -> Any:
    route = BY_EVENT[type(told)]
    return _row(
        OutboxRow, event_id=new_id(), topic=str(route.topic), key=told.key, type=told.TYPE, body=told.model_dump_json(),
        occurred_at=now,
    )  # fmt: skip


async def measure_baseline(running: RunningStack, orders: Orders, count: int) -> dict[str, Any]:
    """Take `count` events one by one; return events a second and the processor time of one, PostgreSQL's included."""
    bodies = [json.dumps(orders.order(), ensure_ascii=False).encode() for _ in range(count + 50)]
    async with _taker(running) as taker:
        for body in bodies[:50]:
            await taker.take(body)
        postgres = {"postgres": running.pids["postgres"]}
        before, own, began = cpu_seconds(postgres), time.process_time(), time.perf_counter()
        for body in bodies[50:]:
            await taker.take(body)
        lasted = time.perf_counter() - began
        spent = time.process_time() - own + cpu_seconds(postgres)["postgres"] - before["postgres"]
    return {
        "events": count,
        "events_a_second": round(count / lasted, 1),
        "cpu_us_an_event": round(spent / count * 1e6, 1),
    }


@asynccontextmanager
async def _taker(running: RunningStack) -> AsyncIterator[Taker]:
    given = running.stack.environments["dispatch"]
    keys = {name: SecretStr(key) for name, key in json.loads(given["ONEFOUR_CRYPTO_KEYS"]).items()}
    crypto = CryptoSettings(keys=keys, current=given["ONEFOUR_CRYPTO_CURRENT"])
    sealer = Sealer(crypto)
    async with AsyncExitStack() as stack:
        pools = []
        for url in (running.stack.databases["dispatch"], *await _new_databases(running, crypto)):
            pools.append(Database(DatabaseSettings(url=SecretStr(url)), sealer))
            stack.push_async_callback(pools[-1].close)
        platform, centre, grid = pools
        async with platform.begin() as work:
            memory = Memory()
            knowledge = await knowledge_now(work.connection, memory, utc_now())
            rules = await rules_now(work.connection, memory)
        yield Taker(centre, grid, sealer, knowledge, rules)


async def _new_databases(running: RunningStack, crypto: CryptoSettings) -> list[str]:
    """Make the databases of the row-by-row program beside the platform's own, with the same tables."""
    urls = []
    connection = await asyncpg.connect(plain_url(running.stack.postgres), ssl=False)
    for package in ("dispatch", "grid"):
        name = f"baseline_{package}"
        await connection.execute(f"CREATE DATABASE {name}")
        urls.append(make_url(running.stack.postgres).set(database=name).render_as_string(hide_password=False))
        await upgrade(urls[-1], package)
    await connection.close()
    await seed(DatabaseSettings(url=SecretStr(urls[0])), crypto)
    return urls
