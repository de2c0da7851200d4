"""How duty lists are drawn up, published and asked, and what the centre does with what no list names, over HTTP."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import case_of, dispatcher, report, rows
from tests.support import duties
from tests.support.duties import bind, drawn, line
from tests.support.platform import Platform

# Nobody else plays in these places: who is bound to a list is no longer given everything.
COUNTY, BOUND, OBSERVED, DRAWN = "320582", "320582100", "320582101", "320582106"
TEAM_MATTER, LAMPS, FIRE, TAXES = "M0203", "M0206", "M0301", "M0202"


def org_office(platform: Platform, person: str = "p-org-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return duties.org_office(platform, person, scope=scope)


async def draft(platform: Platform, body: dict[str, Any], **who: str) -> httpx.Response:
    return await org_office(platform, **who).post("/duties/drafts", json=body)


async def published(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    return await duties.publish(platform, body, scope=COUNTY)


async def asked(platform: Platform, matter: str, region: str, **more: str) -> dict[str, Any]:
    answer = await org_office(platform, scope=region[:6]).get(
        "/duties/who-may", params={"matter": matter, "region": region} | more
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with a list; one of its townships is held to it, and has a team and an office."""
    units = [
        {"id": f"u-{BOUND}-{kind}", "region": BOUND, "kind": kind, "name": kind, "valid_from": "2026-01-01"}
        for kind in ("enforcement-team", "construction-office", "emergency-office")
    ]
    bureau = {"id": f"u-{COUNTY}-b", "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"}
    admin = town.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [*units, bureau]})).raise_for_status()
    lines = [line(TEAM_MATTER, lead="enforcement-team"), line(TAXES, "supporting", "bureau")]
    await published(town, drawn(COUNTY, *lines))
    await bind(town, BOUND, scope=COUNTY)
    return town


async def case_about(platform: Platform, matter: str, region: str = BOUND) -> dict[str, Any]:
    category = {"scheme": "onefour", "code": matter}
    report_id, _ = await report(platform, region=region, category=category, position=None)
    return await case_of(platform, report_id)


# --------------------------------------------------------------------------------------------------------------- lists
async def test_another_person_publishes_what_one_has_drawn_up(county: Platform) -> None:
    kept = (await draft(county, drawn(DRAWN, line(LAMPS)))).json()["id"]

    own = await org_office(county).post(f"/duties/drafts/{kept}/publish")
    other = await org_office(county, "p-org-2").post(f"/duties/drafts/{kept}/publish")
    again = await org_office(county, "p-org-2").post(f"/duties/drafts/{kept}/publish")

    assert (own.status_code, own.json()["title"]) == (403, "duties.second-person-needed")
    assert other.json() == {"region": DRAWN, "version": 1, "valid_from": "2026-01-01", "lines": 1}
    assert (again.status_code, again.json()["title"]) == (409, "duties.draft-is-decided")
    history = (await org_office(county).get(f"/duties/lists/{DRAWN}/history")).json()
    assert [(one["step"], one["by"]) for one in history] == [("drawn-up", "p-org-1"), ("published", "p-org-2")]


async def test_a_new_list_ends_the_one_before_on_the_day_before(county: Platform) -> None:
    region = "320582103"
    await published(county, drawn(region, line(LAMPS)))
    await published(county, drawn(region, line(LAMPS, "taken-back", "bureau"), valid_from="2026-06-01"))

    lists = [(await org_office(county).get(f"/duties/lists/{region}", params={"as_of": d})).json() for d in DAYS]

    assert [(one["version"], one["valid_to"]) for one in lists] == [(1, "2026-05-31"), (2, None)]
    assert [(await asked(county, LAMPS, region, as_of=day))["standing"] for day in DAYS] == ["basic", "taken-back"]
    overlapping = await draft(county, drawn(region, line(LAMPS), valid_from="2026-05-31"))
    assert (overlapping.status_code, overlapping.json()["title"]) == (409, "duties.later-list-exists")


DAYS = ("2026-05-31", "2026-06-01")


async def test_bad_lines_are_named_and_nothing_is_taken(county: Platform) -> None:
    refused = await draft(county, drawn(BOUND, line(LAMPS), line("ghost"), line(LAMPS)))

    assert (refused.status_code, refused.json()["title"]) == (422, "duties.lines-refused")
    assert [(bad["index"], bad["code"]) for bad in refused.json()["lines"]] == [
        (0, "duties.twice"),
        (1, "duties.unknown-matter"),
        (2, "duties.twice"),
    ]
    assert not await rows(county, "SELECT 1 FROM duty_drafts WHERE region = :region", region=BOUND)


