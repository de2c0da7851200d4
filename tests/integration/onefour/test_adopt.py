"""Does a file take a township in through the doors, also twice, after a stop in the middle, and by a newer standard?"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from onefour.adopt.file import AdoptFile, read_file
from onefour.adopt.report import Report
from onefour.adopt.run import adopt
from onefour.gateway import Actor, Gateway
from onefour.refusals import BadFile, StillRefused
from tests.integration.onefour.way_in import gateway_to
from tests.support.platform import Platform

EXAMPLE = Path(__file__).parents[3] / "docs/examples/adopt-town.json"
# Nobody else plays in this county; the example's township is one of its towns.
COUNTY = "320925"
# Nothing is ever sent for this township.
UNTOUCHED = "320724103"


def example(township: str | None = None, **changes: Any) -> AdoptFile:
    """Return the example's file, for another township of the county if one is named."""
    said = read_file(EXAMPLE).model_dump_json(by_alias=True)
    there = said.replace(read_file(EXAMPLE).township, township) if township else said
    return AdoptFile.model_validate(json.loads(there) | changes)


async def taken(platform: Platform, file: AdoptFile, *, preview: bool = False) -> Report:
    async with gateway_to(platform) as gateway:
        return await adopt(gateway, file, preview=preview)


async def shown(platform: Platform, path: str, **params: Any) -> Any:
    async with gateway_to(platform) as gateway:
        answer = await gateway.ask("dispatch", "GET", path, actor=Actor("org-office", "32", "p-reader"), params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def changes(report: Report) -> dict[str, tuple[int, int, int]]:
    """Return how many things were added, changed and removed, by register, where any were."""
    return {
        one.register: (len(one.added), len(one.changed), len(one.removed))
        for one in report.differences
        if not one.is_empty
    }


async def test_the_example_takes_a_town_in_and_a_second_time_changes_nothing(town: Platform) -> None:
    file = read_file(EXAMPLE)
    preview = await taken(town, file, preview=True)
    first = await taken(town, file)
    again = await taken(town, file)

    assert changes(preview) == changes(first)
    assert changes(first) == {
        "adoption": (1, 0, 0),
        "agencies": (9, 0, 0),
        "people": (10, 0, 0),
        "duties": (25, 0, 0),
        "binding": (1, 0, 0),
        "cells": (2, 0, 0),
        "workers": (4, 0, 0),
        "government": (1, 0, 0),
    }
    assert changes(again) == {}


async def test_the_unit_in_whose_name_papers_are_given_is_made_and_renamed_by_the_file_alone(town: Platform) -> None:
    # Of a county in which nobody else takes a township in.
    region = "320116110"

    async def called() -> list[str]:
        units = (await shown(town, "/organisation/units", region=region))["items"]
        return [one["name"] for one in units if one["kind"] == "government"]

    usual, named, renamed = example(region), "某县某镇人民政府", "某县某镇人民政府（新）"
    preview = await taken(town, usual, preview=True)
    assert (changes(preview)["government"], await called()) == ((1, 0, 0), [])
    await taken(town, usual)
    assert [name.endswith(("镇人民政府", "街道办事处")) for name in await called()] == [True]
    for name in (named, renamed):
        assert changes(await taken(town, example(region, government=name)))["government"] == (0, 1, 0)
        assert await called() == [name]
    assert changes(await taken(town, usual)) == {}
    assert await called() == [renamed]


async def test_what_the_example_says_stands_in_the_registers_and_the_rest_is_a_gap(town: Platform) -> None:
    file = read_file(EXAMPLE)
    done = await taken(town, file)

    # No power is held, nobody is qualified yet; all else is as the standard of towns asks.
    assert [(one.code.removeprefix("adoption.gap."), one.what) for one in done.gaps] == [
        ("too-few-qualified", None),
        ("too-few-powers", "licence"),
        ("too-few-powers", "penalty"),
    ]
    kept = await shown(town, f"/adoption/townships/{file.township}")
    assert (kept["type"], kept["version"], kept["valid_from"]) == ("town", 1, "2026-11-01")
    units = (await shown(town, "/organisation/units", region=file.township))["items"]
    names = {one["kind"]: one["name"] for one in units}
    assert "economy-office" not in names
    assert names["water-agriculture"].startswith("农业农村和水利局（")
    whose = await shown(town, "/duties/who-may", matter="M0101", region=file.township)
    assert (whose["standing"], whose["binding"]) == ("basic", True)


class Watched(Gateway):
    """A gateway that notes what it sends, and is cut off after `left` requests that would change something."""

    def __init__(self, platform: Platform, left: int = 1_000) -> None:
        way = gateway_to(platform)
        super().__init__(way._urls, way._token_of)
        self.left = left
        self.sent: list[str] = []

    async def ask(self, service: str, method: str, path: str, **more: Any) -> httpx.Response:
        is_tried = path.endswith("/try") or (more.get("params") or {}).get("dry_run")
        if method != "GET" and not is_tried:
            if not self.left:
                raise StillRefused("cut off")
            self.left -= 1
            self.sent.append(f"{method} {path}")
        return await super().ask(service, method, path, **more)


async def test_a_run_that_was_stopped_goes_on_and_adds_nothing_twice(town: Platform) -> None:
    file = example("320925107")
    stops = []
    # The second run ends between a proposal and its confirmation, the fourth between a draft and its publication: the
    # next one finds either again.
    for left in (0, 2, 3, 3):
        async with Watched(town, left) as gateway:
            with pytest.raises(StillRefused, match="cut off"):
                await adopt(gateway, file)
            stops.append(len(gateway.sent))
    async with Watched(town) as gateway:
        await adopt(gateway, file)
        rest = gateway.sent
    async with Watched(town) as gateway:
        await adopt(gateway, file)
        again = gateway.sent

    assert stops == [0, 2, 3, 3]
    assert rest
    # The adoption is put again, and says nothing new.
    assert again == [f"PUT /adoption/townships/{file.township}"]
    history = await shown(town, f"/duties/lists/{file.township}/history")
    assert [one["step"] for one in history] == ["drawn-up", "published", "binding-proposed", "bound"]
    steps = await shown(town, f"/adoption/townships/{file.township}/history")
    assert [one["step"] for one in steps] == ["adopted"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 9}, "version-not-published"),
        ({"type": "street"}, "type-does-not-fit"),
        ({"overlay": {"leave_out": ["party-office", "economy-office", "social-affairs"]}}, "overlay-refused"),
        ({"people": [{"id": "p-1", "name": "某人", "agency": "economy-office"}], "workers": []}, "people.0.agency"),
    ],
)
async def test_a_file_that_is_refused_is_refused_before_anything_is_sent(
    town: Platform, changed: dict[str, Any], said: str
) -> None:
    async with Watched(town) as gateway:
        with pytest.raises((StillRefused, BadFile), match=said):
            await adopt(gateway, example("320925108", **changed))

    assert gateway.sent == []


