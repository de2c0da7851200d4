"""How data goes back to departments over HTTP: catalogue, request, opinion, decision, query, log, account."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import rows
from tests.support.days import in_days
from tests.support.platform import Platform
from tests.support.sharing import (
    DEPARTMENT,
    OFFICE,
    OTHER,
    act,
    build_units,
    cases_entry,
    catalogue,
    department,
    entry,
    office,
    published,
    request,
    unit,
)

# Nobody else plays in this county.
COUNTY, TOWNSHIP, NEIGHBOUR = "320812", "320812001", "320812002"
HOUSING, SCHOOLS = "M0404", "M0601"
OPEN = {"region": "open", "kind": "open", "name": "open"}
NAMES = {"field": "internal", "name": "personal"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with a catalogue of its own, and a department of housing and one of education."""
    await build_units(town, COUNTY)
    secret = {"sharing": "not-shared", "ground": "信访工作条例"}
    small = {"queries_a_day": 2, "rows_a_day": 3}
    await published(
        town,
        COUNTY,
        cases_entry(COUNTY),
        entry(COUNTY, "agencies", OPEN, sharing="unconditional"),
        entry(COUNTY, "qualified-officers", NAMES, limits=small),
        entry(COUNTY, "reporters", {}, **secret),
        entry(COUNTY, "training-person-times", {"field": "open"}),
    )
    return town


async def asked(platform: Platform, body: dict[str, Any], name: str = DEPARTMENT) -> httpx.Response:
    return await department(platform, COUNTY, name).post("/exchange/requests", json=body)


async def queried(platform: Platform, grant: str, name: str = DEPARTMENT, **query: Any) -> httpx.Response:
    return await department(platform, COUNTY, name).get(f"/exchange/grants/{grant}/rows", params=query)


# ----------------------------------------------------------------------------------------------------------- catalogue
async def test_another_person_publishes_and_a_new_version_ends_the_one_before(county: Platform) -> None:
    body = catalogue(COUNTY, entry(COUNTY, "powers-in-force", {"code": "open"}))
    draft = (await office(county, COUNTY).post("/exchange/drafts", json=body)).json()["id"]

    own = await office(county, COUNTY).post(f"/exchange/drafts/{draft}/publish")
    other = await office(county, COUNTY, "p-office-2").post(f"/exchange/drafts/{draft}/publish")
    again = await office(county, COUNTY, "p-office-2").post(f"/exchange/drafts/{draft}/publish")
    await published(county, COUNTY, body["sets"][0] | {"name": "二版"}, valid_from="2026-06-01")

    assert (own.status_code, own.json()["title"]) == (403, "exchange.second-person-needed")
    assert other.json() == {"versions": {"powers-in-force": 1}}
    assert (again.status_code, again.json()["title"]) == (409, "exchange.draft-is-decided")
    for day, version, last in (("2026-05-31", 1, "2026-05-31"), ("2026-06-01", 2, None)):
        page = await office(county, COUNTY).get("/exchange/sets", params={"region": COUNTY, "as_of": day})
        found = next(one for one in page.json()["items"] if one["code"] == "powers-in-force")
        assert (found["version"], found["valid_to"]) == (version, last)
    late = await office(county, COUNTY).post("/exchange/drafts", json=body)
    assert (late.status_code, late.json()["title"]) == (409, "exchange.later-set-exists")


async def test_a_set_that_nobody_has_used_is_named(county: Platform) -> None:
    days = {"region": COUNTY, "since": in_days(-330), "until": in_days(30)}

    use = (await office(county, COUNTY).get("/exchange/use", params=days)).json()

    unused = {one["code"] for one in use["never_used"] if one["region"] == COUNTY}
    assert "qualified-officers" in unused
    assert "reporters" not in unused


async def test_bad_entries_are_named_and_nothing_is_taken(county: Platform) -> None:
    strange = entry(COUNTY, "phone-numbers", OPEN)
    named = entry(COUNTY, "qualified-officers", NAMES, sharing="unconditional")
    foreign = cases_entry(COUNTY, owner="u-ghost")

    refused = await office(county, COUNTY).post("/exchange/drafts", json=catalogue(COUNTY, strange, named, foreign))

    assert (refused.status_code, refused.json()["title"]) == (422, "exchange.sets-refused")
    assert [(bad["index"], bad["code"]) for bad in refused.json()["sets"]] == [
        (0, "exchange.set-without-reader"),
        (1, "exchange.personal-unconditional"),
        (2, "exchange.owner-unknown"),
    ]
    assert not await rows(county, "SELECT 1 FROM exchange_sets WHERE code = 'phone-numbers'")