@pytest.mark.parametrize("region", ["32", "3205", "320582100001"])
async def test_only_counties_and_townships_have_lists(town: Platform, region: str) -> None:
    refused = await draft(town, drawn(region, line(LAMPS)), scope="")

    assert (refused.status_code, refused.json()["title"]) == (422, "duties.not-a-list-region")


async def test_a_foreign_region_is_not_there(county: Platform) -> None:
    foreign = await draft(county, drawn("320583100", line(LAMPS)))
    kept = (await draft(county, drawn("320582104", line(LAMPS)))).json()["id"]
    stranger = org_office(county, "p-org-9", scope="320583")

    assert (foreign.status_code, foreign.json()["title"]) == (404, "duties.region-unknown")
    assert (await stranger.post(f"/duties/drafts/{kept}/publish")).status_code == 404
    assert (await stranger.get(f"/duties/lists/{COUNTY}")).status_code == 404
    assert (await stranger.get(f"/duties/lists/{COUNTY}/history")).json() == []
    assert (await stranger.put(f"/duties/bindings/{OBSERVED}", json={"bound_from": "2026-02-01"})).status_code == 404


async def test_a_draft_that_is_withdrawn_is_never_published(county: Platform) -> None:
    kept = (await draft(county, drawn("320582104", line(LAMPS)))).json()["id"]

    assert (await org_office(county).post(f"/duties/drafts/{kept}/withdraw")).status_code == 204
    assert (await org_office(county, "p-org-2").post(f"/duties/drafts/{kept}/publish")).status_code == 409


async def test_a_township_without_a_list_cannot_be_held_to_one(town: Platform) -> None:
    nobody = org_office(town, scope="320581")

    refused = await nobody.put("/duties/bindings/320581001", json={"bound_from": "2026-02-01"})
    county = await nobody.put("/duties/bindings/320581", json={"bound_from": "2026-02-01"})

    assert (refused.status_code, refused.json()["title"]) == (409, "duties.no-list-in-force")
    assert (county.status_code, county.json()["title"]) == (422, "duties.not-a-list-region")


async def test_who_only_reads_draws_up_nothing(county: Platform) -> None:
    assert (await dispatcher(county, COUNTY).post("/duties/drafts", json=drawn(BOUND, line(LAMPS)))).status_code == 403
    assert (await dispatcher(county, COUNTY).get("/duties/lists")).status_code == 200
    worker = county.client("dispatch", role="worker", person_id="p-w")
    assert (await worker.get("/duties/lists")).status_code == 403


async def test_yanchengs_627_matters_are_split_into_503_and_124(town: Platform) -> None:
    names = [f"YC{number:04}" for number in range(627)]
    matter = {"field": "f", "executor": "unit", "unit_kind": "governance-office", "urgency": "normal"}
    tables = {"matters": [matter | {"code": code, "name": f"事项{code}"} for code in names]}
    (await town.client("dispatch", scope="").put("/triage/tables", json=tables)).raise_for_status()
    lines = [line(code, "supporting", "bureau") if n < 503 else line(code) for n, code in enumerate(names)]
    kept = await draft(town, drawn("320902", *lines), scope="3209")
    done = await org_office(town, "p-org-2", scope="3209").post(f"/duties/drafts/{kept.json()['id']}/publish")
    assert done.json()["lines"] == 627

    reader = org_office(town, scope="320902")
    counted = [len((await reader.get("/duties/lists/320902", params={"kind": k})).json()["lines"]) for k in KINDS]

    assert counted == [503, 124]
    (summary,) = (await reader.get("/duties/lists", params={"region": "320902"})).json()["items"]
    assert (summary["lines"], summary["bound_from"]) == (627, None)
    assert (await asked(town, names[0], "320902001"))["standing"] == "supporting"


KINDS = ("supporting", "basic")


# -------------------------------------------------------------------------------------------------------------- cases
async def test_what_the_list_gives_the_township_is_dispatched(county: Platform) -> None:
    case = await case_about(county, TEAM_MATTER)

    assert (case["state"], case["executor"], case["queue"]) == ("dispatched", "team", None)


