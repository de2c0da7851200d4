"""How do tests get the whole platform? All services in one process, on real servers, with a clock that can be set."""

import asyncio
import base64
import importlib
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from embedded.ports import free_port
from shared.clock import utc_now
from shared.runtime.app import Process, Runtime, create_app
from shared.runtime.settings import (
    AuthSettings,
    DatabaseSettings,
    FeedSettings,
    GeneralSettings,
    NoticeSettings,
    PeerSettings,
    Profile,
    Settings,
    StoreSettings,
)
from shared.runtime.timers import Timer
from tests.support.issuer import TestIssuer, running_issuer, serving
from tests.support.servers import Servers, crypto_for_tests

TOWN = "320585102"
TOKEN_LIFE = timedelta(days=400)
# Nobody waits for an answer here: what hangs is ended sooner than in production, later than a busy machine is slow.
STATEMENT_TIMEOUT_MS = 12_000
# What looks round every few seconds looks sooner here, where tests wait for it: they would sleep most of their time.
WAITED_FOR = frozenset(
    {
        "callers.marks",
        "cells.boundaries",
        "coordination.hand-ups",
        "coordination.subtasks",
        "coordination.transfers",
        "coordination.whistles",
        "notices.escalate",
        "notices.morning",
        "roster.gaps",
        "roster.missed",
        "workers.leaves",
    }
)
SOONER_S = 2
# What looks round every minute or rarer, and what tests let look round when they have made all that it should find:
# where it came by itself in the midst of that, it would find half of it.
BY_HAND = frozenset(
    {
        *("applications.silence", "applications.renewal-silence", "licences.expiry", "ratings.late"),
        *("patrols.missed", "patrols.rounds", "registry.quality", "penalties.measures"),
    }
)
BY_HAND_S = 86_400
FEED_SECRET = "whsec_" + base64.b64encode(b"a secret of the hotline ").decode()

# Two that decide over their own orders, and one over whose orders the centre decides.
TESTED_SOURCES = ("hotline-12345", "urban-management", "work-safety")

# Process name → (import name of the service, module and attribute that declare it).
PROCESSES = {
    "approval-window": ("approval_window", "main.PROCESS"),
    "enforcement": ("enforcement", "main.PROCESS"),
    "grid": ("grid", "main.PROCESS"),
    "dispatch": ("dispatch", "api.API"),
    "dispatch-flow": ("dispatch", "flow.FLOW"),
    "dispatch-registers": ("dispatch", "registers.REGISTERS"),
}


@dataclass(slots=True)
class TestClock:
    """The machine's time, moved by `ahead`."""

    __test__ = False
    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


def settings_for(servers: Servers, issuer: TestIssuer, database: str, service: str, peers: PeerSettings) -> Settings:
    """Return the settings of one service of a test platform."""
    return Settings(
        general=GeneralSettings(profile=Profile.DEVELOPMENT),
        database=DatabaseSettings(url=SecretStr(database), pool_size=5, statement_timeout_ms=STATEMENT_TIMEOUT_MS),
        kafka=servers.kafka,
        auth=AuthSettings(issuer=issuer.url, client_id=service, client_secret=SecretStr("test")),
        crypto=crypto_for_tests(),
        feeds=FeedSettings(secrets={source: [SecretStr(FEED_SECRET)] for source in TESTED_SOURCES}, reply_url={}),
        peers=peers,
        store=StoreSettings(url=f"file://{tempfile.gettempdir()}/onefour-tests-{os.getpid()}"),
    )


