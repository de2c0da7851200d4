"""What becomes of what the window ended: no licence is watched over any more, and no application is open by a power."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.powers.repository.town import open_applications
from dispatch.powers.service.window import keep_applications, keep_licences
from tests.support.platform import Platform
from tests.support.powers import County
from tests.support.samples import application_changed, application_received
from tests.support.window_samples import licence_corrected, licence_ended, licence_granted, licence_renewed

COUNTY, TOWN, POWER = "320682", "320682117", "WE-1"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWN)
    return made


async def watched(county: County) -> set[str]:
    page = await county.office().get("/powers/vacuum", params={"region": TOWN, "kind": "licence", "limit": 500})
    return {one["key"] for one in page.json()["items"]}


async def test_a_licence_that_ended_is_watched_over_no_more_and_an_old_event_does_not_bring_it_back(
    county: County,
) -> None:
    key = uuid4()
    facts: dict[str, Any] = {"licence_id": key, "application_id": uuid4(), "region": TOWN, "power": POWER}
    facts |= {"granted_on": county.today.isoformat(), "valid_to": None}
    seen = []
    for event in (
        licence_granted(**facts),
        licence_ended(**facts, ended_on=county.today.isoformat()),
        licence_granted(**facts),
    ):
        async with county.platform.database("dispatch").begin() as work:
            await keep_licences(work, [event])
        seen.append(str(key) in await watched(county))

    assert seen == [True, False, False]


async def test_a_licence_that_was_extended_is_watched_over_beyond_its_first_last_day(county: County) -> None:
    key, yesterday = uuid4(), (county.today - timedelta(days=1)).isoformat()
    facts: dict[str, Any] = {"licence_id": key, "application_id": uuid4(), "region": TOWN, "power": POWER}
    facts |= {"granted_on": (county.today - timedelta(days=30)).isoformat()}
    extended = {"valid_to": county.today.isoformat(), "renewed_from": county.today.isoformat()}
    seen = []
    for event in (licence_granted(**facts, valid_to=yesterday), licence_renewed(**facts, **extended)):
        async with county.platform.database("dispatch").begin() as work:
            await keep_licences(work, [event])
        seen.append(str(key) in await watched(county))

    assert seen == [False, True]


async def test_a_licence_whose_last_day_was_corrected_is_watched_over_until_the_day_that_is_right(
    county: County,
) -> None:
    key, today = uuid4(), county.today
    days = {"granted_on": (today - timedelta(days=9)).isoformat(), "valid_to": (today - timedelta(days=1)).isoformat()}
    facts: dict[str, Any] = {"licence_id": key, "application_id": uuid4(), "region": TOWN, "power": POWER, **days}
    right = {"valid_to": (today + timedelta(days=9)).isoformat()}
    seen = []
    for event in (licence_granted(**facts), licence_corrected(**facts | right), licence_granted(**facts)):
        async with county.platform.database("dispatch").begin() as work:
            await keep_licences(work, [event])
        seen.append(str(key) in await watched(county))

    assert seen == [False, True, True]


async def test_an_application_that_ended_without_a_licence_is_no_longer_open_by_its_power(county: County) -> None:
    key, now = uuid4(), county.platform.clock()
    of = {"application_id": key, "number": f"WE-{key}", "region": TOWN, "power": POWER}
    seen = []
    for event in (
        application_received(**of, received_at=now),
        application_changed(**of, state="accepted", changed_at=now),
        application_changed(**of, state="refused", ended=True, version=3, changed_at=now),
        application_changed(**of, state="delivered", ended=True, version=4, changed_at=now),
    ):
        async with county.platform.database("dispatch").begin() as work:
            await keep_applications(work, [event])
            seen.append(f"WE-{key}" in await open_applications(work.connection, TOWN, POWER))

    assert seen == [True, True, False, False]
