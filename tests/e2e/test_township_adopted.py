"""A township is taken in by the command's own way, works from that day on, and follows a newer standard of its type."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from onefour.adopt.file import AdoptFile
from onefour.adopt.report import Report
from onefour.adopt.run import adopt, gaps_of
from onefour.adopt.upgrade import Upgrade, upgrade
from onefour.adopt.way import Way
from onefour.register import regions
from tests.integration.onefour.way_in import gateway_to
from tests.support.days import today
from tests.support.feed import order, push
from tests.support.platform import Platform
from tests.support.powers import licence
from tests.support.printed import pages_of
from tests.support.town import do_task

# Nobody else plays in this county.
COUNTY, TOWNSHIP, NEIGHBOUR = "320724", "320724100", "320724102"
CELL, WORKER = f"{TOWNSHIP}001001", f"p-{TOWNSHIP}-w1"
INSIDE = {"lon": 119.355, "lat": 34.085}
POWER, ITEM = "TA-L1", "employment-certificate"
# Another, which needs no power.
OTHER_ITEM = "temporary-relief"
NOISE, LINE = "M0101", "M0605"
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
ACTORS = (f"p-{COUNTY}-org-1", f"p-{COUNTY}-org-2")
FOLLOWS = today() + timedelta(days=20)


WEST, SOUTH = 119.35, 34.08
RING = [
    [WEST, SOUTH],
    [WEST + 0.01, SOUTH],
    [WEST + 0.01, SOUTH + 0.01],
    [WEST, SOUTH + 0.01],
    [WEST, SOUTH],
]
CELLS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [RING]},
            "properties": {"code": CELL, "name": "一网格", "kind": "integrated", "place_names": []},
        }
    ],
}
PEOPLE = [
    {"id": WORKER, "name": "网格员甲", "agency": "governance-office", "roles": ["worker"]},
    {"id": f"{WORKER}b", "name": "网格员乙", "agency": "governance-office", "roles": ["worker"]},
    {"id": f"p-{TOWNSHIP}-c1", "name": "窗口甲", "agency": "service-centre", "roles": ["clerk"]},
    {"id": f"p-{TOWNSHIP}-d1", "name": "指挥甲", "agency": "party-office", "roles": ["dispatcher"]},
]


def township() -> AdoptFile:
    """Return the file of a small township: a street by its county's decision, with an overlay of its own."""
    line = {"matter": NOISE, "kind": "basic", "lead": "governance-office", "legal_basis": "噪声污染防治法"}
    said = {
        "township": TOWNSHIP,
        "type": "street",
        "from": "2026-11-01",
        "document": "灌政发〔2026〕1号（合成）",
        "reason": "撤镇设街道（合成）",
        "synthetic": True,
        "actors": {"draws_up": ACTORS[0], "confirms": ACTORS[1]},
        "overlay": {"rename": {"social-affairs": "社会事业局（教育办）"}, "leave_out": ["economy-office"]},
        "people": PEOPLE,
        "duties": {"title": "清单", "adopted_by": "灌编发〔2026〕1号", "lines": [line], "bound_from": "2026-11-01"},
        "powers": [{"power": POWER, "in_force_since": "2026-02-01", "document": "苏政办发〔2026〕2号"}],
        "items": [ITEM],
        "cells": CELLS,
        "workers": [
            {"person_id": one, "cell": CELL, "role": role} for one, role in ((WORKER, "A"), (f"{WORKER}b", "B"))
        ],
    }
    return AdoptFile.model_validate(said)


@pytest.fixture(scope="module")
async def taken(town: Platform) -> Report:
    office = town.client("dispatch", role="org-office", scope="32", person_id="p-province-1")
    catalogue = {"valid_from": "2026-01-01", "adopted_by": "苏政发〔2026〕1号", "powers": [licence(POWER)]}
    (await office.put("/powers/catalogue", json=catalogue)).raise_for_status()
    await needs(town, POWER)
    try:
        async with gateway_to(town) as gateway:
            return await adopt(gateway, township())
    finally:
        await needs(town, None)


