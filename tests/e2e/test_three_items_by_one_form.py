"""Somebody opens a shop: one form, three items, what they share handed in once, and each with its own answer."""

from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from tests.support.platform import TOWN, Platform

BUNDLE = "journey-open-a-shop"
ITEMS = {"journey-sign": "licence", "journey-stall": "certificate", "journey-advice": "public-service"}
IDENTITY, LEASE, SKETCH = "identity-card", "lease", "sketch"
ASKS = {"journey-sign": [IDENTITY, LEASE, SKETCH], "journey-stall": [IDENTITY, LEASE], "journey-advice": [IDENTITY]}
PERSON = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}


def publication(code: str) -> dict[str, Any]:
    usual = {"required": True, "deferrable": False, "form": "paper-copy"}
    materials = [{"code": one, "name": one} | usual for one in ASKS[code]]
    terms = {"legal_days": 20, "promised_days": 5, "version": 0, "basis": "省目录", "name": code, "name_en": code}
    steps = ["receive", "accept", "review", "decide", "deliver"]
    kind = {"kind": ITEMS[code], "in_force_from": town_day(utc_now()).isoformat()}
    return terms | kind | {"materials": materials, "steps": steps}


@pytest.fixture
async def counter(town: Platform) -> dict[str, httpx.AsyncClient]:
    admin = town.client("approval-window", role="admin", scope="32", person_id="p-items")
    for code in ITEMS:
        (await admin.put(f"/items/{code}", json=publication(code))).raise_for_status()
    body = {"version": 0, "name": "开店一件事", "items": list(ITEMS)}
    (await admin.put(f"/items/bundles/{BUNDLE}", json=body)).raise_for_status()
    clerk = town.client("approval-window", role="clerk", person_id="p-clerk")
    return {"clerk": clerk, "head": town.client("approval-window", role="leader", person_id="p-head")}


async def step(who: httpx.AsyncClient, key: str, version: int, what: str, **body: Any) -> httpx.Response:
    return await who.post(f"/applications/{key}/{what}", json={"version": version} | body)


async def test_one_form_opens_a_shop(counter: dict[str, httpx.AsyncClient]) -> None:
    clerk, head = counter["clerk"], counter["head"]
    asked = (await clerk.get(f"/items/bundles/{BUNDLE}")).json()["materials"]
    body = {"bundle": BUNDLE, "region": TOWN, "applicant": PERSON, "again": True}
    brought = {"handed_in": [one["code"] for one in asked]}
    taken = (await clerk.post("/applications/bundles", json=body | {"materials": brought})).json()
    keys = {one["item"]: one["id"] for one in taken["applications"]}

    assert [one["code"] for one in asked] == [IDENTITY, LEASE, SKETCH]
    for key in keys.values():
        assert (await step(clerk, key, 1, "accept")).status_code == 200
    assert (await step(head, keys["journey-sign"], 2, "grant")).status_code == 201
    assert (await step(head, keys["journey-stall"], 2, "refuse", reasons="摊位已满")).status_code == 200
    assert (await step(head, keys["journey-advice"], 2, "complete", result="已答复")).status_code == 200
    page = await clerk.get("/applications", params={"bundle_id": taken["bundle_id"]})
    states = {one["item"]: one["state"] for one in page.json()["items"]}
    assert states == {"journey-sign": "granted", "journey-stall": "refused", "journey-advice": "granted"}
