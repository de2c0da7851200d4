"""Who may act by his certificates, who coaches, who is reminded, and what the figures say, over HTTP."""

from typing import Any

from dispatch.api import API
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    CITY,
    COUNTY,
    DAY,
    NEXT,
    attended,
    bound,
    certified,
    days_ago,
    enrolled,
    get,
    offered,
    office,
    opened,
    people,
    required,
    run,
    send,
    today,
    was_there,
)
from tests.support.platform import Platform
from tests.support.powers import listed


# ------------------------------------------------------------------------------------------------------------- who may
async def test_who_may_act_is_derived_from_all_that_is_required_on_the_day(town: Platform) -> None:
    await people(town, "q-1", "q-2", region=NEXT)
    law, field = await offered(town, "law-1", "q-law"), await offered(town, "q-field-1", "q-field")
    await certified(town, law, "q-1", "q-2")
    await certified(town, field, "q-1")
    await listed(town, "market")
    await required(town, "licence:market", "q-law", "q-field")
    asked = {"activity": "licence:market", "region": NEXT}

    page = await get(office(town), "/qualified", **asked)
    yesterday = await get(office(town), "/qualified", **asked, as_of=(today(town) - DAY).isoformat())
    later = await get(office(town), "/qualified", **asked, as_of=(today(town) + 2000 * DAY).isoformat())
    foreign = await get(office(town, scope="320413"), "/qualified", **asked)
    unknown = await office(town).get("/training/qualified", params={"activity": "licence:ghosts"})

    assert page["fields"] == ["q-field", "q-law"]
    assert [one["person_id"] for one in page["items"]] == ["q-1"]
    assert [yesterday["items"], later["items"], foreign["items"]] == [[], [], []]
    assert (unknown.status_code, unknown.json()["title"]) == (404, "training.requirement-unknown")


async def test_no_route_makes_anybody_qualified_by_hand(town: Platform) -> None:
    paths = town.apps["dispatch"].openapi()["paths"]
    writing = {
        path
        for path, methods in paths.items()
        if path.startswith("/training") and set(methods) & {"post", "put", "patch", "delete"}
    }

    # A certificate comes from an examination, and can only be taken away by hand.
    assert {path for path in writing if "qualified" in path or "certificate" in path} == {
        "/training/certificates/{certificate_id}/revoke"
    }
    for path in ("/training/qualified", "/training/certificates"):
        assert (await office(town).post(path, json={"person_id": "q-2", "field": "q-field"})).status_code == 405
    assert API.routers


async def test_a_requirement_is_confirmed_by_another_person_of_the_province(town: Platform) -> None:
    await offered(town, "req-1", "req-field")
    await listed(town, "req")
    path, body = "/training/requirements/licence:req", {"fields": ["req-field"], "valid_from": "2026-01-01"}
    province, second = office(town, scope="32"), office(town, "p-school-2", "32")

    city = await office(town).put(path, json=body)
    untaught = await province.put(path, json=body | {"fields": ["ghost-field"]})
    assert (city.status_code, city.json()["title"]) == (403, "training.province-only")
    assert (untaught.status_code, untaught.json()["title"]) == (422, "training.field-without-course")

    version = (await province.put(path, json=body)).json()["version"]
    own = await province.post(f"{path}/{version}/confirm")
    assert (own.status_code, own.json()["title"]) == (403, "training.second-person-needed")
    assert (await office(town).get("/training/qualified", params={"activity": "licence:req"})).status_code == 404
    assert (await second.post(f"{path}/{version}/confirm")).status_code == 200
    again = await second.post(f"{path}/{version}/confirm")
    assert (again.status_code, again.json()["title"]) == (409, "training.confirmed-already")
    await province.put(path, json=body)
    late = await second.post(f"{path}/{version + 1}/confirm")
    assert (late.status_code, late.json()["title"]) == (409, "training.requirement-in-the-past")
    assert (await second.post(f"{path}/99/confirm")).json()["title"] == "training.requirement-unknown"


async def test_a_township_is_bound_one_by_one_within_the_scope(town: Platform) -> None:
    since = today(town) + 900 * DAY
    body = {"bound_from": since.isoformat()}

    county = await office(town).put(f"/training/bindings/{COUNTY}", json=body)
    foreign = await office(town, scope="320413").put("/training/bindings/320481107", json=body)
    done = await bound(town, "320481107", since)

    assert (county.status_code, county.json()["title"]) == (422, "training.not-a-township")
    assert (foreign.status_code, foreign.json()["title"]) == (404, "training.region-unknown")
    assert done == {"region": "320481107", "bound_from": since.isoformat()}
    assert done in (await get(office(town), "/bindings"))["items"]