async def test_a_foreign_county_is_not_there_and_a_township_has_no_catalogue(county: Platform) -> None:
    stranger = office(county, "320830")
    body = catalogue(COUNTY, entry(COUNTY, "duty-lists", {"matter": "open"}))
    kept = (await office(county, COUNTY).post("/exchange/drafts", json=body)).json()["id"]

    foreign = await stranger.post("/exchange/drafts", json=body)
    small = await office(county, COUNTY).post("/exchange/drafts", json=body | {"region": TOWNSHIP})

    assert (foreign.status_code, foreign.json()["title"]) == (404, "exchange.region-unknown")
    assert (small.status_code, small.json()["title"]) == (422, "exchange.not-a-county")
    assert (await stranger.post(f"/exchange/drafts/{kept}/publish")).status_code == 404
    assert (await stranger.get("/exchange/sets", params={"region": COUNTY})).json()["items"] == []
    assert (await stranger.get(f"/exchange/sets/{COUNTY}/history")).json() == []
    assert (await office(county, COUNTY).post(f"/exchange/drafts/{kept}/withdraw")).status_code == 204
    assert (await office(county, COUNTY, "p-2").post(f"/exchange/drafts/{kept}/publish")).status_code == 409
    history = (await office(county, COUNTY).get(f"/exchange/sets/{COUNTY}/history")).json()
    assert history[-1]["step"] == "withdrawn"


