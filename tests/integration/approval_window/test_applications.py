"""How an application comes in at the counter: over HTTP and Kafka, on real servers."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day, utc_now
from shared.schemas.dispatch import CalendarDay, WorkdaysPublished
from tests.support.platform import TOWN, Platform
from tests.support.starter import all_of

PERSON = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
COMPANY = {"kind": "organisation", "name": "某某公司", "number": "91110000600037341L"}
ITEM = "rural-homestead"
GIVEN = {"materials": all_of(ITEM), "note": "材料已带齐", "again": True}
BODY: dict[str, Any] = {"item": ITEM, "region": TOWN, "applicant": PERSON} | GIVEN


@pytest.fixture
def clerk(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


def calendars(today: date, *, rest_days: int) -> list[WorkdaysPublished]:
    """Return the tables of the years that the next weeks lie in, where all days are worked but the next `rest_days`."""
    days = [today + timedelta(days=n) for n in range(30)]
    told = [CalendarDay(day=day, is_workday=number > rest_days) for number, day in enumerate(days)]
    years = sorted({day.year for day in days})
    return [
        WorkdaysPublished(year=year, version=1, source="test", days=[day for day in told if day.day.year == year])
        for year in years
    ]


async def received(clerk: httpx.AsyncClient, **parts: Any) -> dict[str, Any]:
    answer = await clerk.post("/applications", json=BODY | parts)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_catalogue_starts_with_three_items(clerk: httpx.AsyncClient) -> None:
    items = (await clerk.get("/items")).json()["items"]

    assert {item["kind"] for item in items} == {"licence", "certificate", "public-service"}
    assert all(item["promised_days"] <= item["legal_days"] for item in items)


async def test_each_of_them_says_what_it_asks_for_in_which_form_and_what_may_follow(clerk: httpx.AsyncClient) -> None:
    for code in ("rural-homestead", "employment-certificate", "temporary-relief"):
        shown = (await clerk.get(f"/items/{code}")).json()
        first = shown["materials"][0]
        assert (first["code"], first["required"], first["form"]) == ("application-form", True, "paper-original")
        assert any(one["deferrable"] for one in shown["materials"])
        assert shown["steps"] == ["receive", "accept", "review", "decide", "deliver"]
        assert shown["basis"]


async def test_no_item_may_promise_longer_than_the_law(window: Platform) -> None:
    async with window.database("approval-window").engine.connect() as connection:
        with pytest.raises(Exception, match="ck_items_promised_within_legal"):
            await connection.execute(text("UPDATE items SET promised_days = legal_days + 1"))


@pytest.mark.parametrize("applicant", [PERSON, COMPANY])
async def test_an_application_is_received_with_number_code_and_the_term_of_the_notice(
    window: Platform, clerk: httpx.AsyncClient, applicant: dict[str, str]
) -> None:
    taken = await received(clerk, applicant=applicant)

    shown = (await clerk.get(f"/applications/{taken['id']}")).json()
    assert taken["number"].startswith(f"BJ-{TOWN}-")
    assert len(taken["receipt_code"]) == 8
    assert datetime.fromisoformat(taken["notice_due_at"]) > utc_now() + timedelta(days=4)
    assert (shown["state"], [step["action"] for step in shown["history"]]) == ("received", ["receive"])
    assert shown["notice_due_at"] == taken["notice_due_at"]


async def test_who_applied_is_sealed_unpublished_and_read_only_with_a_log(
    window: Platform, clerk: httpx.AsyncClient
) -> None:
    taken = await received(clerk)

    who = (await clerk.get(f"/applications/{taken['id']}/applicant", params={"purpose": "核对"})).json()
    async with window.database("approval-window").begin() as work:
        query = "SELECT a::text AS row, o.body, l.by FROM applications a JOIN outbox o ON o.key = a.id::text"
        query += " JOIN application_looks l ON l.application_id = a.id WHERE a.id = :id"
        kept = (await work.connection.execute(text(query), {"id": taken["id"]})).one()
    assert (who["name"], who["number"], who["note"]) == ("王小明", "11010519491231002X", "材料已带齐")
    assert not any(secret in kept.row + kept.body for secret in ("王小明", "11010519491231002X", "材料"))
    assert kept.by == "clerk-li"


@pytest.mark.parametrize(
    ("part", "status", "code"),
    [
        ({"item": "nothing"}, 422, "applications.item-unknown"),
        ({"region": "320585103"}, 403, "applications.region-outside"),
        ({"applicant": PERSON | {"number": "110105194912310021"}}, 422, "applications.number-malformed"),
        ({"applicant": COMPANY | {"number": PERSON["number"]}}, 422, "applications.number-malformed"),
        ({"applicant": PERSON | {"kind": "ghost"}}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_code_and_without_the_number(
    clerk: httpx.AsyncClient, part: dict[str, Any], status: int, code: str
) -> None:
    answer = await clerk.post("/applications", json=BODY | part)

    assert (answer.status_code, answer.json()["title"]) == (status, code)
    assert "1101051949" not in answer.text


async def test_another_township_sees_nothing_of_an_application(window: Platform, clerk: httpx.AsyncClient) -> None:
    taken = await received(clerk)
    neighbour = window.client("approval-window", role="clerk", scope="320585103")

    one = await neighbour.get(f"/applications/{taken['id']}")
    applicant = await neighbour.get(f"/applications/{taken['id']}/applicant", params={"purpose": "x"})
    many = await neighbour.get("/applications")

    assert (one.status_code, applicant.status_code) == (404, 404)
    assert taken["id"] not in [item["id"] for item in many.json()["items"]]


async def test_a_provisional_term_is_computed_again_when_the_calendar_arrives(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    taken = await received(clerk)

    # Told late: the next nine days are no workdays at all.
    await tell(*calendars(town_day(utc_now()), rest_days=9))

    async def look() -> dict[str, Any] | None:
        found = (await clerk.get(f"/applications/{taken['id']}")).json()
        return None if found["provisional"] else dict(found)

    found = await window.until(look)
    assert taken["provisional"]
    assert datetime.fromisoformat(found["notice_due_at"]) > datetime.fromisoformat(taken["notice_due_at"])
    assert [step["action"] for step in found["history"]] == ["receive", "recompute-terms"]
