"""How do fault tests get the platform as processes of their own, each of which can be killed and started again?"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from embedded.broker import Broker
from embedded.child import Child, death_prefix
from embedded.parts import SERVICES
from embedded.ports import free_port
from embedded.postgres import PostgresServer
from embedded.readiness import http_probe, until_ready
from shared.runtime.kafka import make_topics
from shared.runtime.settings import KafkaSettings
from tests.support.apache_kafka import ApacheKafka
from tests.support.hotline import Hotline, running_hotline
from tests.support.issuer import TestIssuer, running_issuer
from tests.support.platform import FEED_SECRET, Platform, TestClock
from tests.support.servers import ON_APACHE, PACKAGES, Servers, crypto_for_tests, kafka_settings

ROOT = Path(__file__).resolve().parents[2]
DRAIN_WITHIN_S = 15.0
# A start costs a second or two of a core; here the cores may be shared with many.
READY_WITHIN_S = 180.0
# Where logs stay, for whoever wants to read them afterwards; else they go with the temporary folder.
LOGS = os.environ.get("ONEFOUR_FAULTS_LOGS")


@dataclass(slots=True)
class Member:
    """One process of the platform. `started_at` is the monotonic time of its last start."""

    name: str
    factory: str
    port: int
    environment: dict[str, str]
    log: Path
    child: Child | None = None
    started_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.exit_code is None

    @property
    def was_killed(self) -> bool:
        return self.child is not None and self.child.exit_code == -signal.SIGKILL

    async def start(self, *, fault_point: str = "") -> None:
        """Start it, to die at `fault_point` ("relay.published:3"), and wait until it is ready or has died already."""
        argv = ["-m", "uvicorn", self.factory, "--factory", "--port", str(self.port), "--no-access-log"]
        self.child = Child.spawn(
            self.name,
            [sys.executable, *argv],
            log=self.log,
            environment={**os.environ, **self.environment, "ONEFOUR_FAULT_POINT": fault_point},
            cwd=ROOT,
            death_prefix=death_prefix("KILL"),
        )
        self.started_at = time.monotonic()
        probe = http_probe(f"{self.url}/readyz")

        async def ready_or_gone() -> bool:
            return not self.alive or await probe()

        deadline = time.monotonic() + READY_WITHIN_S
        while not await ready_or_gone():
            assert time.monotonic() < deadline, self.child.failure("not ready in time")
            await asyncio.sleep(0.1)
        if not fault_point:
            await until_ready(self.child, probe, within_s=READY_WITHIN_S)

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self.child is not None
        self.child.send(signal.SIGKILL)
        await self.child.exited()

    async def stop(self) -> float:
        """Ask it to end and return the seconds that it took; it is killed when they are too many."""
        began = time.monotonic()
        if self.child is not None:
            await self.child.end(signal.SIGTERM, patience_s=DRAIN_WITHIN_S)
        return time.monotonic() - began

    async def dies(self, within_s: float) -> bool:
        """Wait for its end; tell whether it came."""
        assert self.child is not None
        return await self.child.exited(within_s) is not None


@dataclass(slots=True)
class Log:
    """The broker: the embedded one, which loses everything when it ends, or an Apache Kafka."""

    folder: Path
    broker: Broker | ApacheKafka

    @classmethod
    def of(cls, folder: Path) -> "Log":
        if ON_APACHE:
            return cls(folder, ApacheKafka(folder / "kafka"))
        return cls(folder, Broker(free_port(), folder / "broker.log"))

    @property
    def settings(self) -> KafkaSettings:
        address = self.broker.address if isinstance(self.broker, Broker) else self.broker.bootstrap
        return kafka_settings(address)

    async def start(self) -> None:
        """Start it and make its topics."""
        if isinstance(self.broker, Broker):
            await self.broker.start()
        else:
            await asyncio.to_thread(self.broker.start)
        await make_topics(self.settings)

    async def stop(self) -> None:
        if isinstance(self.broker, Broker):
            await self.broker.stop()
        else:
            await asyncio.to_thread(self.broker.stop)


@dataclass(slots=True, kw_only=True)
class StackUnderTest(Platform):
    """The platform in processes. Its clients ask over HTTP; all else is as on the platform in one process."""

    postgres: PostgresServer
    log: Log
    hotline: Hotline
    members: dict[str, Member] = field(default_factory=dict)

    def stranger(self, service: str, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.members[service].url, timeout=10, **options)

    @property
    def audited(self) -> dict[str, str]:
        """The databases as the audit wants them: by service."""
        return {package.replace("_", "-"): url for package, url in self.databases.items()}

    async def start(self) -> None:
        await asyncio.gather(*(member.start() for member in self.members.values()))

    async def stop(self) -> None:
        await asyncio.gather(*(member.stop() for member in self.members.values()))

    async def lose_log(self) -> None:
        """Lose the broker with all that it held, as the embedded supervisor does: no client outlives its broker."""
        await self.log.stop()
        await self.stop()
        await self.log.start()
        await self.start()

    async def kill_postgres(self) -> None:
        """End the server and its backends as a power cut would."""
        assert self.postgres.child is not None
        os.killpg(self.postgres.child.pid, signal.SIGKILL)
        await self.postgres.child.exited()

    def another(self, name: str) -> Member:
        """Return a second process of the same kind, not started yet."""
        first = self.members[name]
        log = first.log.with_name(f"{name}-2.log")
        return Member(f"{name}-2", first.factory, free_port(), first.environment, log)

    def add_members(self, logs: Path, files: Path) -> None:
        ports = {part: free_port() for part in SERVICES}
        for part, (factory, service) in SERVICES.items():
            environment = self._environment(service, ports) | {"ONEFOUR_STORE_URL": f"file://{files}"}
            self.members[part] = Member(part, factory, ports[part], environment, logs / f"{part}.log")

    def _environment(self, service: str, ports: dict[str, int]) -> dict[str, str]:
        peers = {f"ONEFOUR_PEERS_{package.upper()}": ports[package.replace("_", "-")] for package in PACKAGES}
        feeds = {
            "ONEFOUR_FEEDS_SECRETS": json.dumps({"hotline-12345": [FEED_SECRET]}),
            "ONEFOUR_FEEDS_REPLY_URL": json.dumps({"hotline-12345": self.hotline.url}),
        }
        own = environment_of(self.servers, self.issuer, self.databases[service.replace("-", "_")], service)
        return own | feeds | {name: f"http://127.0.0.1:{port}" for name, port in peers.items()}


def environment_of(servers: Servers, issuer: TestIssuer, database: str, service: str) -> dict[str, str]:
    """Return what any process of the platform is told; the names are those of shared.runtime.settings."""
    crypto, kafka = crypto_for_tests(), servers.kafka
    return {
        "ONEFOUR_PROFILE": "development",
        "ONEFOUR_DATABASE_URL": database,
        "ONEFOUR_DATABASE_POOL_SIZE": "5",
        "ONEFOUR_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "ONEFOUR_KAFKA_IDEMPOTENCE": str(kafka.idempotence),
        "ONEFOUR_KAFKA_FETCH_WAIT_MS": str(kafka.fetch_wait_ms),
        "ONEFOUR_KAFKA_SESSION_TIMEOUT_MS": str(kafka.session_timeout_ms),
        "ONEFOUR_KAFKA_RELAY_POLL_MS": str(kafka.relay_poll_ms),
        "ONEFOUR_AUTH_ISSUER": issuer.url,
        "ONEFOUR_AUTH_CLIENT_ID": service,
        "ONEFOUR_AUTH_CLIENT_SECRET": "test",
        "ONEFOUR_CRYPTO_KEYS": json.dumps({k: v.get_secret_value() for k, v in crypto.keys.items()}),
        "ONEFOUR_CRYPTO_CURRENT": crypto.current,
        "ONEFOUR_CRYPTO_BLIND_KEYS": json.dumps({k: v.get_secret_value() for k, v in crypto.blind_keys.items()}),
        "ONEFOUR_CRYPTO_BLIND_CURRENT": crypto.blind_current,
    }


@asynccontextmanager
async def running_stack() -> AsyncIterator[StackUnderTest]:
    """Run servers and all processes of the platform, on free ports, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="onefour-faults-") as name:
        folder = Path(name)
        postgres = PostgresServer(folder, free_port(), "for-tests", folder / "postgres.log")
        log = Log.of(folder)
        async with running_issuer() as issuer, running_hotline() as hotline:
            try:
                await asyncio.gather(postgres.start(), log.start())
                stack = await _migrated(postgres, log, issuer, hotline)
                stack.add_members(Path(LOGS) if LOGS else folder, folder / "files")
                try:
                    await stack.start()
                    yield stack
                finally:
                    await stack.stop()
            finally:
                await log.stop()
                await postgres.stop()


async def _migrated(postgres: PostgresServer, log: Log, issuer: TestIssuer, hotline: Hotline) -> StackUnderTest:
    servers = Servers(postgres.url(), log.settings)
    stack = StackUnderTest(servers, issuer, TestClock(), postgres=postgres, log=log, hotline=hotline)
    for package in PACKAGES:
        await servers.make_template(package)
        stack.databases[package] = await servers.new_database(package)
    return stack
