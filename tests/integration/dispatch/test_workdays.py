"""Is the calendar seeded, overridden and told whole?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select

from dispatch.workdays import repository, routes, service
from dispatch.workdays.models import calendar_days, calendar_year_history, calendar_years
from shared.runtime.app import Process
from shared.runtime.tables import outbox
from shared.schemas.dispatch import WorkdaysPublished
from shared.schemas.topics import Service
from tests.integration.runtime.small_service import Small, running_small, small_settings
from tests.support.issuer import TestIssuer
from tests.support.servers import Servers

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NOTICE = "国办发明电〔2026〕1号"
NEW_YEAR = {"day": "2027-01-01", "is_workday": False}


@pytest.fixture
async def office(servers: Servers, issuer: TestIssuer) -> AsyncIterator[Small]:
    settings = small_settings(servers, issuer, await servers.new_database("dispatch"))
    async with running_small(settings, issuer, Process(Service.DISPATCH, "registers", (routes.router,))) as running:
        async with running.database.begin() as work:
            # A new installation begins with some years; here each test says what is known.
            for table in (calendar_days, calendar_years, calendar_year_history, outbox):
                await work.connection.execute(delete(table))
        yield running


async def seed(office: Small, *years: int) -> int:
    async with office.database.begin() as work:
        return await service.seed_workdays(work, years, now=NOW)


async def override(office: Small, year: int, *days: dict[str, Any], scope: str = "32", **more: Any) -> httpx.Response:
    body = {"source": NOTICE, "days": days} | more
    return await office.client(roles=["org-office"], scope_region=scope).put(f"/workdays/{year}", json=body)


async def told(office: Small) -> list[WorkdaysPublished]:
    async with office.database.engine.connect() as connection:
        bodies = (await connection.execute(select(outbox.c.body).order_by(outbox.c.seq))).scalars()
        return [WorkdaysPublished.model_validate_json(body) for body in bodies]


async def test_seeding_tells_whole_years_and_the_same_again_tells_nobody(office: Small) -> None:
    assert (await seed(office, 2025, 2026), await seed(office, 2025, 2026)) == (730, 0)

    events = await told(office)
    assert [(event.year, event.version, len(event.days)) for event in events] == [(2025, 1, 365), (2026, 1, 365)]
    assert events[0].source.startswith("chinesecalendar ")


async def test_an_override_counts_up_and_tells_the_whole_year(office: Small) -> None:
    await seed(office, 2026)

    answer = await override(office, 2026, {"day": "2026-12-26", "is_workday": True})

    assert answer.json()["version"] == 2
    changed = [day for day in answer.json()["days"] if day["source"] == NOTICE]
    assert changed == [{"day": "2026-12-26", "is_workday": True, "source": NOTICE}]
    event = (await told(office))[-1]
    assert (event.version, len(event.days)) == (2, 365)


async def test_the_same_override_again_changes_nothing(office: Small) -> None:
    for _ in range(2):
        answer = await override(office, 2027, NEW_YEAR)

    assert answer.json()["version"] == 1
    assert len(await told(office)) == 1


async def test_seeding_leaves_what_people_said(office: Small) -> None:
    await override(office, 2026, {"day": "2026-10-01", "is_workday": True})

    assert await seed(office, 2026) == 364
    async with office.database.begin() as work:
        calendar = await service.load_calendar(work.connection)
    assert calendar.is_workday(date(2026, 10, 1))
    assert calendar.version == "workdays-2"


async def test_every_change_is_in_the_history_with_who_and_what(office: Small) -> None:
    await seed(office, 2026)
    await override(office, 2026, {"day": "2026-12-26", "is_workday": True})

    async with office.database.engine.connect() as connection:
        rows = await repository.history_of(connection, 2026)
    assert [(row.version, row.action, row.by) for row in rows] == [
        (1, "seeded", "system:seed"),
        (2, "overridden", "p-test"),
    ]
    assert rows[1].facts["days"] == {"2026-12-26": True}


@pytest.mark.parametrize(
    ("year", "day", "more", "status", "code"),
    [
        (2026, NEW_YEAR, {}, 422, "workdays.day-outside-year"),
        (1999, NEW_YEAR, {}, 422, "workdays.year-out-of-range"),
        (2027, NEW_YEAR, {"version": 5}, 409, "workdays.stale-version"),
        (2027, NEW_YEAR, {"scope": "320585102"}, 403, "workdays.only-for-the-whole"),
        (2027, NEW_YEAR, {"source": ""}, 422, "invalid"),
    ],
)
async def test_a_bad_override_changes_nothing(
    office: Small, year: int, day: dict[str, Any], more: dict[str, Any], status: int, code: str
) -> None:
    answer = await override(office, year, day, **more)

    assert (answer.status_code, answer.json()["title"]) == (status, code)
    assert await told(office) == []


@pytest.mark.parametrize("year", ["2030", "0", "-1", "999999999999"])
async def test_a_year_of_which_nothing_is_known_is_not_found(office: Small, year: str) -> None:
    answer = await office.client(roles=["org-office"]).get(f"/workdays/{year}")

    assert (answer.status_code, answer.json()["title"]) == (404, "workdays.year-unknown")


async def test_two_overrides_at_once_both_count(office: Small) -> None:
    days = [{"day": f"2027-01-{n:02}", "is_workday": False} for n in range(1, 9)]
    answers = await asyncio.gather(*(override(office, 2027, day) for day in days))

    assert sorted(answer.json()["version"] for answer in answers) == list(range(1, 9))
