"""How money is booked and reversed by two persons, and how the load of a township is that of a day, over HTTP."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.org_office import COUNTY, START, confirmed, drawn, got, org_office, proposal
from tests.integration.dispatch.past_cases import past_case
from tests.support.days import on
from tests.support.platform import Platform
from tests.support.powers import listed
from tests.support.wording import named

# Nobody else plays in this township.
TOWN = "320381109"


@pytest.fixture(scope="module", autouse=True)
async def powers(platform: Platform) -> None:
    await listed(platform, "P2", "P4", "P5", "P6", "P9")


@pytest.fixture(autouse=True)
def within_the_year(platform: Platform) -> Iterator[None]:
    """What these tests book is money of 2026, and of that year speaks who reads in it."""
    with on(platform, date(2026, 11, 30)):
        yield


def booked(kind: str, fen: int, day: str = "2026-03-01", power: str = "P2", region: str = TOWN) -> dict[str, Any]:
    return {"region": region, "power": power, "kind": kind, "fen": fen, "day": day}


def vouchers(*lines: dict[str, Any], what: str = "booking") -> dict[str, Any]:
    return {"what": what, "region": COUNTY, "adopted_by": "财凭〔2026〕7号", "lines": list(lines)}


async def booking(platform: Platform, *lines: dict[str, Any]) -> httpx.Response:
    """Return what confirming answered, or drawing up where that was refused."""
    kept = await drawn(platform, vouchers(*lines))
    if kept.status_code != 201:
        return kept
    return await org_office(platform, "p-org-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")


async def test_money_is_booked_against_the_need_and_never_overspent(platform: Platform) -> None:
    about = {"region": TOWN, "power": "P2"}
    await confirmed(platform, proposal("need", about | {"posts": 0, "yearly_fen": 1000}))
    await confirmed(platform, proposal("agreement", about | {"yearly_fen": 800, "share_bp": 2500}))
    good = [booked("transfer-given", 800), booked("revenue", 401), booked("share-given", 100), booked("spent", 850)]
    assert (await booking(platform, *good)).status_code == 200

    refused = await booking(platform, booked("transfer-given", 5), booked("spent", 60), booked("spent", 1, power="P9"))

    assert (refused.status_code, refused.json()["title"]) == (422, "resources.lines-refused")
    codes = [(bad["index"], bad["code"]) for bad in refused.json()["lines"]]
    assert codes == [(1, "resources.overspent"), (2, "resources.no-agreement"), (2, "resources.overspent")]
    (one,) = [p for p in (await got(platform, "money", region=TOWN))["items"] if p["power"] == "P2"]
    wanted = {"need": 1000, "agreed": 800, "share_due": 100, "given": 900, "spent": 850, "short": 100}
    assert one["year"] | wanted == one["year"]


async def test_a_wrong_booking_is_reversed_once_by_a_counter_entry(platform: Platform) -> None:
    about = {"region": TOWN, "power": "P5"}
    await confirmed(platform, proposal("agreement", about | {"yearly_fen": 800, "share_bp": 0}))
    given, spent = booked("transfer-given", 800, power="P5"), booked("spent", 600, power="P5")
    assert (await booking(platform, given, spent)).status_code == 200
    kept = {one["kind"]: one["id"] for one in await entries(platform) if one["power"] == "P5"}
    wrong = {"entry_id": kept["spent"], "reason": "记错权力"}

    # The money was spent: what it was spent from stays until that is put right.
    too_early = await drawn(platform, vouchers(wrong | {"entry_id": kept["transfer-given"]}, what="reversal"))
    await confirmed(platform, vouchers(wrong, what="reversal"))
    again = await drawn(platform, vouchers(wrong, what="reversal"))
    counter = next(one for one in await entries(platform) if one["reverses"] == kept["spent"])
    of_counter = await drawn(platform, vouchers(wrong | {"entry_id": counter["id"]}, what="reversal"))

    assert named(too_early, "lines") == [{"index": 0, "code": "resources.overspent"}]
    assert named(again, "lines") == [{"index": 0, "code": "resources.reversed"}]
    assert named(of_counter, "lines") == [{"index": 0, "code": "resources.is-a-reversal"}]
    assert (counter["fen"], counter["by"]) == (-600, "p-org-2")
    assert kept["spent"] in {one["id"] for one in await entries(platform)}
    day = town_day(platform.clock()).isoformat()
    (now,) = [p for p in (await got(platform, "money", region=TOWN, as_of=day))["items"] if p["power"] == "P5"]
    then = (await got(platform, "money", region=TOWN, as_of="2026-03-02"))["items"]
    (before,) = [p for p in then if p["power"] == "P5"]
    assert (now["year"]["spent"], before["year"]["spent"]) == (0, 600)


async def test_a_share_is_that_of_the_day_of_the_revenue_whatever_is_agreed_later(platform: Platform) -> None:
    about = {"region": TOWN, "power": "P6", "yearly_fen": 0}
    await confirmed(platform, proposal("agreement", about | {"share_bp": 2000}))
    await confirmed(platform, proposal("agreement", about | {"share_bp": 3000}, day="2026-07-01"))
    lines = [booked("revenue", 1001, day, "P6") for day in ("2026-03-01", "2026-08-01")]
    assert (await booking(platform, *lines)).status_code == 200

    async def due(day: str) -> int:
        (one,) = [p for p in (await got(platform, "money", region=TOWN, as_of=day))["items"] if p["power"] == "P6"]
        return int(one["year"]["share_due"])

    async def booked_by(day: str) -> list[str]:
        shown = (await got(platform, "bookings", region=TOWN, as_of=day))["items"]
        return [one["id"] for one in shown if one["power"] == "P6"]

    # Rounded down once, for the whole year: 200.2 and 300.3.
    assert [await due(day) for day in ("2026-02-28", "2026-06-30", "2026-07-31", "2026-08-01")] == [0, 200, 200, 500]
    (march,) = await booked_by("2026-06-30")
    await confirmed(platform, vouchers({"entry_id": march, "reason": "重复入账"}, what="reversal"))
    today = town_day(platform.clock()).isoformat()
    assert (await due(today), await due("2026-08-01")) == (300, 500)
    assert [len(await booked_by(day)) for day in ("2026-02-28", "2026-06-30", "2026-08-01", today)] == [0, 1, 2, 3]


async def test_a_booking_that_nobody_knows_is_not_reversed(platform: Platform) -> None:
    wrong = {"entry_id": str(uuid4()), "reason": "查无此笔"}
    ghost = await drawn(platform, vouchers(wrong, what="reversal"))
    assert named(ghost, "lines") == [{"index": 0, "code": "resources.unknown-entry"}]


async def entries(platform: Platform) -> list[dict[str, Any]]:
    return list((await got(platform, "bookings", region=TOWN))["items"])


async def test_only_townships_of_the_county_have_needs(platform: Platform) -> None:
    line = {"power": "P4", "posts": 1, "yearly_fen": 1}
    lines = [line | {"region": region} for region in (COUNTY, "320382102", TOWN, TOWN)]

    refused = await drawn(platform, proposal("need", *lines))

    assert [(bad["index"], bad["code"]) for bad in refused.json()["lines"]] == [
        (0, "resources.unknown-township"),
        (1, "resources.outside-county"),
        (2, "resources.twice"),
        (3, "resources.twice"),
    ]


async def busy_and_calm(platform: Platform, town: str, units: tuple[str, str]) -> None:
    """Let one unit have one person and three cases, the other four people and one; all closed on 10 March."""
    given = [
        {"id": unit, "region": town, "kind": kind, "name": unit, "valid_from": START}
        for unit, kind in zip(units, ("enforcement-team", "economy-office"), strict=True)
    ]
    people = [
        {
            "id": f"p-res-load-{number}",
            "region": town,
            "unit_id": units[number > 0],
            "name": "测试",
            "valid_from": START,
        }
        for number in range(5)
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": given})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    # Opened three days before it was due, and closed on that day.
    for unit in (units[0], units[0], units[0], units[1]):
        case_id = await past_case(platform, town, "2026-03-10")
        await rows(platform, "UPDATE cases SET unit = :unit WHERE id = :id RETURNING id", unit=unit, id=case_id)


async def test_the_load_of_a_past_day_counts_what_was_open_then(platform: Platform) -> None:
    town, units = "320381108", ("u-res-busy", "u-res-calm")
    await busy_and_calm(platform, town, units)

    then = await got(platform, "load", region=town, as_of="2026-03-08")
    after = await got(platform, "load", region=town, as_of="2026-03-10")

    assert (then["people"], then["open_cases"], then["per_head"], then["on"]) == (5, 4, 0.8, "2026-03-08")
    assert (then["overloaded"], then["idle"]) == ([units[0]], [units[1]])
    assert (after["open_cases"], after["overloaded"], set(after["idle"])) == (0, [], set(units))
    before = await got(platform, "load", region=town, as_of="2025-12-31")
    assert (before["people"], before["open_cases"]) == (0, 0)


async def limits_said(platform: Platform, region: str, over: int, day: str) -> httpx.Response:
    """Let two persons of the city say what is uneven, and return the refusal or the confirmation."""
    city = COUNTY[:4]
    body = proposal("load-limits", {"over_percent": over, "under_percent": 10}, day=day, region=region)
    kept = await org_office(platform, scope=region[:4]).post("/resources/proposals", json=body)
    if kept.status_code != 201:
        return kept
    own = await org_office(platform, scope=city).post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert own.json()["title"] == "resources.second-person-needed"
    return await org_office(platform, "p-org-2", city).post(f"/resources/proposals/{kept.json()['id']}/confirm")


async def test_a_county_says_what_is_uneven_and_follows_its_city_until_then(platform: Platform) -> None:
    town, units, city = "320381110", ("u-res-busy-2", "u-res-calm-2"), COUNTY[:4]
    await busy_and_calm(platform, town, units)

    assert (await limits_said(platform, city, 400, "2026-03-05")).status_code == 200
    assert (await limits_said(platform, COUNTY, 150, "2026-03-08")).status_code == 200

    limits = {
        day: await got(platform, "load-limits", region=town, as_of=day)
        for day in ("2026-03-04", "2026-03-07", "2026-03-08")
    }
    assert [(one["set_by"], one["over_percent"]) for one in limits.values()] == [
        (None, 200),
        (city, 400),
        (COUNTY, 150),
    ]
    loads = [await got(platform, "load", region=town, as_of=day) for day in ("2026-03-07", "2026-03-08")]
    assert [one["overloaded"] for one in loads] == [[], [units[0]]]
    assert [one["limits"]["set_by"] for one in loads] == [city, COUNTY]


async def test_what_is_uneven_is_said_once_a_day_by_a_city_or_a_county(platform: Platform) -> None:
    city = COUNTY[:4]
    assert (await limits_said(platform, COUNTY, 150, "2026-04-08")).status_code == 200
    again = await limits_said(platform, COUNTY, 300, "2026-04-08")
    assert named(again, "lines") == [{"index": 0, "code": "resources.overlap"}]
    town = await limits_said(platform, "320381110", 300, "2026-04-09")
    assert town.json()["title"] == "resources.neither-city-nor-county"
    above = proposal("load-limits", {"over_percent": 300, "under_percent": 1}, region=city)
    foreign = await org_office(platform).post("/resources/proposals", json=above)
    assert (foreign.status_code, foreign.json()["title"]) == (404, "resources.region-unknown")
