"""What did the books of training and resources say on a past day, over HTTP?"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.dispatch.school import (
    bound,
    certified,
    days_ago,
    get,
    offered,
    office,
    opened,
    people,
    required,
    send,
    today,
)
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this township of the school's county.
TOWN = "320481116"
DAY = timedelta(days=1)


@pytest.fixture
def now(town: Platform) -> date:
    return today(town)


async def asked(platform: Platform, path: str, day: date, **query: Any) -> list[dict[str, Any]]:
    found = await get(office(platform), path, as_of=day.isoformat(), **query)
    return list(found if isinstance(found, list) else found["items"])


async def test_a_course_has_the_version_that_it_had(town: Platform, now: date) -> None:
    with days_ago(town, 6):
        await offered(town, "past-1", "culture")
    with days_ago(town, 3):
        await offered(town, "past-1", "culture", hours=20)

    async def version(ago: int) -> list[int]:
        courses = await asked(town, "/courses", now - ago * DAY, limit=200)
        return [one["version"] for one in courses if one["code"] == "past-1"]

    assert [await version(ago) for ago in (7, 6, 4, 3, 0)] == [[], [1], [1], [2], [2]]
    out = await office(town).get("/sheets/courses.csv", params={"as_of": (now - 4 * DAY).isoformat()})
    (line,) = [one for one in out.text.splitlines() if one.startswith("past-1,")]
    assert ",16," in line


async def test_sessions_that_had_begun_and_who_was_enrolled_by_then(town: Platform, now: date) -> None:
    await people(town, "p-past-s", region=TOWN)
    with days_ago(town, 5):
        await offered(town, "past-2", "culture")
    session = await opened(town, "past-2", TOWN, days=4)
    await send(office(town), f"/sessions/{session}/enrolments", {"persons": ["p-past-s"]})

    held = [await asked(town, "/sessions", now - ago * DAY, region=TOWN) for ago in (4, 3)]
    assert [[one["id"] for one in sessions] for sessions in held] == [[], [session]]
    sheets = [
        await office(town).get(
            "/sheets/enrolments.csv", params={"region": TOWN, "as_of": (now - ago * DAY).isoformat()}
        )
        for ago in (1, 0)
    ]
    assert [session in one.text for one in sheets] == [False, True]


async def test_who_was_enrolled_on_a_day_is_shown_on_it_though_withdrawn_since(town: Platform, now: date) -> None:
    await people(town, "p-past-w", region=TOWN)
    with days_ago(town, 5):
        await offered(town, "past-4", "culture")
        session = await opened(town, "past-4", TOWN, last_day=now.isoformat())
        await send(office(town), f"/sessions/{session}/enrolments", {"persons": ["p-past-w"]})
    with days_ago(town, 2):
        await send(office(town), f"/sessions/{session}/withdrawals", {"persons": ["p-past-w"]})

    async def shown(ago: int) -> tuple[bool, list[int]]:
        day = now - ago * DAY
        sheet = await office(town).get("/sheets/enrolments.csv", params={"region": TOWN, "as_of": day.isoformat()})
        held = await asked(town, "/sessions", day, region=TOWN)
        return session in sheet.text, [one["enrolled"] for one in held if one["id"] == session]

    assert [(await shown(ago))[0] for ago in (6, 5, 3, 2, 0)] == [False, True, True, False, False]
    assert [(await shown(ago))[1] for ago in (5, 3, 2)] == [[1], [1], [0]]
    # Who comes in again stands there from that day on.
    await send(office(town), f"/sessions/{session}/enrolments", {"persons": ["p-past-w"]})
    assert [(await shown(ago))[0] for ago in (3, 1, 0)] == [True, False, True]


async def test_what_a_power_required_and_who_was_held_to_it(town: Platform, now: date) -> None:
    activity = "licence:past"
    await listed(town, "past")
    await offered(town, "past-3", "urban")
    await required(town, activity, "urban", valid_from=(now - 9 * DAY).isoformat())
    draft = {"fields": ["urban"], "valid_from": (now - 2 * DAY).isoformat()}
    await office(town, scope="32").put(f"/training/requirements/{activity}", json=draft)

    async def versions(day: date) -> list[int]:
        return [one["version"] for one in await asked(town, "/requirements", day) if one["activity"] == activity]

    # A draft requires nothing.
    assert [await versions(now - ago * DAY) for ago in (10, 9, 0)] == [[], [1], [1]]
    every = [one["version"] for one in await get(office(town), "/requirements") if one["activity"] == activity]
    assert every == [1, 2]

    await bound(town, TOWN, now + 3 * DAY)
    held = [await asked(town, "/bindings", now + ahead * DAY, limit=200) for ahead in (2, 3)]
    assert [TOWN in [one["region"] for one in bindings] for bindings in held] == [False, True]


async def test_pairs_of_a_day(town: Platform, now: date) -> None:
    mentor, trainee = "p-past-m", "p-past-t"
    await people(town, mentor, trainee, region=TOWN)
    await offered(town, "past-4", "mediation")
    await certified(town, "past-4", mentor, region=TOWN)
    days = {"valid_from": (now + DAY).isoformat(), "valid_to": (now + 40 * DAY).isoformat()}
    pair = {"mentor_id": mentor, "trainee_id": trainee, "field": "mediation"} | days
    made = await send(office(town), "/pairs", pair, 201)

    found = [await asked(town, "/pairs", now + ahead * DAY, region=TOWN) for ahead in (0, 1, 40, 41)]
    assert [[one["id"] for one in pairs] for pairs in found] == [[], [made["id"]], [made["id"]], []]


async def test_posts_and_money_that_were_booked_by_then(town: Platform) -> None:
    county = "320481"
    head = {"region": county, "adopted_by": "账1号"}
    lines = [{"unit_id": unit, "kind": "administrative", "posts": n} for unit, n in ((None, -2), ("u-past-b", 2))]
    units = {"id": "u-past-b", "region": county, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"}
    (await town.client("dispatch", scope="32").put("/organisation/units", json={"units": [units]})).raise_for_status()
    allowed = [{"unit_id": "u-past-b", "kind": "administrative", "approved": 5}]
    await booked(town, head | {"what": "establishment", "valid_from": "2026-01-01", "lines": allowed})
    await booked(town, head | {"what": "transfer", "valid_from": "2026-02-01", "lines": lines})
    about = {"region": TOWN, "power": "P-PAST"}
    await listed(town, "P-PAST")
    terms = head | {"what": "agreement", "valid_from": "2026-01-01"}
    await booked(town, terms | {"lines": [about | {"yearly_fen": 100, "share_bp": 0}]})
    given = [about | {"kind": "transfer-given", "fen": 100, "day": "2026-03-01"}]
    await booked(town, head | {"what": "booking", "lines": given})

    async def number(path: str, region: str, day: str) -> int:
        answer = await office(town, scope=county).get(f"/resources/{path}", params={"region": region, "as_of": day})
        assert answer.status_code == 200, answer.text
        return len(answer.json()["items"])

    # A post that is granted from above has one side in the county.
    sides = await number("transfers", county, "2026-02-01")
    assert (await number("transfers", county, "2026-01-31"), sides > 0) == (0, True)
    assert [await number("bookings", TOWN, day) for day in ("2026-02-28", "2026-03-01")] == [0, 1]


async def booked(platform: Platform, body: dict[str, Any]) -> None:
    """Draw a proposal up by one person and confirm it by another."""
    kept = await office(platform, scope="320481").post("/resources/proposals", json=body)
    assert kept.status_code == 201, kept.text
    done = await office(platform, "p-school-2", "320481").post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text
