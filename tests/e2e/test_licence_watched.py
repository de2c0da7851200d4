"""The window grants a licence by a township's power, and its citizen rates it; the centre counts both, lists the
licence until somebody watches over it, and hands over what is open when the power is taken back.
"""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.platform import Platform
from tests.support.powers import County, licence
from tests.support.starter import all_of

COUNTY, TOWN = "320682", "320682113"
POWER, ITEM = "RL-1", "rural-homestead"
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> Any:
    made = County(town, COUNTY)
    await made.build(TOWN)
    assert (await made.offer(licence(POWER))).is_success
    admin = town.client("approval-window", scope="32")
    (await admin.put(f"/items/{ITEM}/power", json={"power": POWER})).raise_for_status()
    yield made
    (await admin.put(f"/items/{ITEM}/power", json={"power": None})).raise_for_status()


async def apply(county: County, item: str = ITEM) -> httpx.Response:
    clerk = county.platform.client("approval-window", role="clerk", scope=TOWN, person_id="p-clerk")
    body = {"item": item, "region": TOWN, "applicant": APPLICANT, "materials": all_of(item), "again": True}
    return await clerk.post("/applications", json=body)


async def accept(county: County, application: dict[str, Any]) -> None:
    clerk = county.platform.client("approval-window", role="clerk", scope=TOWN, person_id="p-clerk")
    answer = await clerk.post(f"/applications/{application['id']}/accept", json={"version": 1})
    assert answer.status_code == 200, answer.text


async def grant(county: County, application: dict[str, Any], scope: str = TOWN, **body: Any) -> httpx.Response:
    """Grant it as the leader, who read it when it had been accepted."""
    leader = county.platform.client("approval-window", role="leader", scope=scope, person_id="p-leader")
    return await leader.post(f"/applications/{application['id']}/grant", json={"version": 2} | body)


async def vacuum(county: County, kind: str, key: str) -> list[str] | None:
    page = await county.office().get("/powers/vacuum", params={"region": TOWN, "kind": kind, "limit": 500})
    return next((one["missing"] for one in page.json()["items"] if one["key"] == key), None)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_a_licence_is_granted_watched_over_and_handed_over(county: County) -> None:
    await county.on_trial(TOWN, POWER)

    async def taken() -> dict[str, Any] | None:
        answer = await apply(county)
        return answer.json() if answer.status_code == 201 else None

    first = await county.platform.until(taken, 30)
    second = (await apply(county)).json()
    ends = (county.today + 900 * ONE_DAY).isoformat()
    await accept(county, first)
    assert refusal(await grant(county, first, version=1)) == (409, "applications.version-conflict")
    assert refusal(await grant(county, first, valid_to="2026-01-01")) == (422, "applications.ends-before-it-begins")
    assert (await grant(county, first, scope="320681")).status_code == 404
    given = await grant(county, first, valid_to=ends)
    assert (given.status_code, given.json()["power"], given.json()["valid_to"]) == (201, POWER, ends)
    assert refusal(await grant(county, first, version=3)) == (409, "applications.illegal-action")
    key = given.json()["id"]

    await rated(county, first)
    await counted(county)
    await watched_over(county, key)
    await handed_over(county, second)


async def rated(county: County, application: dict[str, Any]) -> None:
    """Its citizen is content with neither of two steps; he has nothing but his receipt."""
    receipt = {"number": application["number"], "code": application["receipt_code"]}
    for step in ("reception", "decision"):
        body = receipt | {"step": step, "grade": "dissatisfied"}
        answer = await county.platform.stranger("approval-window").post("/ratings", json=body)
        assert answer.status_code == 201, answer.text


async def counted(county: County) -> None:
    """The centre counts by itself what came of the power: two visits to the county saved, one licence granted and one
    citizen who was not content with it.
    """

    async def look() -> bool:
        use = (await county.office().get(f"/powers/{TOWN}/{POWER}/use")).json()
        known = (use["volume"], use["visits_saved"], use["mean_days"], use["bad_ratings"])
        return known == (1, 2, 0.0, 1)

    await county.platform.until(look, 30)


