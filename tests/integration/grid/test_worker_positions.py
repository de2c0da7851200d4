"""What is promised of where workers are: on duty only, thirty days, for a purpose, in one's own township."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grid.workers.timers import TIMERS
from shared.runtime.timers import run_round
from tests.integration.grid.town import Town, now, rows, staffed_town
from tests.support.platform import Platform

[POSITIONS] = [timer for timer in TIMERS if timer.name == "workers.positions"]
WHY = {"purpose": "就近派单"}


@pytest.fixture
async def town(platform: Platform) -> Town:
    found = await staffed_town(platform)
    await turn(found, on_duty=True)
    return found


async def turn(town: Town, *, on_duty: bool) -> None:
    answer = await town.client("worker", "wang").post("/workers/me/duty", json={"on_duty": on_duty})
    assert answer.status_code == 200, answer.text


def fix(at: datetime | None = None, **more: Any) -> dict[str, Any]:
    taken = {"client_id": str(uuid4()), "at": (at or now()).isoformat(), "lon": 121.005, "lat": 31.505}
    return taken | more


async def send(town: Town, *fixes: dict[str, Any], name: str = "wang") -> httpx.Response:
    return await town.client("worker", name).post("/workers/me/positions", json={"positions": list(fixes)})


def codes(answer: httpx.Response) -> list[str | None]:
    return [one["refused"] for one in answer.json()["items"]]


async def test_a_worker_sends_where_he_is_and_sees_his_own_track(town: Town):
    answer = await send(town, fix(accuracy_m=8.5), fix(lon=121.006))

    assert codes(answer) == [None, None]
    track = (await town.client("worker", "wang").get("/workers/me/track")).json()["items"]
    assert [(one["lon"], one["accuracy_m"]) for one in track] == [(121.005, 8.5), (121.006, None)]


async def test_what_was_taken_off_duty_is_refused_one_by_one_and_not_kept(town: Town):
    before = fix(now() - timedelta(hours=3))
    during = fix()
    await turn(town, on_duty=False)
    after = fix(now() + timedelta(seconds=1))

    answer = await send(town, before, during, after)

    assert codes(answer) == ["positions.off-duty", None, "positions.off-duty"]
    assert answer.json()["items"][0]["message"] == "不在岗期间的位置不予保存"
    kept = await rows(town, "SELECT id FROM worker_positions WHERE worker_id = :w", w=town.person("wang"))
    assert len(kept) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"at": now() + timedelta(hours=1)}, "positions.in-future"),
        ({"at": now() - timedelta(days=31)}, "positions.too-old"),
        ({"lon": 31.505, "lat": 121.005}, "positions.no-place"),
        ({"lon": 0, "lat": 0}, "positions.no-place"),
    ],
)
async def test_what_cannot_be_is_refused_and_the_rest_of_the_batch_is_kept(
    town: Town, wrong: dict[str, Any], code: str
):
    assert codes(await send(town, fix(**wrong), fix())) == [code, None]


async def test_a_batch_that_is_sent_twice_is_kept_once(town: Town):
    same = fix()

    await send(town, same, same)
    again = await send(town, same)

    assert codes(again) == [None]
    assert len((await town.client("worker", "wang").get("/workers/me/track")).json()["items"]) == 1


async def test_a_batch_of_more_than_two_hundred_and_an_empty_one_are_refused(town: Town):
    assert (await send(town, *(fix() for _ in range(201)))).status_code == 422
    assert (await send(town)).status_code == 422


async def test_the_last_position_of_each_worker_on_duty_is_seen_with_a_purpose(town: Town):
    await send(town, fix(lon=121.001), fix(now() + timedelta(seconds=1), lon=121.002))
    dispatcher = town.client("dispatcher", "centre")

    found = (await dispatcher.get("/workers/positions", params=WHY)).json()["items"]

    assert [(one["worker_id"], one["lon"]) for one in found] == [(town.person("wang"), 121.002)]
    assert (await dispatcher.get("/workers/positions")).status_code == 422
    await turn(town, on_duty=False)
    assert (await dispatcher.get("/workers/positions", params=WHY)).json()["items"] == []


async def test_each_look_at_a_track_is_noted_and_seen_by_whose_it_is(town: Town):
    await send(town, fix())
    path = f"/workers/{town.person('wang')}/track"

    track = await town.client("grid-leader", "chen").get(path, params={"purpose": "核查投诉"})

    assert len(track.json()["items"]) == 1
    looks = (await town.client("worker", "wang").get("/workers/me/looks")).json()["items"]
    assert [(look["by"], look["purpose"]) for look in looks] == [(town.person("chen"), "核查投诉")]
    noted = "SELECT positions FROM position_looks WHERE region = :r AND worker_id = :w"
    assert [row.positions for row in await rows(town, noted, r=town.region, w=town.person("wang"))] == [1]


async def test_positions_are_seen_in_ones_own_township_only_and_not_by_everybody(town: Town):
    path = f"/workers/{town.person('wang')}/track"
    county = town.platform.client("grid", role="grid-leader", scope=town.region[:6])
    elsewhere = await staffed_town(town.platform)

    above = await county.get("/workers/positions", params=WHY)
    beside = await elsewhere.client("grid-leader").get(path, params=WHY)
    colleague = await town.client("worker", "li").get(path, params=WHY)

    assert (above.status_code, above.json()["title"]) == (403, "workers.positions-one-township")
    assert (beside.status_code, beside.json()["title"]) == (404, "workers.not-found")
    assert (colleague.status_code, colleague.json()["title"]) == (403, "missing-permission")


async def test_positions_are_sealed_on_disk_and_in_no_event(town: Town):
    await send(town, fix(lon=121.0051234))

    found = await rows(town, "SELECT sealed FROM worker_positions WHERE worker_id = :w", w=town.person("wang"))
    told = await rows(town, "SELECT body FROM outbox WHERE body LIKE '%121.0051234%'")

    assert b"121.005" not in found[0].sealed
    assert told == []


async def test_positions_older_than_thirty_days_are_gone(town: Town):
    await send(town, fix())
    count = "SELECT id FROM worker_positions WHERE worker_id = :w"
    database = town.platform.database("grid")
    await run_round(POSITIONS, database, lambda: now() + timedelta(days=29, hours=23))
    assert len(await rows(town, count, w=town.person("wang"))) == 1

    await run_round(POSITIONS, database, lambda: now() + timedelta(days=30, minutes=1))

    assert await rows(town, count, w=town.person("wang")) == []