def changed_line(number: int, **parts: Any) -> dict[str, Any]:
    """Return the example's duties with one line otherwise."""
    said = json.loads(read_file(EXAMPLE).model_dump_json(by_alias=True))["duties"]
    said["lines"][number] |= parts
    return dict(said)


def crossed() -> dict[str, Any]:
    """Return the example's cells, the second in the place of the first."""
    said = json.loads(read_file(EXAMPLE).model_dump_json(by_alias=True))["cells"]
    said["features"][1]["geometry"] = said["features"][0]["geometry"]
    return dict(json.loads(json.dumps(said).replace("320925101", UNTOUCHED)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"duties": changed_line(3, matter="M9999")}, "duties.lines.3: 事项代码 matter: 没有这个事项"),
        ({"duties": changed_line(0, matter="no matter")}, "duties.lines.0: 事项代码 matter: 内容不符合要求：格式不对"),
        (
            {"people": [{"id": "p-ok", "name": "某人"}, {"id": "p-2", "name": "某", "roles": ["king"]}], "workers": []},
            "people.1: 角色 roles: 内容不符合要求",
        ),
        (
            {"powers": [{"power": "AD-GHOST", "in_force_since": "2026-01-01", "document": "1号"}]},
            "powers.0.power: 当日权力目录没有",
        ),
        ({"cells": crossed()}, "cells: 网格不接受"),
    ],
)
async def test_a_bad_line_is_named_with_its_rule_before_anything_is_sent(
    town: Platform, changed: dict[str, Any], said: str
) -> None:
    for preview in (True, False):
        async with Watched(town) as gateway:
            with pytest.raises(BadFile) as refused:
                await adopt(gateway, example(UNTOUCHED, **changed), preview=preview)
        assert any(line.startswith(said) for line in str(refused.value).splitlines()), refused.value
        assert gateway.sent == []
    assert (await shown(town, "/organisation/units", region=UNTOUCHED))["items"] == []
    assert (await shown(town, "/organisation/persons", region=UNTOUCHED))["items"] == []


