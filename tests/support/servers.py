"""Which real servers do the tests of one worker share? One PostgreSQL, one broker, for the whole session."""

import asyncio
import base64
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from dispatch.seed import seed
from embedded.broker import running_broker
from embedded.postgres import running_postgres
from shared.runtime.kafka import make_topics
from shared.runtime.migrate import upgrade
from shared.runtime.settings import CryptoSettings, DatabaseSettings, KafkaSettings
from tests.support.apache_kafka import ApacheKafka

# `make test-kafka` sets it: the same tests, on an Apache Kafka instead of the embedded broker.
ON_APACHE = os.environ.get("ONEFOUR_TEST_BROKER") == "apache"
# Enough to see order kept and lost; each more is read empty by every consumer all the time.
PARTITIONS = 2
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
    key, blind_key = (SecretStr(base64.b64encode(letter * 32).decode()) for letter in (b"0", b"1"))
    return CryptoSettings(keys={"k1": key}, current="k1", blind_keys={"b1": blind_key}, blind_current="b1")


def kafka_settings(address: str) -> KafkaSettings:
    """Return settings for the broker of the tests, quick for tests."""
    return KafkaSettings(
        bootstrap=address, idempotence=ON_APACHE, fetch_wait_ms=300, session_timeout_ms=6000, relay_poll_ms=200
    )


@asynccontextmanager
async def running_log() -> AsyncIterator[KafkaSettings]:
    """Run a broker, with topics made: the embedded one, or an Apache Kafka where the environment asks for it."""
    if not ON_APACHE:
        async with running_broker() as address:
            await make_topics(kafka_settings(address), PARTITIONS)
            yield kafka_settings(address)
        return
    with TemporaryDirectory(prefix="onefour-kafka-") as folder:
        kafka = ApacheKafka(Path(folder))
        try:
            await asyncio.to_thread(kafka.start)
            await make_topics(kafka_settings(kafka.bootstrap), PARTITIONS)
            yield kafka_settings(kafka.bootstrap)
        finally:
            await asyncio.to_thread(kafka.stop)


@asynccontextmanager
async def running_servers() -> AsyncIterator[Servers]:
    """Run PostgreSQL and the broker, with templates and topics made."""
    async with running_postgres() as postgres, running_log() as kafka:
        servers = Servers(postgres, kafka)
        for package in PACKAGES:
            await servers.make_template(package)
        yield servers