async def needs(platform: Platform, power: str | None) -> None:
    """Say for all of the installation which power the item needs."""
    admin = platform.client("approval-window", scope="32")
    (await admin.put(f"/items/{ITEM}/power", json={"power": power})).raise_for_status()


async def gaps(platform: Platform) -> set[tuple[str, str | None]]:
    async with gateway_to(platform) as gateway:
        found = await gaps_of(Way.of(gateway, COUNTY, *ACTORS), TOWNSHIP, [ITEM])
    return {(one.code.removeprefix("adoption.gap."), one.what) for one in found}


async def test_a_call_reaches_a_worker_of_the_township_and_is_done(town: Platform, taken: Report) -> None:
    assert not [one for one in taken.gaps if one.what == CELL]
    given = order(region=TOWNSHIP, position=INSIDE, category={"scheme": "onefour", "code": NOISE})
    (report,) = (await push(town.stranger("dispatch"), given)).json()["results"]
    desk = town.client("dispatch", role="dispatcher", scope=TOWNSHIP, person_id=f"p-{TOWNSHIP}-d1")

    async def dispatched() -> Any:
        for item in (await desk.get("/cases")).json()["items"]:
            case = (await desk.get(f"/cases/{item['id']}")).json()
            if report["report_id"] in case["reports"] and case["tasks"]:
                return case
        return None

    case = await town.until(dispatched, 30)
    assert (case["state"], case["cell"], case["worker_id"], case["matter"]) == ("dispatched", CELL, WORKER, NOISE)
    await done_on_the_phone(town, case["tasks"][0]["id"])

    async def handled() -> bool:
        return bool((await desk.get(f"/cases/{case['id']}")).json()["state"] == "handled")

    await town.until(handled, 30)


async def done_on_the_phone(platform: Platform, task: str) -> None:
    phone = platform.client("grid", role="worker", person_id=WORKER, scope=TOWNSHIP)

    async def in_inbox() -> bool:
        return bool((await phone.get(f"/tasks/{task}")).is_success)

    await platform.until(in_inbox, 30)
    await do_task(platform, task, worker=WORKER, place=INSIDE, scope=TOWNSHIP)


async def test_its_window_takes_an_item_whose_power_it_holds_and_its_neighbours_does_not(
    town: Platform, taken: Report
) -> None:
    assert "item-without-power" not in {one.code.removeprefix("adoption.gap.") for one in taken.gaps}
    await needs(town, POWER)
    try:
        body = {"item": ITEM, "applicant": APPLICANT, "again": True}
        clerks = {
            place: town.client("approval-window", role="clerk", scope=place, person_id=f"p-{place}-c1")
            for place in (TOWNSHIP, NEIGHBOUR)
        }
        here = await clerks[TOWNSHIP].post("/applications", json=body | {"region": TOWNSHIP})
        there = await clerks[NEIGHBOUR].post("/applications", json=body | {"region": NEIGHBOUR})
        offered = (await clerks[TOWNSHIP].get("/items/offered", params={"region": TOWNSHIP})).json()["items"]
    finally:
        await needs(town, None)

    assert here.status_code == 201, here.text
    assert (there.status_code, there.json()["title"]) == (409, "applications.power-not-in-force")
    assert {one["code"]: one["offered"] for one in offered}[ITEM]


