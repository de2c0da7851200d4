"""Which real servers do the tests of one worker share? One PostgreSQL, one broker, for the whole session."""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from dispatch.seed import seed
from embedded.broker import running_broker
from embedded.postgres import running_postgres
from shared.runtime.kafka import make_topics
from shared.runtime.migrate import upgrade
from shared.runtime.settings import CryptoSettings, DatabaseSettings, KafkaSettings

PACKAGES = ("approval_window", "enforcement", "grid", "dispatch")


@dataclass(slots=True)
class Servers:
    """Addresses of the servers; `databases` are made from one migrated template a service."""

    postgres: str
    kafka: KafkaSettings

    async def new_database(self, package: str = "") -> str:
        """Return the URL of a new database: migrated for service `package`, or empty."""
        name = f"{package or 'empty'}_{secrets.token_hex(4)}"
        template = f"TEMPLATE template_{package} STRATEGY file_copy" if package else ""
        await self.execute(f"CREATE DATABASE {name} {template}")
        return self.url(name)

    async def make_template(self, package: str) -> None:
        await self.execute(f"CREATE DATABASE template_{package}")
        url = self.url(f"template_{package}")
        await upgrade(url, package)
        if package == "dispatch":
            await seed(DatabaseSettings(url=SecretStr(url)), crypto_for_tests())

    async def execute(self, statement: str) -> None:
        engine = create_async_engine(self.postgres, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    def url(self, database: str) -> str:
        return make_url(self.postgres).set(database=database).render_as_string(hide_password=False)


def crypto_for_tests() -> CryptoSettings:
    return CryptoSettings(keys={"k1": SecretStr(base64.b64encode(b"0" * 32).decode())}, current="k1")


def kafka_settings(address: str) -> KafkaSettings:
    """Return settings for the embedded broker, quick for tests."""
    return KafkaSettings(
        bootstrap=address, idempotence=False, fetch_wait_ms=20, session_timeout_ms=6000, relay_poll_ms=50
    )


@asynccontextmanager
async def running_servers() -> AsyncIterator[Servers]:
    """Run PostgreSQL and the broker, with templates and topics made."""
    async with running_postgres() as postgres, running_broker() as broker:
        servers = Servers(postgres, kafka_settings(broker))
        await make_topics(servers.kafka)
        for package in PACKAGES:
            await servers.make_template(package)
        yield servers
