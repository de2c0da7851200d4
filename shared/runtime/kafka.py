"""How does a process reach the broker, and which log is it talking to?"""

import ssl
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from shared.runtime.settings import KafkaSettings
from shared.schemas.topics import PARTITIONS, all_topics

FEED_RETENTION_MS = 24 * 3600 * 1000


def _connection(settings: KafkaSettings) -> dict[str, Any]:
    given: dict[str, Any] = {"bootstrap_servers": settings.bootstrap, "security_protocol": settings.security_protocol}
    if settings.sasl_mechanism and settings.sasl_password:
        given |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    if settings.security_protocol.endswith("SSL"):
        given["ssl_context"] = ssl.create_default_context()
    return given


def make_producer(settings: KafkaSettings) -> AIOKafkaProducer:
    """Return a producer that is acknowledged by all replicas; aiokafka's own default is one."""
    return AIOKafkaProducer(
        **_connection(settings),
        acks="all",
        enable_idempotence=settings.idempotence,
        compression_type="lz4",
        linger_ms=0,
        request_timeout_ms=15_000,
        max_batch_size=256 * 1024,
    )


def make_consumer(settings: KafkaSettings, *topics: str, group: str) -> AIOKafkaConsumer:
    """Return a consumer that starts at the beginning and commits only when told; aiokafka's defaults do neither."""
    return AIOKafkaConsumer(
        *topics,
        **_connection(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=settings.fetch_wait_ms,
        max_partition_fetch_bytes=256 * 1024,
        fetch_max_bytes=5 * 1024 * 1024,
        session_timeout_ms=settings.session_timeout_ms,
        heartbeat_interval_ms=settings.session_timeout_ms // 3,
        max_poll_interval_ms=300_000,
    )


async def log_id(settings: KafkaSettings) -> str:
    """Return the identity of the broker's log: its cluster id, another one once the log was lost and made anew.

    Raises KafkaError or OSError while the broker is away.
    """
    admin = AIOKafkaAdminClient(**_connection(settings))
    try:
        await admin.start()
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def make_topics(settings: KafkaSettings, partitions: int = PARTITIONS) -> list[str]:
    """Create the platform's topics that do not exist yet; return their names. Run once, before any service starts.

    Raises KafkaError where the broker refuses one.
    """
    admin = AIOKafkaAdminClient(**_connection(settings))
    try:
        await admin.start()
        known = set(await admin.list_topics())
        missing = {name: compacted for name, compacted in all_topics().items() if name not in known}
        wanted = [
            NewTopic(name, partitions, settings.replicas, topic_configs=_topic_settings(name, compacted=compacted))
            for name, compacted in missing.items()
        ]
        answer = await admin.create_topics(wanted) if wanted else None
        for topic, code, *_ in answer.topic_errors if answer else ():
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise KafkaError(f"topic {topic}: {error.__name__}")
        return sorted(missing)
    finally:
        await admin.close()


def _topic_settings(name: str, *, compacted: bool) -> dict[str, str]:
    if compacted:
        return {"cleanup.policy": "compact"}
    if name.startswith("feed."):
        return {"retention.ms": str(FEED_RETENTION_MS)}
    return {}
