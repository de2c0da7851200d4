"""What do tests of the grid share? A township with its people, a task and a phone; and a place from which messages go.

The gateway, and the platform at noon whose messages go out when a test says so, are outreach's.
"""

from collections.abc import AsyncIterator

import pytest

from shared.schemas.dispatch import TaskAssigned
from tests.integration.grid.outreach_desk import post, rows, running_place
from tests.integration.grid.town import Town, hear, staffed_town
from tests.support.gateway import Gateway, running_gateway
from tests.support.phone import Phone
from tests.support.platform import Platform
from tests.support.servers import Servers, running_log


@pytest.fixture
async def town(platform: Platform) -> Town:
    return await staffed_town(platform)


@pytest.fixture
async def task(town: Town) -> TaskAssigned:
    assigned = town.task()
    await hear(town.platform, assigned)
    return assigned


@pytest.fixture
def phone(town: Town) -> Phone:
    return Phone(town.client("worker", "wang"))


@pytest.fixture(scope="session")
async def gateway() -> AsyncIterator[Gateway]:
    async with running_gateway() as running:
        yield running


@pytest.fixture(scope="module")
async def place(servers: Servers, gateway: Gateway) -> AsyncIterator[Platform]:
    # A broker of its own: on a shared one its consumers would be in one group with those of the session's platform.
    async with running_log() as kafka, running_place(Servers(servers.postgres, kafka), gateway) as platform:
        yield platform


@pytest.fixture
async def town_with_post(place: Platform) -> AsyncIterator[Town]:
    """A township with one post; nothing of another test runs, and the day is as it was."""
    ahead = place.clock.ahead
    await rows(place, "UPDATE outreach_campaigns SET state = 'cancelled' WHERE state = 'running' RETURNING id")
    await rows(place, "UPDATE outreach_ways SET free_at = now() - interval '1 day' RETURNING way")
    made = await staffed_town(place)
    await post(made)
    yield made
    place.clock.ahead = ahead
