"""What a committee's resolution needs, what rests on it, and what it holds up, over HTTP."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.integration.dispatch.committee_room import case_at_work, marked, refusal
from tests.integration.dispatch.desk import rows
from tests.support.duties import another_matter, line, org_office
from tests.support.party import (
    COMMITTEE,
    COUNTY,
    OFFICE,
    TOWNSHIP,
    committees,
    county_committee_resolves,
    decided,
    leader,
    office,
    put,
    signed,
)
from tests.support.platform import Platform

NEIGHBOUR, CITY = "320282", "3202"
BUREAU = f"u-{COUNTY}-b"


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county and its neighbour with committees; a bureau, and a township with an office."""
    units = [
        {"id": BUREAU, "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"},
        {"id": OFFICE, "region": TOWNSHIP, "kind": "construction-office", "name": "办", "valid_from": "2026-01-01"},
    ]
    (await town.client("dispatch", scope="32").put("/organisation/units", json={"units": units})).raise_for_status()
    await committees(town, COUNTY, TOWNSHIP)
    await committees(town, NEIGHBOUR)
    return town


async def act(platform: Platform, admission: str, what: str, who: httpx.AsyncClient, **more: Any) -> httpx.Response:
    shown = (await org_office(platform, scope=CITY).get(f"/duties/admissions/{admission}")).json()
    return await who.post(f"/duties/admissions/{admission}/{what}", json={"version": shown["version"]} | more)


async def applied(platform: Platform) -> str:
    """Return an application of a bureau on which its township has said what it thinks."""
    department = platform.client("dispatch", role="department", scope=COUNTY, person_id="p-bureau", unit=BUREAU)
    body = {
        "townships": [TOWNSHIP],
        "duty": line(another_matter(), lead="construction-office"),
        "why": "由镇维护更快。",
        "persons": 1,
        "money_fen": 100,
        "training": "两天。",
        "wanted_from": "2026-01-01",
    }
    taken = await department.post("/duties/admissions", json=body)
    assert taken.status_code == 201, taken.text
    admission = str(taken.json()["id"])
    await act(platform, admission, "opinion", leader(platform, TOWNSHIP, "p-town"))
    return admission


async def reviewed(platform: Platform) -> str:
    """Return an application of which only the committee and the government have not decided yet."""
    admission = await applied(platform)
    await act(platform, admission, "check", org_office(platform, scope=COUNTY))
    await act(platform, admission, "review", org_office(platform, "p-city", scope=CITY))
    return admission


async def resolve(platform: Platform, admission: str, resolution: str | None, **more: Any) -> httpx.Response:
    given: dict[str, Any] = {"body": "committee", "document": "1号"} | more
    return await act(platform, admission, "resolution", leader(platform), resolution=resolution, **given)


async def draw_up(platform: Platform, body: dict[str, Any], scope: str = COUNTY) -> httpx.Response:
    return await office(platform, scope).post("/party/resolutions", json=body)


# ------------------------------------------------------------------------------------------------------- admissions
async def test_the_committee_admits_by_a_signed_resolution_which_is_used_once(county: Platform) -> None:
    admission = await reviewed(county)
    without = await resolve(county, admission, None)
    resolution = await county_committee_resolves(county, admission, COUNTY, number="澄委发〔2026〕1号")

    done = await resolve(county, admission, resolution)

    assert refusal(without) == (409, "duties.resolution-needed")
    assert without.json()["form"] == "/party/resolutions"
    assert done.status_code == 200, done.text
    shown = (await org_office(county, scope=COUNTY).get(f"/duties/admissions/{admission}")).json()
    assert (shown["steps"][-1]["body"], shown["steps"][-1]["document"]) == ("committee", "澄委发〔2026〕1号")
    found = (await leader(county).get(f"/party/resolutions/{resolution}")).json()
    assert (found["state"], found["signed_by"]) == ("used", "p-secretary")
    assert [one["step"] for one in found["history"]] == ["drawn-up", "signed", "used"]


