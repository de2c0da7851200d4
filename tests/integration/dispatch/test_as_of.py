"""How did records stand on a past day, over HTTP? What came later was not known then."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.adopters import adoption
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.school import days_ago
from tests.integration.dispatch.test_assessment import item, register
from tests.support.duties import line
from tests.support.party import committees, decided, leader, office
from tests.support.platform import Platform
from tests.support.sharing import act, build_units, cases_entry, department, published, request
from tests.support.sharing import office as data_office

# Nobody else plays in these places.
GOVERNMENT = {"body": "government", "document": "2号"}
CITY, COUNTY, TOWN, OTHER = "3209", "320922", "320922101", "320922102"
MATTER = "M0206"


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with departments, a catalogue of shared sets and committees."""
    await build_units(town, COUNTY)
    await published(town, COUNTY, cases_entry(COUNTY))
    await committees(town, COUNTY, TOWN)
    return town


def org_office(platform: Platform, person: str = "p-past-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


async def page(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"] if isinstance(answer.json(), dict) else answer.json())


class Past:
    """A list of one thing's record, asked about days that lie some days back."""

    def __init__(self, platform: Platform, client: httpx.AsyncClient, path: str, **query: Any) -> None:
        self.client, self.path, self.query = client, path, query
        self.today = town_day(platform.clock())

    async def on(self, ago: int, **query: Any) -> list[dict[str, Any]]:
        day = (self.today - timedelta(days=ago)).isoformat()
        return await page(self.client, self.path, as_of=day, **self.query, **query)

    async def states(self, *ago: int) -> list[list[str]]:
        return [[one["state"] for one in await self.on(days)] for days in ago]


# ------------------------------------------------------------------------------------------------- duties, Party
async def applied(platform: Platform) -> str:
    duty = line(MATTER, "basic", "construction-office")
    about = {"why": "由镇维护更快。", "persons": 1, "money_fen": 1, "training": "两天", "wanted_from": "2026-01-01"}
    asking = department(platform, COUNTY)
    kept = await asking.post("/duties/admissions", json={"townships": [TOWN], "duty": duty} | about)
    assert kept.status_code == 201, kept.text
    return str(kept.json()["id"])


async def taken(client: httpx.AsyncClient, admission: str, what: str, **more: Any) -> dict[str, Any]:
    version = (await client.get(f"/duties/admissions/{admission}")).json()["version"]
    done = await client.post(f"/duties/admissions/{admission}/{what}", json={"version": version} | more)
    assert done.status_code == 200, done.text
    return dict(done.json())


async def test_an_application_is_shown_as_it_stood(county: Platform) -> None:
    past = Past(county, org_office(county), "/duties/admissions", limit=200)
    with days_ago(county, 9):
        admission = await applied(county)
    with days_ago(county, 7):
        await taken(leader(county, TOWN, "p-past-town"), admission, "opinion", verdict="refused", reason="无人手")
    with days_ago(county, 5):
        await taken(org_office(county), admission, "check")
        (checked,) = await page(org_office(county), "/duties/admissions")
    with days_ago(county, 3):
        await taken(org_office(county, "p-past-city", CITY), admission, "review")
    body = {"body": "government", "document": "1号", "verdict": "refused", "reason": "理由不足"}
    await taken(leader(county, COUNTY, "p-past-mayor"), admission, "resolution", **body)

    stood = await past.states(10, 9, 7, 5, 4, 3, 0)
    assert stood == [[], ["applied"], ["applied"], ["checked"], ["checked"], ["reviewed"], ["rejected"]]
    # Version and term were those of the day, too.
    assert await past.on(5) == [checked]
    assert [one["version"] for one in await past.on(7)] == [2]
    assert (len(await past.on(4, state="checked")), await past.on(4, state="rejected")) == (1, [])
    assert await past.on(0) == await page(past.client, past.path)
    # The opinion was not late on the day after the application.
    assert await past.on(8, late=True) == []


async def test_an_approved_application_was_reviewed_until_both_bodies_had_resolved(county: Platform) -> None:
    past = Past(county, org_office(county), "/duties/admissions", state="approved")
    with days_ago(county, 8):
        admission = await applied(county)
        await taken(leader(county, TOWN, "p-past-town"), admission, "opinion")
        await taken(org_office(county), admission, "check")
        await taken(org_office(county, "p-past-city", CITY), admission, "review")
    with days_ago(county, 6):
        await taken(leader(county, COUNTY, "p-past-mayor"), admission, "resolution", **GOVERNMENT)
    with days_ago(county, 4):
        paper = decided(admission, org=f"pc-{COUNTY}", decided_on=day_of(past, 4))
        made = (await office(county, COUNTY).post("/party/resolutions", json=paper)).json()["id"]
    with days_ago(county, 2):
        signed = await leader(county, COUNTY).post(f"/party/resolutions/{made}/sign", json={"version": 1})
        assert signed.status_code == 200, signed.text
    rest = {"body": "committee", "document": "3号", "resolution": made}
    await taken(leader(county, COUNTY, "p-past-secretary"), admission, "resolution", **rest)

    assert await past.states(6, 1, 0) == [[], [], ["approved"]]
    resolution = Past(county, office(county, COUNTY), "/party/resolutions", region=COUNTY)
    assert await resolution.states(5, 4, 3, 2, 1, 0) == [[], *[["drawn-up"]] * 2, *[["signed"]] * 2, ["used"]]
    then, later = [[(one["signed_by"], one["version"]) for one in await resolution.on(ago)] for ago in (3, 1)]
    assert (then, later) == ([(None, 1)], [("p-secretary", 2)])
    assert (len(await resolution.on(3, state="drawn-up")), await resolution.on(3, state="used")) == (1, [])
    await _sheet_says(county, day_of(past, 3))


async def _sheet_says(platform: Platform, day: str) -> None:
    out = await office(platform, COUNTY).get("/sheets/party-resolutions.csv", params={"as_of": day})
    assert (",drawn-up," in out.text, ",used," in out.text) == (True, False)


def day_of(past: Past, ago: int) -> str:
    return (past.today - timedelta(days=ago)).isoformat()


# ------------------------------------------------------------------------------------------------- exchange, adoption
async def test_a_request_of_a_department_is_shown_as_it_stood(county: Platform) -> None:
    past = Past(county, org_office(county, "p-past-2"), "/exchange/requests")
    with days_ago(county, 9):
        kept = await department(county, COUNTY).post("/exchange/requests", json=request(COUNTY))
        wanted = kept.json()["id"]
    with days_ago(county, 6):
        await act(data_office(county, COUNTY), wanted, "requests/{}/opinion", verdict="agreed")
        (heard,) = await page(org_office(county), "/exchange/requests")
    with days_ago(county, 3):
        done = await act(org_office(county, "p-past-2"), wanted, "requests/{}/approval")
        assert done.json()["state"] == "granted"

    (before, asked), (opined,), (then,) = (await past.on(10), await past.on(9)), await past.on(6), await past.on(3)
    assert before == []
    assert [(one["state"], one["version"], one["decided_at"] is None) for one in (*asked, opined, then)] == [
        ("asked", 1, True),
        (heard["state"], 2, True),
        ("granted", 3, False),
    ]
    assert opined == heard
    assert (len(await past.on(9, state="asked")), await past.on(9, state="granted")) == (1, [])


async def test_a_demonstration_was_proposed_before_it_was_approved(county: Platform) -> None:
    body = adoption(day="2026-01-01")
    (await org_office(county).put(f"/adoption/townships/{OTHER}", json=body)).raise_for_status()
    past = Past(county, org_office(county), "/adoption/demonstrations", region=OTHER)
    about = {"region": OTHER, "valid_from": "2026-11-01", "why": "窗口提速", "document": "4号"}
    with days_ago(county, 6):
        kept = (await org_office(county).post("/adoption/demonstrations", json=about)).json()["id"]
    with days_ago(county, 3):
        province = org_office(county, "p-past-3", "32")
        decision = {"approved": False, "reason": "材料不全"}
        await province.post(f"/adoption/demonstrations/{kept}/decision", json=decision)

    assert await past.states(7, 6, 4, 3) == [[], ["proposed"], ["proposed"], ["refused"]]
    assert [(one["decided_by"], one["reason"]) for one in await past.on(4)] == [(None, None)]
    assert await past.on(3) == await page(past.client, past.path, **past.query)


# --------------------------------------------------------------------------------------------- assessment, training
async def approved(platform: Platform, body: dict[str, Any]) -> None:
    kept = (await org_office(platform).post("/assessment/drafts", json=body)).json()["id"]
    (await org_office(platform, "p-past-2").post(f"/assessment/drafts/{kept}/approve")).raise_for_status()


async def test_a_score_was_open_before_it_was_confirmed(county: Platform) -> None:
    await approved(county, register(OTHER, item("judged", 100)))
    about = {"region": OTHER, "year": 2026, "about": "item", "subject": "judged", "points": 70, "reason": "核查"}
    with days_ago(county, 6):
        kept = (await org_office(county).post("/assessment/scores", json=about)).json()["id"]
    with days_ago(county, 3):
        done = await org_office(county, "p-past-2").post(f"/assessment/scores/{kept}/confirm")
        assert done.status_code == 200, done.text

    past = Past(county, org_office(county), "/assessment/scores", region=OTHER)
    assert await past.states(7, 6, 4, 3) == [[], ["open"], ["open"], ["confirmed"]]
    assert [one["decided_by"] for one in await past.on(4)] == [None]
    demand = {"region": OTHER, "year": 2026, "kind": "award-drive", "department": "u-x", "title": "评优"}
    with days_ago(county, 2):
        made = await org_office(county).post("/assessment/demands", json=demand)
        assert made.status_code == 201, made.text
    demands = Past(county, org_office(county), "/assessment/demands", region=OTHER)
    assert [len(await demands.on(ago)) for ago in (3, 2)] == [0, 1]


async def test_figures_are_asked_until_a_day_of_their_year(county: Platform) -> None:
    region = "320922103"
    for day in ("2026-03-01", "2026-05-01"):
        await past_case(county, region, day, late=day == "2026-05-01")
    office = org_office(county)
    about: dict[str, Any] = {"region": region, "year": 2026}

    async def closed(path: str, on: str | None = None, **more: Any) -> Any:
        answer = await office.get(f"/assessment/{path}", params=about | more | ({"as_of": on} if on else {}))
        return answer.json()

    def figure_of(page: Any) -> tuple[int, int]:
        figures = [one["figure"] if isinstance(one["figure"], dict) else one for one in page["figures"]]
        (found,) = [one for one in figures if one["figure"] == "closed-in-time"]
        return found["numerator"], found["denominator"]

    for path in ("figures", "comparison"):
        found = [figure_of(await closed(path, on)) for on in ("2026-02-28", "2026-04-30", None)]
        assert found == [(0, 0), (1, 1), (1, 2)]
    before, now = [await closed("figures/closed-in-time/subjects", on, part="missed") for on in ("2026-04-30", None)]
    assert (len(before["items"]), len(now["items"])) == (0, 1)
    assert (await closed("figures", "2025-12-31"))["title"] == "assessment.day-outside-year"