async def test_what_is_on_no_list_waits_for_a_person_and_is_not_dispatched(county: Platform) -> None:
    case = await case_about(county, LAMPS)
    assert (case["state"], case["queue"], case["executor"]) == ("filed", "not-admitted", "county")

    office = {"executor": "unit", "unit": f"u-{BOUND}-construction-office"}
    refused = await boss(county, case, "dispatch", **office)

    assert (refused.status_code, refused.json()["title"]) == (409, "duties.not-admitted")
    told = refused.json()
    assert (told["list"], told["version"], told["form"]) == (COUNTY, 1, "/duties/admissions")
    assert (told["standing"], told["matter"]) == ("not-listed", LAMPS)
    assert (await case_again(county, case))["state"] == "filed"


async def test_a_matter_that_the_county_leads_goes_to_its_department(county: Platform) -> None:
    case = await case_about(county, TAXES)

    assert (case["queue"], case["executor"], case["unit"]) == ("county-matter", "county", f"u-{COUNTY}-b")


async def test_danger_goes_past_the_list_and_the_org_office_reads_of_it_when_somebody_is_sent(county: Platform) -> None:
    case = await case_about(county, FIRE)
    why = (await dispatcher(county, BOUND).get(f"/cases/{case['id']}/explanation")).json()
    assert (case["queue"], why["reports"][0]["why"]["authority"]["exit"]) == ("no-cell", "danger")
    assert case["id"] not in {one["case_id"] for one in await exits(county)}

    sent = await boss(county, case, "dispatch", executor="unit", unit=f"u-{BOUND}-emergency-office")

    assert sent.status_code == 200, sent.text
    (one,) = [e for e in await exits(county) if e["case_id"] == case["id"]]
    assert (one["matter"], one["standing"], one["reason"], one["by"]) == (FIRE, "not-listed", "danger", "p-dispatcher")


async def test_a_dispatcher_says_why_when_he_sees_the_danger_himself(county: Platform) -> None:
    case = await case_about(county, LAMPS)
    office = {"executor": "unit", "unit": f"u-{BOUND}-construction-office", "emergency": True}

    silent = await boss(county, case, "dispatch", **office)
    done = await boss(county, case, "dispatch", reason="live-wire", **office)

    assert (silent.status_code, silent.json()["title"]) == (422, "cases.emergency-without-reason")
    assert done.status_code == 200, done.text
    assert (await case_again(county, case))["state"] == "dispatched"
    assert [(e["reason"], e["by"]) for e in await exits(county) if e["case_id"] == case["id"]] == [
        ("live-wire", "p-dispatcher")
    ]


async def test_a_township_that_is_only_observed_gets_everything_with_a_warning(county: Platform) -> None:
    case = await case_about(county, LAMPS, OBSERVED)

    why = (await dispatcher(county, OBSERVED).get(f"/cases/{case['id']}/explanation")).json()["reports"][0]["why"]
    assert why["authority"] == {"standing": "not-listed", "binding": False, "list": COUNTY, "version": 1}
    assert case["queue"] != "not-admitted"


async def test_a_list_of_tomorrow_says_nothing_today(county: Platform) -> None:
    region = "320582105"
    tomorrow = (town_day(county.clock()) + timedelta(days=1)).isoformat()
    await published(county, drawn(region, line(LAMPS), valid_from=tomorrow))

    assert [(await asked(county, LAMPS, region, as_of=d))["listed_by"] for d in ("2026-11-01", tomorrow)] == [
        COUNTY,
        region,
    ]


# -------------------------------------------------------------------------------------------------------------- window
async def test_the_clerk_can_tell_a_citizen_whose_the_matter_is(county: Platform) -> None:
    clerk = county.client("approval-window", role="clerk", scope=BOUND, person_id="p-clerk")

    async def told(matter: str) -> Any:
        body = {
            "category": {"scheme": "onefour", "code": matter},
            "region": BOUND,
            "text": "请处理",
            "appellant": {"name": "王小明"},
        }
        answer = await clerk.post("/appeals", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["whose"]

    async def heard() -> bool:
        return bool(await told(TEAM_MATTER) == "township")

    await county.until(heard, 30)
    assert [await told(matter) for matter in (TAXES, LAMPS)] == ["county", None]


async def boss(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"action": action, "version": case["version"], **more}
    return await dispatcher(platform, BOUND).post(f"/cases/{case['id']}/actions", json=body)


async def case_again(platform: Platform, case: dict[str, Any]) -> dict[str, Any]:
    return dict((await dispatcher(platform, BOUND).get(f"/cases/{case['id']}")).json())


async def exits(platform: Platform) -> Sequence[dict[str, Any]]:
    answer = await org_office(platform).get("/duties/exits", params={"region": BOUND})
    return list(answer.json()["items"])
