"""How is a service put together? From its routers, consumers and timers, with the runtime around them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import httpx
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi_offline import FastAPIOffline

from shared.clock import Clock, utc_now
from shared.runtime import health, http_errors, logs
from shared.runtime.auth import Authenticator, Principal, principal_of
from shared.runtime.consumer import Consumer
from shared.runtime.db import Database, UnitOfWork
from shared.runtime.fields import Sealer
from shared.runtime.http_limits import BodyLimit, Observe
from shared.runtime.idempotency import claim_key
from shared.runtime.relay import Relay
from shared.runtime.retention import retention_timer
from shared.runtime.settings import Settings
from shared.runtime.subscription import Subscription
from shared.runtime.timers import Errand, Timer, run_errand, run_timer
from shared.schemas.topics import Service

log = structlog.get_logger()

DRAIN_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process holds while it runs; capabilities that keep something in memory are given it at the start."""

    settings: Settings
    clock: Clock
    sealer: Sealer
    database: Database
    http: httpx.AsyncClient
    kept: dict[str, Any] = field(default_factory=dict)


Lifespan = Callable[[Runtime, FastAPI], Any]


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a service. `relay` publishes its outbox; `holds` are contexts kept open while it runs.

    `larger_bodies`: the beginning of a path → how many bytes a body may have there.
    """

    service: Service
    title: str
    routers: Sequence[APIRouter] = ()
    subscriptions: Callable[[Runtime], Sequence[Subscription]] = lambda _: ()
    timers: Callable[[Runtime], Sequence[Timer]] = lambda _: ()
    errands: Callable[[Runtime], Sequence[Errand]] = lambda _: ()
    relay: bool = False
    holds: Sequence[Lifespan] = ()
    body_limit: int = 1024 * 1024
    larger_bodies: Mapping[str, int] = field(default_factory=dict)
    relay_class: type[Relay] = Relay
    consumer_class: type[Consumer] = Consumer


@dataclass(slots=True)
class Running:
    """The background work of a process, for its health."""

    relay: Relay | None = None
    consumers: list[Consumer] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


def create_app(process: Process, settings: Settings | None = None, clock: Clock = utc_now) -> FastAPI:
    """Return the ASGI app of `process`; its background work runs between start-up and shutdown."""
    settings = settings or Settings()
    logs.configure()
    # Its pages come from here: a town hall's network often reaches no other.
    app = FastAPIOffline(
        title=process.title, lifespan=lambda app: _lifespan(app, process, settings, clock), redoc_url=None
    )
    http_errors.add_handlers(app)
    app.include_router(health.router)
    for router in process.routers:
        app.include_router(router)
    app.add_middleware(BodyLimit, limit=process.body_limit, larger=process.larger_bodies)
    app.add_middleware(Observe, service=str(process.service))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI, process: Process, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
        sealer = Sealer(settings.crypto)
        database = Database(settings.database, sealer)
        stack.push_async_callback(database.close)
        runtime = Runtime(settings, clock, sealer, database, http)
        app.state.runtime = runtime
        app.state.authenticator = Authenticator(settings.auth, settings.general.profile, http, clock)
        for hold in process.holds:
            await stack.enter_async_context(hold(runtime, app))
        app.state.running = running = _start(process, runtime)
        stack.push_async_callback(_stop, running)
        yield


def _start(process: Process, runtime: Runtime) -> Running:
    database, clock, kafka = runtime.database, runtime.clock, runtime.settings.kafka
    running = Running()
    background: list[tuple[str, Any]] = []
    if process.relay:
        running.relay = process.relay_class(str(process.service), database, kafka, clock)
        background.append(("relay", running.relay.run()))
        background.append(("retention", run_timer(retention_timer(runtime.settings), database, clock)))
    for subscription in process.subscriptions(runtime):
        consumer = process.consumer_class(subscription, database, kafka, clock)
        running.consumers.append(consumer)
        background.append((subscription.name, consumer.run()))
    background.extend((timer.name, run_timer(timer, database, clock)) for timer in process.timers(runtime))
    background.extend((errand.name, run_errand(errand)) for errand in process.errands(runtime))
    running.tasks = [asyncio.create_task(work, name=name) for name, work in background]
    for task in running.tasks:
        task.add_done_callback(_report_end)
    return running


def _report_end(task: asyncio.Task[None]) -> None:
    # Background work ends only when asked; readiness sees a task that did otherwise, the log says why.
    if not task.cancelled() and task.exception():
        log.error("background.failed", name=task.get_name(), exc_info=task.exception())


async def _stop(running: Running) -> None:
    for consumer in running.consumers:
        consumer.stop()
    names = {consumer.name for consumer in running.consumers}
    consuming = [task for task in running.tasks if task.get_name() in names]
    if consuming:
        await asyncio.wait(consuming, timeout=DRAIN_SECONDS)
    for task in running.tasks:
        task.cancel()
    await asyncio.gather(*running.tasks, return_exceptions=True)


async def runtime_of(request: Request) -> Runtime:
    """Return what the process of this request holds."""
    runtime: Runtime = request.app.state.runtime
    return runtime


Held = Annotated[Runtime, Depends(runtime_of)]


async def _now(held: Held) -> datetime:
    return held.clock()


async def _work(
    request: Request, held: Held, who: Annotated[Principal, Depends(principal_of)]
) -> AsyncIterator[UnitOfWork]:
    async with held.database.begin() as work:
        await claim_key(work, request, who.person_id)
        yield work


Now = Annotated[datetime, Depends(_now)]
# Function scope: committed before the answer is sent. FastAPI's default would answer first and perhaps never commit.
Work = Annotated[UnitOfWork, Depends(_work, scope="function")]