async def watched_over(county: County, key: str) -> None:
    """Nobody watches, neither the power nor what was granted by it, until somebody is named."""

    async def listed() -> list[str] | None:
        return await vacuum(county, "licence", key)

    assert await county.platform.until(listed, 30) == ["no-agency"]
    plan = {"agency": county.department, "plan": "双随机抽查", "every_months": 6}
    await county.office().put(f"/powers/{TOWN}/{POWER}/supervision", json=plan)
    assert await vacuum(county, "licence", key) == ["never-checked"]
    own = plan | {"agency": f"u-{COUNTY}-other"}
    assert (await county.office().put(f"/powers/supervision/licence/{key}", json=own)).status_code == 204
    sample = {"checked_on": county.today.isoformat(), "sampled": 1, "findings": {"no-lamp": 1}}
    path = f"/powers/supervision/licence/{key}/checks"
    assert refusal(await county.bureau().post(path, json=sample)) == (403, "powers.not-the-supervisor")
    assert (await county.bureau(unit=f"u-{COUNTY}-other").post(path, json=sample)).status_code == 201
    assert await vacuum(county, "licence", key) is None
    history = (await county.office().get(f"/powers/supervision/licence/{key}/history")).json()
    assert [one["action"] for one in history] == ["supervise", "check"]
    stranger = county.office("p-org-9", "320681")
    assert (await stranger.get(f"/powers/supervision/licence/{key}")).status_code == 404


async def handed_over(county: County, second: dict[str, Any]) -> None:
    """What the window has open by the power goes to a department, too; what was granted is not open."""
    ending = {"from_day": county.today.isoformat(), "document": "皋政发〔2026〕8号"}
    silent = await county.act(TOWN, POWER, "take-back", **ending)
    assert refusal(silent) == (409, "powers.hand-over-incomplete")
    assert (silent.json()["missing"], silent.json()["missing_applications"]) == ([], [second["number"]])
    over = [{"application": second["number"], "to": county.department}]
    gone = await county.take_back(TOWN, POWER, **ending, applications=over)
    assert gone.json()["state"] == "taken-back", gone.text

    async def refused() -> bool:
        return (await apply(county)).status_code == 409

    await county.platform.until(refused, 30)
    clerk = county.platform.client("approval-window", role="clerk", scope=TOWN, person_id="p-clerk")

    async def moved() -> dict[str, Any] | None:
        shown = (await clerk.get(f"/applications/{second['id']}")).json()
        return dict(shown) if shown["handed_to"] else None

    shown = await county.platform.until(moved, 30)
    assert (shown["handed_to"], shown["handed_on"]) == (county.department, county.today.isoformat())
    assert (shown["history"][-1]["action"], shown["history"][-1]["facts"]["document"]) == (
        "hand-over",
        "皋政发〔2026〕8号",
    )
    assert refusal(await grant(county, second, version=2)) == (409, "applications.handed-over")
    relief = (await apply(county, "temporary-relief")).json()
    await accept(county, relief)
    assert refusal(await grant(county, relief)) == (409, "applications.no-licence")


async def test_a_duty_is_listed_until_somebody_watches_over_it(county: County) -> None:
    line = {"matter": "M0203", "kind": "basic", "lead": "governance-office", "support": [], "legal_basis": "条例"}
    draft = {"region": TOWN, "valid_from": county.today.isoformat(), "title": "清单", "adopted_by": "皋办发1号"}
    drawn = await county.office().post("/duties/drafts", json=draft | {"lines": [line]})
    assert drawn.status_code == 201, drawn.text
    done = await county.office("p-org-2").post(f"/duties/drafts/{drawn.json()['id']}/publish")
    assert done.is_success, done.text
    key = f"{TOWN}:M0203"

    assert await vacuum(county, "duty", key) == ["no-agency"]
    plan = {"agency": county.department, "plan": "季度抽查", "every_months": 3}
    assert (await county.office().put(f"/powers/supervision/duty/{key}", json=plan)).status_code == 204
    assert await vacuum(county, "duty", key) == ["never-checked"]
    sample = {"checked_on": county.today.isoformat(), "sampled": 3}
    assert (await county.bureau().post(f"/powers/supervision/duty/{key}/checks", json=sample)).status_code == 201
    assert await vacuum(county, "duty", key) is None
    page = await county.office().get("/powers/supervised", params={"region": TOWN, "kind": "duty"})
    assert [one["last_check"] for one in page.json()["items"] if one["key"] == key] == [county.today.isoformat()]
    ghost = await county.office().put(f"/powers/supervision/duty/{TOWN}:GHOST", json=plan)
    assert refusal(ghost) == (404, "powers.nothing-to-supervise")
