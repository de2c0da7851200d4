"""A record is mended by one task, whoever finds it wrong: a round, the registry's own look at its quality, or both."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from grid.registry.service.quality import mend
from tests.integration.grid import rounds
from tests.integration.grid.rounds import MONDAY, at, check_in, made, tasks
from tests.integration.grid.test_registry_visits import seen, visit
from tests.integration.grid.town import Town, rows, staffed_town
from tests.support.platform import Platform

FAR = {"lon": 121.009, "lat": 31.509}


@pytest.fixture
async def town(platform: Platform) -> AsyncIterator[Town]:
    """A township whose registry is no younger than its rounds."""
    with at(platform, MONDAY):
        yield await staffed_town(platform)


async def whole_place(town: Town) -> str:
    """Return a place of which the registry misses nothing."""
    return await rounds.add_place(town, address="听海路12号", phone="13912345678")


async def quality_look(town: Town, moment: datetime = MONDAY) -> None:
    async with town.platform.database("grid").begin() as work:
        await mend(work, town.region, moment)


async def stale(town: Town, place: str) -> None:
    """Let a place be long unseen, so that the registry has it mended."""
    changed = "UPDATE places SET checked_at = :at WHERE id = :id RETURNING id"
    assert await rows(town, changed, at=MONDAY - timedelta(days=400), id=place)


async def find_wrong(town: Town, **said: Any) -> dict[str, Any]:
    """Let the worker find the round's one place otherwise than the registry has it; return the stop."""
    found = await made(town)
    with at(town.platform, MONDAY + timedelta(hours=1)):
        answer = await check_in(town, found["stops"][0], found["id"], **({"result": "closed"} | said))
    assert answer.status_code == 200, answer.text
    stop: dict[str, Any] = answer.json()
    return stop


async def to_mend(town: Town) -> list[tuple[str, str]]:
    return [(one["about_id"], one["state"]) for one in await tasks(town, kind="mend-record")]


async def findings(town: Town, place: str) -> list[str]:
    """Return what is open at a place."""
    query = "SELECT finding FROM record_mendings WHERE record_id = :id AND closed_at IS NULL ORDER BY finding"
    return [row.finding for row in await rows(town, query, id=place)]


@pytest.mark.parametrize("round_first", [True, False])
async def test_a_round_and_the_quality_of_the_registry_ask_for_one_task(town: Town, *, round_first: bool):
    place = await whole_place(town)
    if round_first:
        await find_wrong(town)
    await stale(town, place)
    await quality_look(town)
    if not round_first:
        await find_wrong(town)
    await quality_look(town, MONDAY + timedelta(days=1))

    assert await to_mend(town) == [(place, "assigned")]
    assert await findings(town, place) == ["seen-wrong", "stale"]


async def test_what_a_round_found_wrong_is_finished_by_the_visit_that_mends_it(town: Town):
    place = await whole_place(town)
    await find_wrong(town)
    with at(town.platform, MONDAY + timedelta(hours=2)):
        said = seen(device_at=MONDAY.isoformat(), changed={"name": "听海路14号加油站"})
        answer = await visit(town, place, said, "place")
        await quality_look(town, MONDAY + timedelta(days=1))

        assert answer.status_code == 200, answer.text
        assert (await to_mend(town), await findings(town, place)) == ([(place, "finished")], [])


async def test_a_place_that_is_not_where_the_map_has_it_is_to_be_mended_though_all_is_well_there(town: Town):
    place = await whole_place(town)
    await find_wrong(town, result="fine", position=FAR, away_reason="map-wrong")

    assert await to_mend(town) == [(place, "assigned")]


async def test_what_is_mended_by_somebody_else_is_taken_back(town: Town):
    place = await whole_place(town)
    await find_wrong(town)
    await quality_look(town, MONDAY + timedelta(days=1))
    waiting = await to_mend(town)
    later = MONDAY + timedelta(days=2)
    assert await rows(town, "UPDATE places SET checked_at = :at WHERE id = :id RETURNING id", at=later, id=place)

    await quality_look(town, later)

    assert (waiting, await to_mend(town)) == ([(place, "assigned")], [(place, "recalled")])
    assert await findings(town, place) == []
