"""How training that was held before the platform came gets into the register, over HTTP."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import CITY, NEXT, TOWNSHIP, get, office, people
from tests.support.platform import Platform
from tests.support.wording import named

COURSE = {"name": "安全生产执法", "field": "safety", "hours": 16, "organiser": CITY}


def past(code: str, *persons: str, **more: Any) -> dict[str, Any]:
    """Return a session of two days in March 2026, everybody there on both."""
    days = [{"day": f"2026-03-0{n}", "hours": 8, "persons": list(persons)} for n in (2, 3)]
    usual = {"course": code, "region": TOWNSHIP, "first_day": "2026-03-02", "last_day": "2026-03-03"}
    return usual | {"attended": days} | more


async def take(
    town: Platform, codes: list[str], sessions: list[dict[str, Any]], city: str = CITY, scope: str = CITY
) -> httpx.Response:
    body = {
        "document": "常编办〔2026〕1号",
        "courses": [COURSE | {"code": code} for code in codes],
        "sessions": sessions,
    }
    return await office(town, scope=scope).post(f"/training/takeovers/{city}", json=body)


async def test_what_a_city_held_before_counts_in_its_figures_and_certifies_nobody(town: Platform) -> None:
    await people(town, "past-1", "past-2")
    march = {"region": TOWNSHIP, "from": "2026-03-02", "to": "2026-03-03", "by": "region"}
    before = await get(office(town), "/figures", **march)

    taken = await take(town, ["past-a"], [past("past-a", "past-1", "past-2")])

    assert (taken.status_code, taken.json()) == (200, {"courses": 1, "sessions": 1, "person_times": 2})
    (after,) = await get(office(town), "/figures", **march)
    assert after["person_times"] - (before[0]["person_times"] if before else 0) == 2
    assert not await rows(town, "SELECT 1 FROM training_certificates WHERE person_id LIKE 'past-%'")
    assert [line["step"] for line in await get(office(town), "/history/past-a")] == ["taken-over"]
    (noted,) = await rows(town, "SELECT facts FROM training_history WHERE subject = 'past-a'")
    assert noted.facts == {"document": "常编办〔2026〕1号"}


async def test_a_second_time_is_refused_so_that_nobody_is_counted_twice(town: Platform) -> None:
    await people(town, "past-3")
    (await take(town, ["past-b"], [past("past-b", "past-3")])).raise_for_status()

    whole = await take(town, ["past-b"], [past("past-b", "past-3")])
    session = await take(town, [], [past("past-b", "past-3")])
    another = await take(town, [], [past("past-b", "past-3", region=NEXT)])

    assert named(whole, "rows") == [
        {"course": 0, "code": "training.course-known"},
        {"session": 0, "code": "training.twice"},
    ]
    assert (session.status_code, session.json()["title"]) == (422, "training.past-refused")
    assert another.status_code == 200


async def test_each_wrong_row_is_named_and_nothing_is_half_done(town: Platform) -> None:
    await people(town, "past-4")
    good = past("past-c", "past-4")
    wrong = {
        "training.course-unknown": past("ghost", "past-4"),
        "training.place-outside-city": past("past-c", "past-4", region="320501001"),
        "training.session-not-over": past("past-c", "past-4", region=NEXT, last_day="2099-01-01"),
        "training.session-too-short": past("past-c", region="320481103", last_day="2026-03-02") | {"attended": []},
        "training.too-many-hours": past("past-c", "past-4", region="320481106")
        | {"attended": [{"day": "2026-03-02", "hours": 9, "persons": ["past-4"]}]},
        "training.day-outside-session": past("past-c", "past-4", region="320481107")
        | {"attended": [{"day": "2026-03-04", "hours": 8, "persons": ["past-4"]}]},
        "training.person-unknown": past("past-c", "nobody", region="320481109"),
        "training.twice": past("past-c", "past-4", "past-4", region="320481111"),
    }

    refused = await take(town, ["past-c"], [good, *wrong.values()])

    assert refused.status_code == 422
    named = {row["session"]: row["code"] for row in refused.json()["rows"]}
    assert named == dict(enumerate(wrong, start=1))
    assert not await rows(town, "SELECT 1 FROM training_courses WHERE code = 'past-c'")


async def test_another_city_takes_nothing_over_here(town: Platform) -> None:
    await people(town, "past-5")
    foreign = await take(town, ["past-d"], [past("past-d", "past-5")], scope="3205")
    county = await take(town, ["past-d"], [past("past-d", "past-5")], city="320481", scope="32")
    anothers = await take(town, ["past-d"], [], city="3205", scope="32")

    assert (foreign.status_code, foreign.json()["title"]) == (404, "training.region-unknown")
    assert (county.status_code, county.json()["title"]) == (422, "training.not-a-city")
    assert named(anothers, "rows") == [{"course": 0, "code": "training.another-city"}]
