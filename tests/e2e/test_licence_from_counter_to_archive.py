"""A licence with a correction, a verification by two officials and a delivery; by its receipt each step is seen."""

from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from tests.support.files import paper
from tests.support.platform import TOWN, Platform
from tests.support.town import OFFICERS

ITEM = "journey-workshop"
FORM, PLAN = "application-form", "site-plan"
PERSON = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
PERSONAL = ("王小明", "11010519491231002X", "p-clerk", "p-head", *OFFICERS)


def publication() -> dict[str, Any]:
    usual = {"required": True, "deferrable": False, "form": "paper-original"}
    materials = [{"code": FORM, "name": "申请书"} | usual, {"code": PLAN, "name": "平面图"} | usual]
    terms = {"legal_days": 20, "promised_days": 8, "on_site": True, "version": 0, "basis": "省目录〔2026〕1号"}
    steps = ["receive", "accept", "review", "verify", "decide", "deliver"]
    named = {"name": "小作坊登记", "name_en": "Workshop registration", "kind": "licence"}
    return named | terms | {"materials": materials, "steps": steps, "in_force_from": town_day(utc_now()).isoformat()}


class Desk:
    """The counter of the town, by role and person."""

    def __init__(self, town: Platform) -> None:
        self.town = town
        self.clerk = town.client("approval-window", role="clerk", person_id="p-clerk")
        self.head = town.client("approval-window", role="leader", person_id="p-head")
        self.officers = [town.client("approval-window", role="officer", person_id=one) for one in OFFICERS]
        self.receipt: dict[str, str] = {}

    async def step(self, shown: dict[str, Any], what: str, who: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
        given = {"version": shown["version"]} | body
        answer = await who.post(f"/applications/{shown['id']}/{what}", json=given)
        assert answer.is_success, answer.text
        return dict((await self.clerk.get(f"/applications/{shown['id']}")).json())

    async def citizen_sees(self) -> str:
        """Return the state in the words that who holds the receipt reads; nothing of a person is among them."""
        nobody = httpx.AsyncClient(transport=self.clerk._transport, base_url="http://window")
        answer = await nobody.post("/progress", json=self.receipt)
        assert answer.status_code == 200, answer.text
        assert not any(secret in answer.text for secret in PERSONAL)
        return str(answer.json()["state_said"])


@pytest.fixture
async def desk(town: Platform) -> Desk:
    admin = town.client("approval-window", role="admin", scope="32", person_id="p-items")
    (await admin.put(f"/items/{ITEM}", json=publication())).raise_for_status()
    return Desk(town)


async def received(desk: Desk) -> dict[str, Any]:
    body = {"item": ITEM, "region": TOWN, "applicant": PERSON, "materials": {"handed_in": [FORM]}, "again": True}
    taken = (await desk.clerk.post("/applications", json=body)).json()
    desk.receipt = {"number": taken["number"], "code": taken["receipt_code"]}
    return dict((await desk.clerk.get(f"/applications/{taken['id']}")).json())


async def brought(desk: Desk, shown: dict[str, Any]) -> dict[str, Any]:
    """Scan the plan that was missing; the officer looks at it."""
    door, plan = f"/applications/{shown['id']}", paper("plan")
    params, headers = {"version": shown["version"], "name": "王小明.pdf"}, {"Content-Type": "application/pdf"}
    where = f"{door}/materials/{PLAN}/files"
    answer = await desk.clerk.post(where, content=plan, params=params, headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (201, "accepted"), answer.text
    looked = await desk.officers[0].get(f"{door}/files/{answer.json()['id']}", params={"purpose": "核查"})
    assert looked.content == plan
    return dict((await desk.clerk.get(door)).json())


async def verified(desk: Desk, shown: dict[str, Any]) -> dict[str, Any]:
    """Let the two officers look, as soon as the window has heard of them from the centre."""
    named = {"officials": list(OFFICERS), "version": shown["version"]}

    async def known() -> bool:
        return (await desk.clerk.post(f"/applications/{shown['id']}/name-officials", json=named)).is_success

    await desk.town.until(known)
    shown = dict((await desk.clerk.get(f"/applications/{shown['id']}")).json())
    found = {"on": town_day(utc_now()).isoformat(), "passed": True, "findings": "场地与平面图一致"}
    return await desk.step(await desk.step(shown, "verify", desk.officers[0], **found), "sign", desk.officers[1])


async def test_a_licence_goes_from_the_counter_to_the_archive(desk: Desk) -> None:
    shown = await received(desk)
    seen = [await desk.citizen_sees()]
    shown = await desk.step(shown, "notify", desk.clerk, words="请补平面图")
    seen.append(await desk.citizen_sees())
    shown = await brought(desk, shown)
    seen.append(await desk.citizen_sees())
    shown = await verified(desk, shown)
    shown = await desk.step(shown, "grant", desk.head, valid_to="2031-12-31")
    seen.append(await desk.citizen_sees())
    shown = await desk.step(shown, "deliver", desk.clerk, way="in-person", to="王小明")
    seen.append(await desk.citizen_sees())
    shown = await desk.step(shown, "archive", desk.clerk)

    assert seen == [
        *(
            "已收件，正在审查申请材料",
            "已一次告知补正，等待您补齐材料",
            "已受理，正在办理",
            "已准予，等待送达",
            "决定已送达",
        ),
    ]
    assert [step["action"] for step in shown["history"]] == [
        *("receive", "notify", "upload", "accept", "name-officials", "verify", "sign", "grant", "deliver", "archive"),
    ]
    assert "王小明" not in str(shown)
