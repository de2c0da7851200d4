"""A campaign whose process is killed twice: each person is written to once, and nobody who said no."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from tests.integration.grid.outreach_desk import messages_of, post, seen, started, willing
from tests.integration.grid.town import Town, new_town
from tests.support.grid_alone import GridAlone, running_grid
from tests.support.servers import Servers

# Two deaths and two starts, and a lease that has to run out, on a machine that others use.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def grid(servers: Servers) -> AsyncIterator[GridAlone]:
    async with running_grid(servers) as running:
        yield running


async def awake_town(grid: GridAlone) -> Town:
    """Return a township where messages go out at any hour, slowly enough for two deaths."""
    town = new_town(grid)
    assert (await town.draw()).status_code == 200
    rules = {"version": 0, "per_second": 25, "quiet_from": None, "quiet_to": None}
    assert (await town.client().put(f"/outreach/rules/{town.region}", json=rules)).status_code == 200
    return town


async def dies_after(grid: GridAlone, answered: asyncio.Event) -> None:
    """Let the process wait for its gateway until the desk has its answer, which the dead cannot give; then kill it."""
    await answered.wait()
    await grid.kill()


async def test_a_campaign_killed_twice_reaches_each_once_and_nobody_who_said_no(grid: GridAlone) -> None:
    town = await awake_town(grid)
    people = await willing(town, 100)
    await post(town)
    # The first dies with messages that the gateway has and it does not know of, the second likewise.
    campaign = await started(town)
    grid.gateway.at = {40: grid.kill}

    assert await grid.member.dies(within_s=60)
    answered = asyncio.Event()
    grid.gateway.at = {grid.gateway.times.total() + 10: partial(dies_after, grid, answered)}
    await grid.start()
    waiting = [one for one in await messages_of(town, campaign) if one["state"] == "waiting"]
    gone = {"way": "window", "resident_id": waiting[-1]["resident_id"]}
    assert (await town.client("clerk").post("/outreach/opt-outs", json=gone)).status_code == 201
    answered.set()
    assert await grid.member.dies(within_s=60)
    await grid.start()

    async def over() -> Any:
        now = await seen(town, campaign)
        return now if now["state"] == "finished" else None

    ended = await grid.until(over, 120)
    numbers = [body["to"] for body in grid.gateway.messages.values()]
    dropped = next(one["phone"] for one in people if one["id"] == gone["resident_id"])
    assert ended["audience_size"] == 100
    assert sorted(numbers) == sorted({one["phone"] for one in people} - {dropped})
    assert set(grid.gateway.times.values()) == {1}
    states = {one["state"] for one in await messages_of(town, campaign)}
    assert states == {"sent", "dropped"}