async def test_what_does_not_fit_an_application_is_refused_by_name(county: Platform) -> None:
    admission, other = await reviewed(county), await reviewed(county)
    open_one = (await draw_up(county, decided(admission))).json()["id"]
    against = await signed(county, decided(admission, decision="refuse", in_favour=2))
    about_another = await county_committee_resolves(county, other, COUNTY)
    await resolve(county, other, about_another)

    refused = [await resolve(county, admission, one) for one in (open_one, about_another, against)]
    unknown = await resolve(county, admission, admission)
    says_no = await resolve(county, admission, against, verdict="refused", reason="依据不足")

    codes = ["party.not-signed", "party.another-subject", "party.says-otherwise"]
    assert [refusal(one) for one in refused] == [(409, code) for code in codes]
    assert refusal(unknown) == (404, "party.resolution-not-found")
    assert says_no.json()["state"] == "rejected"


async def test_another_committees_resolution_and_a_used_one_carry_nothing(county: Platform) -> None:
    admission, case = await reviewed(county), await case_at_work(county)
    await marked(county, case)
    of_the_township = await signed(county, decided(case["id"], "major-case", COMMITTEE))
    of_the_county = await county_committee_resolves(county, admission, COUNTY)
    await rows(county, "UPDATE party_resolutions SET state = 'used' WHERE id = :id RETURNING id", id=of_the_county)

    refused = [await resolve(county, admission, one) for one in (of_the_township, of_the_county)]

    assert [refusal(one) for one in refused] == [(409, "party.another-committee"), (409, "party.used-already")]
    shown = (await org_office(county, scope=COUNTY).get(f"/duties/admissions/{admission}")).json()
    assert shown["state"] == "reviewed"


async def test_a_committee_resolves_on_what_is_its_own(county: Platform) -> None:
    admission = await reviewed(county)

    neighbours = await draw_up(county, decided(admission, org=f"pc-{NEIGHBOUR}"), scope=CITY)
    townships = await draw_up(county, decided(admission, org=COMMITTEE))
    hidden = await draw_up(county, decided(admission, org=f"pc-{NEIGHBOUR}"), scope=NEIGHBOUR)
    unknown = await draw_up(county, decided("019ab000-0000-7000-8000-000000000001"))

    assert [refusal(one) for one in (neighbours, townships)] == [(409, "party.not-this-committees")] * 2
    assert [refusal(one) for one in (hidden, unknown)] == [(404, "party.subject-unknown")] * 2


async def test_the_committee_does_not_resolve_before_the_city_has_reviewed(county: Platform) -> None:
    admission = await applied(county)
    await act(county, admission, "check", org_office(county, scope=COUNTY))

    early = await draw_up(county, decided(admission))
    await act(county, admission, "review", org_office(county, "p-city", scope=CITY))
    then = await draw_up(county, decided(admission))

    assert refusal(early) == (404, "party.subject-unknown")
    assert then.status_code == 201, then.text


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"present": 4, "in_favour": 4}, 409, "party.no-quorum"),
        ({"present": 5, "in_favour": 4}, 409, "party.not-carried"),
        ({"decision": "refuse"}, 409, "party.not-carried"),
        ({"present": 10}, 422, "party.too-many-present"),
        ({"present": 5, "in_favour": 6}, 422, "party.too-many-present"),
        ({"decided_on": "2100-01-01"}, 422, "party.meeting-to-come"),
        ({"decided_on": "2026-01-05"}, 422, "party.meeting-too-early"),
        ({"committee": "pc-nowhere"}, 404, "party.organisation-unknown"),
        ({"decided_on": "2025-12-31"}, 404, "party.organisation-unknown"),
        ({"committee": "pb-resolves"}, 422, "party.not-a-committee"),
        ({"minutes": ""}, 422, "invalid"),
    ],
)
async def test_a_meeting_that_decides_nothing_leaves_nothing(
    county: Platform, more: dict[str, Any], status: int, code: str
) -> None:
    row = {"id": "pb-resolves", "kind": "branch", "region": TOWNSHIP, "name": "支部", "parent": COMMITTEE}
    await put(county, row | {"valid_from": "2026-01-01"})
    admission = await reviewed(county)

    refused = await draw_up(county, decided(admission, **more))

    assert refusal(refused) == (status, code)
    assert not await rows(county, "SELECT 1 FROM party_resolutions WHERE subject_id = :id", id=admission)