# ------------------------------------------------------------------------------------------------------------ requests
REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "an unknown set": ({"set_code": "ghost"}, 404, "exchange.set-unknown"),
    "a set that is not shared": ({"set_code": "reporters"}, 403, "exchange.not-shared"),
    "a column outside the set": ({"columns": ["number", "lon"]}, 422, "exchange.columns-outside-the-set"),
    "another county": ({"region": "320830"}, 422, "exchange.outside-the-region"),
    "a township that is not": ({"region": "320812999"}, 404, "exchange.region-unknown"),
    "another's field of duty": ({"fields": ["education"]}, 403, "exchange.outside-the-field"),
    "no purpose": ({"purpose": "  "}, 422, "exchange.purpose-missing"),
    "no legal basis": ({"legal_basis": ""}, 422, "exchange.purpose-missing"),
    "too many days": ({"since": in_days(-700)}, 422, "exchange.too-many-days"),
    "for too long": ({"last_day": in_days(400)}, 422, "exchange.too-many-days"),
    "backwards": ({"until": in_days(-181)}, 422, "exchange.days-impossible"),
    "nowhere to push": ({"mode": "subscription"}, 409, "exchange.no-receiver"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_a_department_may_not_have_is_refused_and_leaves_nothing(county: Platform, name: str) -> None:
    changed, status, code = REFUSED[name]
    before = await rows(county, "SELECT count(*) FROM exchange_requests")

    refused = await asked(county, request(COUNTY, **changed))

    assert (refused.status_code, refused.json()["title"]) == (status, code), refused.text
    assert await rows(county, "SELECT count(*) FROM exchange_requests") == before
    if code == "exchange.not-shared":
        assert refused.json()["ground"] == "信访工作条例"


async def test_only_a_department_of_the_county_asks(county: Platform) -> None:
    nobody = county.client("dispatch", role="department", scope=COUNTY, unit="u-ghost")
    elsewhere = department(county, COUNTY, scope="320830")

    for client in (nobody, elsewhere):
        refused = await client.post("/exchange/requests", json=request(COUNTY))
        assert (refused.status_code, refused.json()["title"]) == (403, "exchange.not-a-department")
    assert (await office(county, COUNTY).post("/exchange/requests", json=request(COUNTY))).status_code == 403


async def test_what_is_shared_without_condition_is_granted_at_once_and_on_record(county: Platform) -> None:
    body = request(COUNTY, set_code="agencies", columns=["region", "kind"], fields=[])

    taken = (await asked(county, body)).json()

    assert taken["state"] == "granted"
    kept = (await department(county, COUNTY).get(f"/exchange/requests/{taken['id']}")).json()
    assert [(one["act"], one["by"]) for one in kept["steps"]] == [
        ("ask", f"p-{DEPARTMENT}"),
        ("grant-by-rule", "system:exchange"),
    ]


async def test_the_owner_is_heard_and_another_person_decides(county: Platform) -> None:
    wanted = (await asked(county, request(COUNTY))).json()["id"]
    first, second = office(county, COUNTY), office(county, COUNTY, "p-office-2")

    early = await act(second, wanted, "requests/{}/approval")
    elsewhere = await act(department(county, COUNTY), wanted, "requests/{}/opinion", verdict="agreed")
    silent = await act(first, wanted, "requests/{}/opinion", verdict="opposed")
    heard = await act(first, wanted, "requests/{}/opinion", verdict="opposed", reason="范围过大")
    own = await act(first, wanted, "requests/{}/refusal", reason="范围过大")
    against = await act(second, wanted, "requests/{}/approval")
    stale = await second.post(f"/exchange/requests/{wanted}/refusal", json={"version": 1, "reason": "范围过大"})
    done = await act(second, wanted, "requests/{}/refusal", reason="范围过大")
    again = await act(second, wanted, "requests/{}/approval", reason="改判")

    assert (early.status_code, early.json()["title"]) == (409, "exchange.opinion-missing")
    assert (elsewhere.status_code, elsewhere.json()["title"]) == (403, "exchange.not-the-owner")
    assert (silent.status_code, silent.json()["title"]) == (422, "exchange.reason-missing")
    assert heard.json()["state"] == "heard"
    assert (own.status_code, own.json()["title"]) == (403, "exchange.second-person-needed")
    assert (against.status_code, against.json()["title"]) == (422, "exchange.reason-missing")
    assert (stale.status_code, stale.json()["title"]) == (409, "exchange.stale-request")
    assert done.json()["state"] == "refused"
    assert (again.status_code, again.json()["title"]) == (409, "exchange.illegal-act")
    gives = await queried(county, wanted)
    assert (gives.status_code, gives.json()["title"]) == (409, "exchange.not-granted")


async def test_each_step_has_a_term_and_what_is_late_is_listed(county: Platform) -> None:
    wanted = (await asked(county, request(COUNTY))).json()["id"]
    clerk = office(county, COUNTY, "p-office-2")

    async def late() -> list[str]:
        page = await clerk.get("/exchange/requests", params={"late": True, "limit": 200})
        return [one["id"] for one in page.json()["items"]]

    assert wanted not in await late()
    county.clock.ahead = timedelta(days=30)
    try:
        assert wanted in await late()
        # The owner's term has passed: it is decided without him.
        assert (await act(clerk, wanted, "requests/{}/approval")).json()["state"] == "granted"
        assert wanted not in await late()
    finally:
        county.clock.ahead = timedelta(0)
    steps = (await clerk.get(f"/exchange/requests/{wanted}")).json()["steps"]
    assert all(one["due_at"] for one in steps)


async def test_a_department_takes_its_request_back_and_sees_no_others(county: Platform) -> None:
    wanted = (await asked(county, request(COUNTY))).json()["id"]
    mine, other = department(county, COUNTY), department(county, COUNTY, OTHER)

    assert (await other.get(f"/exchange/requests/{wanted}")).status_code == 404
    assert (await other.post(f"/exchange/requests/{wanted}/withdrawal", json={"version": 1})).status_code == 404
    assert (await act(mine, wanted, "requests/{}/withdrawal")).json()["state"] == "withdrawn"
    seen = (await other.get("/exchange/requests", params={"limit": 200})).json()["items"]
    assert all(one["unit"] == unit(COUNTY, OTHER) for one in seen)
    assert (await office(county, "320830").get(f"/exchange/requests/{wanted}")).status_code == 404


async def test_sharing_is_for_offices_and_departments(county: Platform) -> None:
    for role, status in (("org-office", 200), ("leader", 200), ("department", 200), ("worker", 403), ("admin", 403)):
        client = county.client("dispatch", role=role, scope=COUNTY, unit=unit(COUNTY, OFFICE))
        assert (await client.get("/exchange/sets")).status_code == status, role
    for role in ("department", "leader"):
        client = county.client("dispatch", role=role, scope=COUNTY, unit=unit(COUNTY, DEPARTMENT))
        assert (await client.post("/exchange/drafts", json=catalogue(COUNTY, cases_entry(COUNTY)))).status_code == 403