async def test_a_requirement_is_told_anew_when_its_field_has_another_matter(town: Platform) -> None:
    await offered(town, "new-matter-1", "new-field")
    await listed(town, "TR-NEW", field="new-field")
    await required(town, "penalty:new-field", "new-field")
    assert await run(town, "tell-requirements") == 0
    matter = {"code": "TR01", "name": "新事项", "field": "new-field", "executor": "team", "urgency": "normal"}
    tables = {"matters": [matter | {"unit_kind": "enforcement-team"}]}
    (await town.client("dispatch", scope="").put("/triage/tables", json=tables)).raise_for_status()

    await run(town, "tell-requirements")

    told = await rows(town, "SELECT body FROM outbox WHERE key = 'penalty:new-field' ORDER BY seq")
    assert ['"matters":[]' in told[0].body, '"matters":["TR01"]' in told[-1].body] == [True, True]


# ------------------------------------------------------------------------------------------------------------ coaching
async def test_only_a_qualified_mentor_coaches_and_the_examination_ends_it(town: Platform) -> None:
    await people(town, "m-1", "m-2", "m-3")
    course = await offered(town, "coach-1", "coach-field")
    await certified(town, course, "m-1")
    first = today(town)
    days = {"valid_from": first.isoformat(), "valid_to": (first + 60 * DAY).isoformat()}
    pair = {"mentor_id": "m-1", "trainee_id": "m-2", "field": "coach-field"} | days

    unfit = await office(town).post("/training/pairs", json=pair | {"mentor_id": "m-3"})
    assert (unfit.status_code, unfit.json()["title"]) == (409, "training.mentor-not-qualified")
    pair_id = (await send(office(town), "/pairs", pair, 201))["id"]
    twice = await office(town).post("/training/pairs", json=pair)
    assert (twice.status_code, twice.json()["title"]) == (409, "training.pair-overlaps")
    await send(office(town), f"/pairs/{pair_id}/notes", {})
    again = await office(town).post(f"/training/pairs/{pair_id}/notes")
    assert (again.status_code, again.json()["title"]) == (409, "training.week-noted")
    assert (await office(town, scope="320413").post(f"/training/pairs/{pair_id}/end")).status_code == 404
    await certified(town, course, "m-2")

    (shown,) = [one for one in (await get(office(town), "/pairs"))["items"] if one["id"] == pair_id]
    assert (shown["ended_by"], shown["weeks_noted"], shown["weeks_begun"]) == ("examination", 1, 1)
    over = await office(town).post(f"/training/pairs/{pair_id}/end")
    assert (over.status_code, over.json()["title"]) == (409, "training.pair-ended")


async def test_a_pair_ends_by_its_date_or_by_hand(town: Platform) -> None:
    await people(town, "d-1", "d-2", "d-3")
    course = await offered(town, "date-1", "date-field")
    with days_ago(town, 1):
        await certified(town, course, "d-1")
        first = today(town).isoformat()
        pair = {"mentor_id": "d-1", "field": "date-field", "valid_from": first, "valid_to": first}
        by_date = (await send(office(town), "/pairs", pair | {"trainee_id": "d-2"}, 201))["id"]
        by_hand = (await send(office(town), "/pairs", pair | {"trainee_id": "d-3"}, 201))["id"]
        assert (await office(town).post(f"/training/pairs/{by_hand}/end")).status_code == 204

    await run(town, "end-pairs")

    ends = {one["id"]: one["ended_by"] for one in (await get(office(town), "/pairs"))["items"]}
    assert (ends[by_date], ends[by_hand]) == ("date", "given-up")


# ----------------------------------------------------------------------------------------------- reminders and figures
async def reminded(town: Platform, region: str) -> list[tuple[str, int]]:
    """Return person and last step of the reminders of a region, read page by page."""
    pages = [await get(office(town), "/reminders", region=region, limit=1)]
    while pages[-1]["next"]:
        pages.append(await get(office(town), "/reminders", region=region, limit=1, after=pages[-1]["next"]))
    return [(one["person_id"], one["days"]) for page in pages for one in page["items"]]