@dataclass(slots=True)
class Platform:
    servers: Servers
    issuer: TestIssuer
    clock: TestClock
    databases: dict[str, str] = field(default_factory=dict)
    apps: dict[str, FastAPI] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    settings: dict[str, Settings] = field(default_factory=dict)

    def client(
        self,
        service: str,
        *,
        role: str = "admin",
        scope: str = TOWN,
        person_id: str = "p-test",
        unit: str | None = None,
    ) -> httpx.AsyncClient:
        """Return a client of `service` with a token; it needs no closing."""
        # As old as the platform's clock says, and longer than any test moves it.
        now = self.clock()
        life = {"iat": int(now.timestamp()), "exp": int((now + TOKEN_LIFE).timestamp())}
        token = self.issuer.token(roles=[role], scope_region=scope, sub=person_id, unit=unit, **life)
        return self.stranger(service, headers={"Authorization": f"Bearer {token}"})

    def stranger(self, service: str, **options: Any) -> httpx.AsyncClient:
        """Return a client without a token."""
        transport = httpx.ASGITransport(self.apps[service], raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=f"http://{service}", **options)

    async def until(self, look: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
        """Return what `look` gives as soon as it is true; fail with the last answer when time is up."""
        last: Any = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    last = await look()
                    if last:
                        return last
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s; last seen: {last!r}; {self.background()}") from None

    def background(self) -> str:
        """Say what the background work of every process does: whether news can have come at all."""
        lines = []
        for name, app in self.apps.items():
            running = app.state.running
            heard = [
                f"{consumer.name} {consumer.standing or 'hears'}, {consumer.behind} behind"
                for consumer in running.consumers
            ]
            relay = [f"relay leads={running.relay.leads}, {running.relay.waiting} waiting"] if running.relay else []
            ended = [f"{task.get_name()} ended" for task in running.tasks if task.done()]
            lines.append(f"{name}: {'; '.join(relay + heard + ended) or 'nothing'}")
        return " | ".join(lines)

    def database(self, service: str) -> Any:
        """Return the running Database of a service, for looking behind the scenes."""
        return self.apps[service].state.runtime.database


def changed(process: Process, **parts: Any) -> Process:
    """Return `process` with some of its parts exchanged."""
    return replace(process, **parts)


def hurried(process: Process) -> Process:
    """Return `process` with the timers that tests wait for going faster, and those resting that they let run."""
    every = dict.fromkeys(WAITED_FOR, SOONER_S) | dict.fromkeys(BY_HAND, BY_HAND_S)

    def timers(runtime: Runtime) -> list[Timer]:
        known = process.timers(runtime)
        return [replace(one, every_seconds=every.get(one.name, one.every_seconds)) for one in known]

    return changed(process, timers=timers)


@asynccontextmanager
async def running_platform(
    servers: Servers,
    processes: dict[str, Process] | None = None,
    notices: NoticeSettings | None = None,
    **feed: Any,
) -> AsyncIterator[Platform]:
    """Run every service on databases of its own; they answer one another over HTTP on free ports.

    `processes` replaces some, `notices` says where messages to people go, `feed` the feed settings (secrets,
    reply_url).
    """
    async with running_issuer() as issuer, AsyncExitStack() as stack:
        platform = Platform(servers, issuer, TestClock())
        for package in sorted({package for package, _ in PROCESSES.values()}):
            platform.databases[package] = await servers.new_database(package)
        platform.ports = {name: free_port() for name in PROCESSES}
        addresses = {p: f"http://127.0.0.1:{platform.ports[p.replace('_', '-')]}" for p, _ in PROCESSES.values()}
        peers = PeerSettings.model_validate(addresses)
        for name, (package, declared) in PROCESSES.items():
            module, attribute = declared.split(".")
            process = (processes or {}).get(name) or getattr(importlib.import_module(f"{package}.{module}"), attribute)
            settings = settings_for(servers, issuer, platform.databases[package], str(process.service), peers)
            if feed:
                settings = replace(settings, feeds=settings.feeds.model_copy(update=feed))
            if notices:
                settings = replace(settings, notices=notices)
            platform.settings[name] = settings
            platform.apps[name] = create_app(hurried(process), settings, platform.clock)
            await stack.enter_async_context(serving(platform.apps[name], platform.ports[name]))
        yield platform
