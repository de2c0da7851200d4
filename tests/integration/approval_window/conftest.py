"""What do the window's tests share? The service alone, with a broker of its own and a voice of the centre on it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from approval_window.main import PROCESS
from embedded.broker import running_broker
from shared.clock import utc_now
from shared.runtime.app import create_app
from shared.runtime.db import new_id
from shared.runtime.kafka import make_producer, make_topics
from shared.runtime.settings import PeerSettings
from shared.schemas.envelope import Attributes, Event, to_headers
from shared.schemas.topics import BY_EVENT
from tests.support.issuer import TestIssuer
from tests.support.platform import Platform, TestClock, hurried, settings_for
from tests.support.servers import Servers, kafka_settings

Tell = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
async def window(servers: Servers, issuer: TestIssuer) -> AsyncIterator[Platform]:
    # A broker of its own: a centre on the same one would answer what the tests themselves want to say.
    async with running_broker() as address:
        alone = Servers(servers.postgres, kafka_settings(address))
        await make_topics(alone.kafka)
        platform = Platform(alone, issuer, TestClock())
        url = await alone.new_database("approval_window")
        app = create_app(
            hurried(PROCESS), settings_for(alone, issuer, url, "approval-window", PeerSettings()), platform.clock
        )
        platform.apps["approval-window"] = app
        async with app.router.lifespan_context(app):
            yield platform


@pytest.fixture
async def tell(window: Platform) -> AsyncIterator[Tell]:
    """Publish the centre's events, in order; the same event twice has two ids, as after a republished change."""
    producer = make_producer(window.servers.kafka)
    await producer.start()

    async def publish(*events: Event) -> None:
        for event in events:
            attributes = Attributes(new_id(), "/onefour/dispatch", event.TYPE, utc_now(), event.key)
            topic, key, body = str(BY_EVENT[type(event)].topic), event.key.encode(), event.model_dump_json().encode()
            await producer.send_and_wait(topic, body, key=key, headers=to_headers(attributes))

    yield publish
    await producer.stop()