async def test_a_paper_of_its_window_is_given_in_its_own_name(town: Platform, taken: Report) -> None:
    clerk = town.client("approval-window", role="clerk", scope=TOWNSHIP, person_id=f"p-{TOWNSHIP}-c1")
    own = regions()[TOWNSHIP].name + "人民政府"

    async def is_known() -> bool:
        async with town.database("approval-window").begin() as work:
            query = text("SELECT name FROM unit_copies WHERE region = :region AND kind = 'government'")
            return (await work.connection.execute(query, {"region": TOWNSHIP})).scalars().all() == [own]

    await town.until(is_known, 30)
    body = {"item": OTHER_ITEM, "applicant": APPLICANT, "region": TOWNSHIP, "again": True}
    receipt = (await clerk.post("/applications", json=body)).json()
    door = f"/applications/{receipt['id']}/papers/{receipt['number']}/print"
    paper = await clerk.post(door, json={"purpose": "交申请人"})
    said = "".join(pages_of(paper.content))
    assert f"{own}（印章）" in said
    assert "区划代码" not in said


async def test_a_gap_that_is_closed_disappears(town: Platform, taken: Report) -> None:
    before = await gaps(town)
    office = town.client("dispatch", role="org-office", scope=COUNTY, person_id=ACTORS[0])
    clerks = [
        {"id": f"p-{TOWNSHIP}-c{n}", "name": "窗口", "region": TOWNSHIP, "roles": ["clerk"], "valid_from": "2026-11-01"}
        for n in (2, 3)
    ]
    (await office.put("/organisation/persons", json={"persons": clerks})).raise_for_status()

    after = await gaps(town)

    assert before - after == {("too-few-people", "clerk")}
    assert ("too-few-people", "officer") in after


async def test_a_newer_standard_is_previewed_and_followed_and_the_overlay_stays(town: Platform, taken: Report) -> None:
    version = await newer_standard(town)
    asked = Upgrade(TOWNSHIP, version, FOLLOWS, "灌政发〔2026〕9号", *ACTORS)

    async with gateway_to(town) as gateway:
        preview = await upgrade(gateway, asked, preview=True)
        done = await upgrade(gateway, asked)

    assert preview.as_json()["registers"] == done.as_json()["registers"]
    assert {one.register: list(one.added) for one in done.differences if one.added} == {
        "agencies": ["finance-office"],
        "duties": [LINE],
    }
    office = town.client("dispatch", role="org-office", scope=COUNTY, person_id="p-reader")
    now = (await office.get(f"/adoption/townships/{TOWNSHIP}", params={"as_of": FOLLOWS.isoformat()})).json()
    assert (now["version"], now["overlay"]["leave_out"]) == (version, ["economy-office"])
    query = {"region": TOWNSHIP, "as_of": FOLLOWS.isoformat()}
    units = (await office.get("/organisation/units", params=query)).json()["items"]
    names = {one["kind"]: one["name"] for one in units}
    assert ("economy-office" in names, "finance-office" in names) == (False, True)
    assert names["social-affairs"] == "社会事业局（教育办）"
    whose = (await office.get("/duties/who-may", params={"matter": LINE, **query})).json()
    assert (whose["standing"], whose["binding"]) == ("supporting", True)


async def newer_standard(platform: Platform) -> int:
    """Publish a standard for streets with a finance office and a line of its own; return its version."""
    first, second = (
        platform.client("dispatch", role="org-office", scope="32", person_id=f"p-province-{n}") for n in (1, 2)
    )
    pack = (await first.get("/adoption/standards/street/1")).json()["pack"]
    line = {"matter": LINE, "kind": "supporting", "lead": "emergency-bureau", "legal_basis": "安全生产法"}
    pack |= {
        "agencies": [*pack["agencies"], {"kind": "finance-office", "name": "财政办公室"}],
        "named_duties": [line],
        "named_powers": [POWER],
    }
    body = {
        "type": "street",
        "valid_from": FOLLOWS.isoformat(),
        "title": "街道标准",
        "adopted_by": "苏政发〔2026〕10号",
    }
    drawn = await first.post("/adoption/standards/drafts", json=body | {"pack": pack})
    assert drawn.status_code == 201, drawn.text
    done = await second.post(f"/adoption/standards/drafts/{drawn.json()['id']}/publish")
    return int(done.json()["version"])
