"""How one power, and not its field, asks for more: of who uses it, of whoever is told, and from a day on, over HTTP."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.paper import as_csv, bad, fetched, hand, lines_of
from tests.integration.dispatch.paper import send as sent
from tests.integration.dispatch.school import (
    CITY,
    DAY,
    certified,
    get,
    offered,
    office,
    people,
    required,
    run,
    today,
)
from tests.support.platform import Platform
from tests.support.powers import County, listed
from tests.support.powers import offered as power

# Nobody else plays in this county.
COUNTY, TOWNSHIP, NEXT = "320412", "320412100", "320412102"
STRICT, PLAIN, EXTRA = "TRQ-1", "TRQ-2", "dust-control"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A county with two powers of one field; one of them asks for more than the field."""
    made = County(town, COUNTY)
    await made.build(TOWNSHIP)
    assert (await made.offer(power(STRICT), power(PLAIN))).status_code == 200
    await offered(town, "trq-extra", EXTRA)
    await required(town, f"penalty:{STRICT}", EXTRA)
    return made


async def test_a_power_that_asks_for_more_is_confirmed_when_its_officers_have_learnt_it(
    town: Platform, county: County
) -> None:
    for code in (STRICT, PLAIN):
        assert (await county.choose(TOWNSHIP, [code])).status_code == 201
        assert (await county.report(TOWNSHIP, code)).is_success
    officers = county.officers(TOWNSHIP)

    refused = await county.confirm(TOWNSHIP, STRICT)
    plain = await county.confirm(TOWNSHIP, PLAIN)
    await certified(town, "trq-extra", *officers, region=TOWNSHIP)
    able = await county.confirm(TOWNSHIP, STRICT)

    assert (refused.status_code, refused.json()["title"]) == (409, "powers.not-ready")
    assert [lack["person"] for lack in refused.json()["lacks"] if lack["code"] == "powers.not-qualified"] == officers
    assert (plain.status_code, able.status_code) == (200, 200), able.text


async def test_a_service_asks_of_its_people_what_is_required_of_whoever_takes_an_application(
    town: Platform, county: County
) -> None:
    assert (await county.offer(power("TRQ-S", kind="service", mode="entrusted", matters=[]))).is_success
    await offered(town, "trq-counter", "trq-counter")
    await required(town, "licence:TRQ-S", "trq-counter")
    assert (await county.choose(TOWNSHIP, ["TRQ-S"])).status_code == 201
    assert (await county.report(TOWNSHIP, "TRQ-S")).is_success

    refused = await county.confirm(TOWNSHIP, "TRQ-S")
    await certified(town, "trq-counter", *county.officers(TOWNSHIP), region=TOWNSHIP)
    able = await county.confirm(TOWNSHIP, "TRQ-S")

    assert (refused.status_code, refused.json()["title"]) == (409, "powers.not-ready")
    assert able.status_code == 200, able.text


async def told(town: Platform, activity: str) -> list[str]:
    found = await rows(town, "SELECT body FROM outbox WHERE key = :key ORDER BY seq", key=activity)
    return [row.body for row in found]


async def test_what_a_power_requires_is_told_with_its_matters_and_anew_when_the_catalogue_changes(
    town: Platform, county: County
) -> None:
    assert '"matters":["M0203"]' in (await told(town, f"penalty:{STRICT}"))[-1]
    later = (today(town) + 9 * DAY).isoformat()
    changed = await county.offer(power(STRICT, matters=["M0203", "M0101"]), valid_from=later)
    assert changed.status_code == 200, changed.text

    await run(town, "tell-requirements")
    await run(town, "tell-requirements")

    bodies = await told(town, f"penalty:{STRICT}")
    assert '"matters":["M0101","M0203"]' in bodies[-1]
    assert len(bodies) == 2


async def test_more_is_required_from_the_day_on_and_not_a_day_before(town: Platform) -> None:
    await people(town, "trq-1", region=NEXT)
    await certified(town, await offered(town, "trq-old", "trq-old"), "trq-1", region=NEXT)
    await offered(town, "trq-new", "trq-new")
    activity, day = "licence:TRQ-L", today(town) + 5 * DAY
    await listed(town, "TRQ-L")
    await required(town, activity, "trq-old")
    await required(town, activity, "trq-old", "trq-new", valid_from=day.isoformat())

    async def able(**as_of: Any) -> tuple[list[str], list[str]]:
        page = await get(office(town), "/qualified", activity=activity, region=NEXT, **as_of)
        return page["fields"], [one["person_id"] for one in page["items"]]

    assert await able() == (["trq-old"], ["trq-1"])
    assert await able(as_of=(day - DAY).isoformat()) == (["trq-old"], ["trq-1"])
    assert await able(as_of=day.isoformat()) == (["trq-new", "trq-old"], [])
    bad = {"fields": ["trq-old"], "valid_from": day.isoformat()}
    for name in ("licence:-L", "service:TRQ-L", "licence:"):
        assert (await office(town, scope="32").put(f"/training/requirements/{name}", json=bad)).status_code == 422
    assert (await office(town, scope=CITY).put(f"/training/requirements/{activity}", json=bad)).status_code == 403


async def test_a_draft_beside_what_is_in_force_from_the_same_day_leaves_one_line_in_the_file(town: Platform) -> None:
    await offered(town, "trq-file", "trq-file")
    activity, body = "licence:TRQ-FILE", {"fields": ["trq-file"], "valid_from": "2026-01-01"}
    await listed(town, "TRQ-FILE")
    await required(town, activity, "trq-file")
    drawn = await office(town, scope="32").put(f"/training/requirements/{activity}", json=body)
    assert drawn.json()["version"] == 2

    lines = lines_of((await fetched(town, "requirements")).text)

    assert [line["版本"] for line in lines if line["权力"] == activity] == ["1"]


# A typing error, no field of duty, and twice a power of the other kind.
UNKNOWN = ("licence:TRQ-TYPO", "penalty:trq-nowhere", f"licence:{STRICT}", "penalty:TRQ-KNOWN")
# By its code, and by its field for who penalises and for who licenses.
KNOWN = ("licence:TRQ-KNOWN", "penalty:trq-duty", "licence:trq-duty")


async def test_what_nobody_could_ever_use_requires_nothing(town: Platform, county: County) -> None:
    await offered(town, "trq-known", "trq-known")
    await listed(town, "TRQ-KNOWN", field="trq-duty")
    province, body = office(town, scope="32"), {"fields": ["trq-known"], "valid_from": "2026-01-01"}

    refused = [await province.put(f"/training/requirements/{activity}", json=body) for activity in UNKNOWN]
    kept = [await province.put(f"/training/requirements/{activity}", json=body) for activity in KNOWN]
    lines = [{"activity": activity, "fields": "trq-known", "valid_from": "2026-01-01"} for activity in UNKNOWN]
    by_sheet = await sent(hand(town, "requirements"), "requirements", as_csv(lines, sheet="requirements"))

    assert [(one.status_code, one.json()["title"]) for one in refused] == [(422, "training.activity-unknown")] * 4
    assert [one.status_code for one in kept] == [200] * 3
    assert bad(by_sheet) == [(line, "activity", "training.activity-unknown") for line in range(2, 6)]
    drawn = {one["activity"] for one in await get(office(town), "/requirements")}
    assert drawn & {*UNKNOWN} == set()