async def test_each_step_before_an_end_is_told_once_safety_first(town: Platform) -> None:
    region = "320481103"
    await people(town, "n-1", "n-2", "n-3", region=region)
    renewed = await offered(town, "remind-3", "culture", valid_months=1)
    with days_ago(town, 25):
        await certified(town, await offered(town, "remind-1", "licensing", valid_months=1), "n-1")
        await certified(town, await offered(town, "remind-2", "safety", valid_months=2), "n-2")
        await certified(town, renewed, "n-3")

    with days_ago(town, 24):
        await run(town, "remind")
        assert await reminded(town, region) == [("n-2", 60), ("n-1", 30), ("n-3", 30)]
    # Who has renewed is reminded of the new end alone.
    await certified(town, renewed, "n-3")
    await run(town, "remind")
    assert await run(town, "remind") == 0

    assert await reminded(town, region) == [("n-2", 60), ("n-1", 7), ("n-3", 30)]
    found = await rows(
        town,
        "SELECT days FROM training_reminders r JOIN training_certificates c "
        "ON c.id = r.certificate_id WHERE c.person_id = 'n-1' ORDER BY days",
    )
    assert [row.days for row in found] == [7, 30]


async def held_in(town: Platform, region: str) -> None:
    """Hold two sessions: one of safety for two persons, one of whom is there on both days, and one of culture in the
    next place for one.
    """
    await people(town, "f-1", "f-2", region=region)
    safety = await opened(town, await offered(town, "figures-1"), region)
    culture = await opened(town, await offered(town, "figures-2", "culture", name="=HYPERLINK(1)"), "320481109")
    await enrolled(town, safety, "f-1", "f-2")
    await enrolled(town, culture, "f-1")
    await attended(town, safety, "f-1")
    given = [was_there(town, safety, "f-2", hours=4), was_there(town, culture, "f-1")]
    await send(office(town), "/attendances", {"rows": given})


async def test_figures_and_the_file_agree_with_what_was_counted_by_hand(town: Platform) -> None:
    region = "320481106"
    await held_in(town, region)
    days = {"from": (today(town) - DAY).isoformat(), "to": today(town).isoformat()}

    async def figures(by: str, region: str) -> list[tuple[Any, ...]]:
        found = await get(office(town), "/figures", by=by, region=region, **days)
        return [tuple(one.values()) for one in found]

    assert await figures("field", region) == [("safety", 1, 1, 2, 2, 20)]
    assert await figures("field", "320481109") == [("culture", 1, 1, 1, 1, 8)]
    assert await figures("region", "320481109") == [("320481109", 1, 1, 1, 1, 8)]
    by_place = {row[0]: row[4] for row in await figures("region", COUNTY)}
    assert (by_place[region], by_place["320481109"]) == (2, 1)
    nobody = await get(office(town, scope="320413"), "/figures", by="field", region=region, **days)
    assert nobody == []


async def test_a_person_time_is_one_person_in_one_session_however_many_its_days(town: Platform) -> None:
    region = "320481107"
    await people(town, "pt-1", region=region)
    morning, evening = [await opened(town, await offered(town, code), region) for code in ("times-1", "times-2")]
    for session in (morning, evening):
        await enrolled(town, session, "pt-1")

    async def times(ago: int = 0, until: int = 0) -> list[tuple[int, ...]]:
        days = {"from": (today(town) - ago * DAY).isoformat(), "to": (today(town) - until * DAY).isoformat()}
        found = await get(office(town), "/figures", by="region", region=region, **days)
        return [(one["sessions"], one["persons"], one["person_times"], one["hours"]) for one in found]

    # Two sessions on one day are two.
    await send(
        office(town), "/attendances", {"rows": [was_there(town, one, "pt-1", hours=4) for one in (morning, evening)]}
    )
    assert await times() == [(2, 1, 2, 8)]
    # A second day of one of them is none, and it is told once: on the first.
    await send(office(town), "/attendances", {"rows": [was_there(town, evening, "pt-1", ago=1, hours=4)]})
    assert await times(ago=1) == [(2, 1, 2, 12)]
    assert (await times(ago=1, until=1), await times()) == ([(1, 1, 1, 4)], [(2, 1, 1, 8)])


async def test_who_only_reads_changes_nothing(town: Platform) -> None:
    reader = town.client("dispatch", role="leader", scope=CITY, person_id="p-leader")
    course = {"code": "no-1", "name": "x", "field": "safety", "hours": 1, "organiser": CITY}

    assert (await reader.post("/training/courses", json=course)).status_code == 403
    assert (await reader.get("/training/courses")).status_code == 200
    assert (await reader.get("/training/requirements")).status_code == 200
    assert (await reader.get("/training/reminders", params={"after": "1~2026-99-99~" + "0" * 36})).status_code == 422
