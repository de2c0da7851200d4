"""What is the smallest service that shows the runtime at work? One table, a route for each thing that can happen."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import httpx
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint, Uuid, func, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.errors import Conflict, NotFound, Unavailable
from shared.runtime import outbox
from shared.runtime.app import Process, Work, create_app
from shared.runtime.auth import Principal, allowed
from shared.runtime.copies import copies_metadata
from shared.runtime.db import Database, UnitOfWork, new_id, service_metadata
from shared.runtime.fields import Sealer
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.kafka import make_producer
from shared.runtime.permissions import Permission
from shared.runtime.sets import insert_rows
from shared.runtime.settings import KafkaSettings, PeerSettings, Settings
from shared.runtime.tables import inbox, runtime_metadata
from shared.runtime.tables import outbox as outbox_table
from shared.runtime.text import Prose
from shared.schemas.envelope import Attributes, Event, to_headers
from shared.schemas.topics import Service
from tests.support.issuer import TestIssuer
from tests.support.platform import TestClock, settings_for
from tests.support.samples import person_changed
from tests.support.servers import Servers

TEMPLATE = "small"
PARTITIONS = 3

metadata = service_metadata()

# The slug is checked at the commit: a request may look good until then.
notes = Table(
    "notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("slug", deferrable=True, initially="DEFERRED"),
)
# What a consumer under test has done.
effects = Table(
    "effects",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

CanNote = Annotated[Principal, Depends(allowed(Permission.MANAGE_CELLS))]
router = APIRouter(prefix="/notes", route_class=IdempotentRoute)


class NoteGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slug: str
    text: Prose = ""
    then: str = ""


class NoteTaken(Conflict):
    code = "notes.taken"


class NoteUnknown(NotFound):
    code = "notes.unknown"


@router.post("", status_code=201)
async def take(body: NoteGiven, work: Work, who: CanNote) -> dict[str, str]:
    row = {"id": new_id(), "slug": body.slug, "text": body.text}
    await insert_rows(work.connection, notes, [row])
    outbox.record(work, person_changed(person_id=body.slug))
    if body.then == "refuse":
        raise NoteTaken("somebody else has it", slug=body.slug)
    if body.then == "crash":
        raise RuntimeError(f"this was not foreseen: {body.text}")
    if body.then == "lose-connection":
        await work.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return {"id": str(row["id"])}


@router.get("/{note_id}")
async def read(note_id: UUID, work: Work, who: CanNote) -> dict[str, str]:
    found = (await work.connection.execute(select(notes).where(notes.c.id == note_id))).one_or_none()
    if found is None:
        raise NoteUnknown("no such note", note=note_id)
    return {"slug": found.slug}


PROCESS = Process(Service.GRID, "A small service", routers=(router,))


@dataclass(slots=True)
class Small:
    """The running service, its database, and clients of it."""

    app: FastAPI
    issuer: TestIssuer
    settings: Settings

    @property
    def database(self) -> Database:
        database: Database = self.app.state.runtime.database
        return database

    def client(self, **claims: Any) -> httpx.AsyncClient:
        """Return a client with a token; `claims` change the token's usual ones."""
        return self.bearing(self.issuer.token(**claims))

    def bearing(self, token: str) -> httpx.AsyncClient:
        return self.stranger(headers={"Authorization": f"Bearer {token}"})

    def stranger(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://small", **options)

    async def count(self, table: Table) -> int:
        return await count(self.database, table)


async def count(database: Database, table: Table) -> int:
    async with database.engine.connect() as connection:
        found: int = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        return found


async def make_template(servers: Servers) -> None:
    """Make the database that the tests' own are copied from."""
    await servers.execute(f"CREATE DATABASE template_{TEMPLATE}")
    engine = create_async_engine(servers.url(f"template_{TEMPLATE}"))
    async with engine.begin() as connection:
        await connection.run_sync(runtime_metadata.create_all)
        await connection.run_sync(copies_metadata.create_all)
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


def small_settings(servers: Servers, issuer: TestIssuer, url: str, **parts: Any) -> Settings:
    return replace(settings_for(servers, issuer, url, "grid", PeerSettings()), **parts)


@asynccontextmanager
async def running_small(settings: Settings, issuer: TestIssuer, process: Process = PROCESS) -> AsyncIterator[Small]:
    """Run the service in this process, without a socket."""
    app = create_app(process, settings, TestClock())
    async with app.router.lifespan_context(app):
        yield Small(app, issuer, settings)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Give a pool of its own on the database of `settings`, as another process would have."""
    database = Database(settings.database, Sealer(settings.crypto))
    try:
        yield database
    finally:
        await database.close()


async def new_topic(kafka: KafkaSettings, partitions: int = PARTITIONS) -> str:
    """Make a topic that no other test uses."""
    name = f"test.{new_id().hex}.v1"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(name, partitions, 1)])
    await admin.close()
    return name


async def write(database: Database, topic: str, *events: Event) -> list[UUID]:
    """Put events into the outbox for a test's own topic; return their ids."""
    ids = [new_id() for _ in events]
    rows = [
        {
            "event_id": event_id,
            "topic": topic,
            "key": event.key,
            "type": event.TYPE,
            "body": event.model_dump_json(),
            "occurred_at": TestClock()(),
        }
        for event_id, event in zip(ids, events, strict=True)
    ]
    async with database.begin() as work:
        await insert_rows(work.connection, outbox_table, rows)
    return ids


async def send(kafka: KafkaSettings, topic: str, *messages: tuple[UUID, Event | bytes]) -> None:
    """Send messages as a relay would: an id and the event, or bytes that are none."""
    producer = make_producer(kafka)
    await producer.start()
    for event_id, event in messages:
        body = event if isinstance(event, bytes) else event.model_dump_json().encode()
        key = "poison" if isinstance(event, bytes) else event.key
        await producer.send_and_wait(topic, body, key=key.encode(), headers=headers(event_id, key))
    await producer.stop()


def headers(event_id: UUID, key: str, type_: str = person_changed().TYPE) -> list[tuple[str, bytes]]:
    return to_headers(Attributes(event_id, "/test", type_, TestClock()(), key))


async def note_effects(work: UnitOfWork, events: Sequence[Any], now: datetime) -> None:
    """Handle events as a consumer does; what a person's id says is done first: raise, or go on."""
    for event in events:
        if event.person_id.startswith("bad"):
            raise ValueError(event.person_id)
        if event.person_id.startswith("past"):
            raise Conflict("it is past")
        if event.person_id.startswith("away"):
            raise Unavailable("something is away")
    sequence = (await work.connection.execute(select(func.coalesce(func.max(effects.c.seq), 0)))).scalar_one()
    rows = [
        {"seq": sequence + number, "key": event.person_id, "version": event.version}
        for number, event in enumerate(events, 1)
    ]
    await insert_rows(work.connection, effects, rows)


async def effects_of(database: Database) -> list[tuple[str, int]]:
    """Return what was done, in order."""
    async with database.engine.connect() as connection:
        rows = await connection.execute(select(effects.c.key, effects.c.version).order_by(effects.c.seq))
        return [(row.key, row.version) for row in rows]


async def known_events(database: Database) -> set[UUID]:
    async with database.engine.connect() as connection:
        return set((await connection.execute(select(inbox.c.event_id))).scalars())
