"""A home whose alarm was answered is quiet until it has been empty again, and is then found anew."""

import json
import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from shared.runtime.kafka import make_producer
from shared.schemas.topics import feed_topic
from tests.integration.grid.rounds import at
from tests.integration.grid.town import Town, now
from tests.integration.grid.vacancy_desk import HOUR, QUARTER, homes_of, message, running, this_hour

A_DAY = 86_400
# Empty, lived in, empty for some days, lived in again: from which day on, and whether somebody is there.
LIFE = ((0, False), (4, True), (8, False), (12, True), (14, False))


def is_lived_in(day: float) -> bool:
    return next(lived for since, lived in reversed(LIFE) if day >= since)


def register(meter: str, start: int) -> list[tuple[str, int, float]]:
    """Return two weeks of a meter of a home with a standing load of 20 W, every quarter of an hour."""
    told, total = [], 1000.0
    for step in range(14 * 96):
        hour = (step / 4 + start / HOUR + 8) % 24
        people = 0.08 + (0.5 + 0.3 * math.sin(step) if 6 < hour < 9 or 17 < hour < 23 else 0)
        total += (0.02 + (people if is_lived_in(step / 96) else 0)) / 4
        told.append((meter, start + step * QUARTER, round(total, 2)))
    return told


async def publish(town: Town, told: Sequence[tuple[str, int, float]]) -> None:
    """Write readings to the topic, in their order: one key, one partition."""
    producer = make_producer(town.platform.servers.kafka)
    await producer.start()
    try:
        body = json.dumps(message(told)).encode()
        await producer.send_and_wait(feed_topic("power-usage"), body, key=town.region.encode())
    finally:
        await producer.stop()


async def findings(town: Town) -> list[dict[str, Any]]:
    answer = await town.client("leader").get("/vacancy/findings")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def tasks(town: Town) -> list[dict[str, Any]]:
    items = (await town.client("worker", "wang").get("/tasks", params={"kind": "check-home"})).json()["items"]
    return [one for one in items if one["kind"] == "check-home"]


async def taken(town: Town, told: Sequence[tuple[str, int, float]]) -> None:
    """Publish readings, and one that is refused and counted: when it is, those before it have been taken."""
    before = await refused(town)
    await publish(town, told)
    await publish(town, [(told[-1][0], told[-1][1], -1.0)])

    async def counted() -> bool:
        return await refused(town) > before

    await town.platform.until(counted)


async def refused(town: Town) -> int:
    items = (await town.client("leader").get("/vacancy/refused")).json()["items"]
    return sum(one["readings"] for one in items)


async def answered(town: Town, finding: dict[str, Any]) -> None:
    url = f"/vacancy/findings/{finding['id']}/answer"
    answer = await town.client("worker", "wang").post(url, json={"answer": "visitor", "note": "亲戚暂住"})
    assert answer.status_code == 200, answer.text


async def test_an_answered_home_is_quiet_until_it_was_empty_again_and_then_found_anew(town: Town):
    [home] = await homes_of(town, 1)
    await running(town, [home])
    start = this_hour()
    told = register(home["meter"], start)
    day = [slice(96 * one, 96 * (one + 1)) for one in range(14)]

    with at(town.platform, now() + timedelta(days=15)):
        for one in day[:6]:
            await taken(town, told[one])
        [first] = await findings(town)
        await answered(town, first)
        # Who was there stays for two days, then it is empty for four.
        for one in day[6:12]:
            await taken(town, told[one])
        between = await findings(town)
        for one in day[12:]:
            await taken(town, told[one])
        second, again = await findings(town)

    assert [(one["id"], one["state"]) for one in between] == [(first["id"], "answered")]
    assert (again["id"], second["state"], second["home_id"]) == (first["id"], "open", home["home_id"])
    assert second["evidence"]["since"] * HOUR >= start + 11.9 * A_DAY
    states = {task["id"]: task["state"] for task in await tasks(town)}
    assert states == {first["task_id"]: "finished", second["task_id"]: "assigned"}
