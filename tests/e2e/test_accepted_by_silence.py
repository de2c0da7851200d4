"""Nobody says anything over a long holiday: five working days after it the application counts as accepted."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pytest

from approval_window.applications.timers import TIMERS
from shared.clock import town_day, utc_now
from shared.runtime.timers import run_round
from tests.support.platform import TOWN, Platform, TestClock, running_platform
from tests.support.servers import Servers, running_log
from tests.support.starter import all_of

ITEM, HOLIDAY = "rural-homestead", 9
PERSON = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}


@pytest.fixture
async def platform(servers: Servers) -> AsyncIterator[Platform]:
    """A platform of its own: its calendar is nobody else's."""
    async with running_log() as kafka, running_platform(Servers(servers.postgres, kafka)) as running:
        yield running


async def publish_holiday(platform: Platform) -> None:
    """Let the centre publish that the next days are no workdays, and all after them are."""
    office = platform.client("dispatch", role="org-office", scope="32", person_id="p-office")
    first = town_day(utc_now())
    days = [(first + timedelta(days=n), n == 0 or n > HOLIDAY) for n in range(30)]
    for year, of_year in groupby(days, key=lambda day: day[0].year):
        said = [{"day": day.isoformat(), "is_workday": works} for day, works in of_year]
        body = {"source": "国办发明电〔2026〕9号", "days": said}
        (await office.put(f"/workdays/{year}", json=body)).raise_for_status()


async def received(platform: Platform) -> dict[str, Any]:
    """Receive an application as soon as the window has heard of the holiday."""
    clerk = platform.client("approval-window", role="clerk", person_id="p-clerk")
    body = {"item": ITEM, "region": TOWN, "applicant": PERSON, "materials": all_of(ITEM), "again": True}

    async def over_the_holiday() -> dict[str, Any] | None:
        taken = (await clerk.post("/applications", json=body)).json()
        due = datetime.fromisoformat(taken["notice_due_at"])
        return dict(taken) if due > utc_now() + timedelta(days=HOLIDAY) else None

    return dict(await platform.until(over_the_holiday))


async def looks(platform: Platform, at: datetime) -> int:
    """Let the window's clock look at what nobody said anything about, as if it were `at`."""
    runtime = platform.apps["approval-window"].state.runtime
    return await run_round(TIMERS[0], runtime.database, TestClock(at - utc_now()))


async def test_who_hears_nothing_over_a_holiday_is_accepted_five_working_days_after_it(platform: Platform) -> None:
    await publish_holiday(platform)
    taken = await received(platform)
    due = datetime.fromisoformat(taken["notice_due_at"])
    leader = platform.client("approval-window", role="leader", person_id="p-head")

    async def state() -> tuple[str, bool]:
        shown = (await leader.get(f"/applications/{taken['id']}")).json()
        return shown["state"], shown["by_silence"]

    assert town_day(due) == town_day(utc_now()) + timedelta(days=HOLIDAY + 5)
    await looks(platform, due - timedelta(minutes=1))
    assert await state() == ("received", False)
    assert await looks(platform, due + timedelta(minutes=1)) >= 1
    assert await state() == ("accepted", True)
    shown = (await leader.get(f"/applications/{taken['id']}")).json()
    assert town_day(datetime.fromisoformat(shown["accepted_at"])) == town_day(utc_now())
    assert shown["slip_number"].startswith(f"SL-{TOWN}-")
    assert (await leader.post(f"/applications/{taken['id']}/grant", json={"version": 2})).status_code == 201