async def test_the_share_that_is_asked_of_a_meeting_can_be_read_and_is_the_installations(county: Platform) -> None:
    async def said(of: int, among: int) -> Any:
        query = "UPDATE party_shares SET of = :of, among = :among WHERE subject_kind = 'admission'"
        async with county.database("dispatch").begin() as work:
            await work.connection.execute(text(query), {"of": of, "among": among})
        return {one["subject_kind"]: one for one in (await leader(county).get("/party/shares")).json()}

    admission = await reviewed(county)
    try:
        shares = await said(2, 3)
        refused = await draw_up(county, decided(admission, present=9, in_favour=6))
    finally:
        usual = await said(1, 2)

    assert shares["admission"] == {"subject_kind": "admission", "of": 2, "among": 3}
    assert (refusal(refused), refused.json()["share"]) == ((409, "party.not-carried"), "2/3")
    assert [(one["of"], one["among"]) for one in usual.values()] == [(1, 2), (1, 2)]
    assert (await county.client("dispatch", role="clerk", scope=COUNTY).get("/party/shares")).status_code == 403


async def test_another_person_signs_and_what_is_signed_does_not_change(county: Platform) -> None:
    admission = await reviewed(county)
    made = (await draw_up(county, decided(admission, number="澄委发〔2026〕9号"))).json()["id"]
    path = f"/party/resolutions/{made}"

    own = await leader(county, person="p-party-1").post(f"{path}/sign", json={"version": 1})
    stale = await leader(county).post(f"{path}/sign", json={"version": 2})
    done = await leader(county).post(f"{path}/sign", json={"version": 1})
    again = await office(county).post(f"{path}/withdraw", json={"version": 2})
    twice = await draw_up(county, decided(admission, number="澄委发〔2026〕9号"))

    assert refusal(own) == (403, "party.second-person-needed")
    assert refusal(stale) == (409, "party.stale-resolution")
    assert done.json()["state"] == "signed"
    assert refusal(again) == (409, "party.resolution-is-decided")
    assert refusal(twice) == (409, "party.number-taken")
    stranger = leader(county, NEIGHBOUR)
    assert refusal(await stranger.get(path)) == (404, "party.resolution-not-found")
    assert (await office(county).post(f"{path}/sign", json={"version": 2})).status_code == 403


async def test_what_nobody_signed_is_withdrawn_and_carries_nothing(county: Platform) -> None:
    admission = await reviewed(county)
    made = (await draw_up(county, decided(admission))).json()["id"]

    gone = await office(county).post(f"/party/resolutions/{made}/withdraw", json={"version": 1})

    assert gone.json()["state"] == "withdrawn"
    assert refusal(await resolve(county, admission, made)) == (409, "party.not-signed")
    listed = (await leader(county).get("/party/resolutions", params={"state": "withdrawn"})).json()["items"]
    assert made in [one["id"] for one in listed]


async def test_minutes_are_sealed_and_each_look_is_noted(county: Platform) -> None:
    admission = await reviewed(county)
    made = await signed(county, decided(admission, minutes="张三发言：同意。"))
    path = f"/party/resolutions/{made}/minutes"

    silent = await leader(county).get(path)
    read = await leader(county).get(path, params={"purpose": "巡察"})

    assert silent.status_code == 422
    assert read.json()["text"] == "张三发言：同意。"
    kept = await rows(county, "SELECT minutes FROM party_resolutions WHERE id = :id", id=made)
    assert "张三" not in bytes(kept[0].minutes).decode("utf-8", "ignore")
    noted = await rows(county, "SELECT by, purpose FROM party_looks WHERE what = 'minutes' AND seen ? :id", id=made)
    assert [(one.by, one.purpose) for one in noted] == [("p-secretary", "巡察")]