async def test_powers_that_a_township_held_before_are_taken_over_by_two_persons(town: Platform) -> None:
    code, region = "AD-100", "320925111"
    await offered(town, code)
    power = {"power": code, "in_force_since": "2026-02-01", "document": "苏政办发〔2026〕2号"}

    first = await taken(town, example(region, powers=[power]))
    again = await taken(town, example(region, powers=[power]))

    assert changes(first)["powers"] == (1, 0, 0)
    assert changes(again) == {}
    held = (await shown(town, "/powers", region=region, in_force=True))["items"]
    assert [(one["code"], one["state"]) for one in held] == [(code, "formal")]
    gaps = {(one.code, one.what): (one.has, one.needs) for one in first.gaps}
    # What the power asks of officers is asked of the township's own.
    assert gaps["adoption.gap.too-few-qualified", "city-management"] == (0, 2)
    assert gaps["adoption.gap.too-few-powers", "penalty"] == (1, 4)


async def test_an_item_needs_its_power_and_a_place_in_the_window(town: Platform) -> None:
    async with needing(town, "employment-certificate", "AD-999"):
        report = await taken(town, example("320925113", items=["employment-certificate", "ghost-item"]))

    gaps = {(one.code, one.what) for one in report.gaps if one.code.startswith("adoption.gap.item")}
    assert gaps == {
        ("adoption.gap.item-unknown", "ghost-item"),
        ("adoption.gap.item-without-power", "employment-certificate"),
    }


async def offered(platform: Platform, *codes: str) -> None:
    """Let powers stand in the province's catalogue."""
    office = platform.client("dispatch", role="org-office", scope="32", person_id="p-province-1")
    body = {"valid_from": "2026-01-01", "adopted_by": "苏政发〔2026〕1号", "powers": [power_row(one) for one in codes]}
    (await office.put("/powers/catalogue", json=body)).raise_for_status()


def power_row(code: str, kind: str = "penalty") -> dict[str, Any]:
    row = {"code": code, "name": "占道经营处罚", "kind": kind, "mode": "delegated", "field": "city-management"}
    return row | {"principal": "county-housing", "legal_basis": "行政处罚法第二十四条", "officers": 2}


@asynccontextmanager
async def needing(platform: Platform, item: str, power: str) -> AsyncIterator[None]:
    """Say for all of the installation that an item needs a power, and take it back."""
    admin = platform.client("approval-window", scope="32")
    (await admin.put(f"/items/{item}/power", json={"power": power})).raise_for_status()
    try:
        yield
    finally:
        (await admin.put(f"/items/{item}/power", json={"power": None})).raise_for_status()


async def test_an_item_of_the_file_is_taken_in_by_proposing_the_power_that_it_needs(town: Platform) -> None:
    region, item = "320925108", "employment-certificate"
    await offered(town, "AD-300")
    clerk = town.client("approval-window", role="clerk", scope=region)
    async with needing(town, item, "AD-300"):
        file = example(region, items=[item, "ghost-item"])
        preview, done, again = await taken(town, file, preview=True), await taken(town, file), await taken(town, file)
        seen, foreign, county = [
            await clerk.get("/items/offered", params={"region": one}) for one in (region, "320925107", "320925")
        ]

    assert changes(preview)["choices"] == changes(done)["choices"] == (1, 0, 0)
    assert changes(again) == {}
    assert [one.what for one in done.not_sent] == ["items.ghost-item"]
    # Chosen is not given: the window takes it when the power is in force.
    assert ("adoption.gap.item-without-power", item) in {(one.code, one.what) for one in done.gaps}
    of_item = {one["code"]: (one["offered"], one["power"]) for one in seen.json()["items"]}
    assert (of_item[item], of_item["temporary-relief"]) == ((False, "AD-300"), (True, None))
    for refused in (foreign, county):
        assert (refused.status_code, refused.json()["title"]) == (404, "items.region-unknown")
