"""Does a county's share of the province get through the doors, also twice, and after a stop in the middle?"""

from itertools import islice
from typing import Any

import pytest

from onefour.gateway import Actor
from onefour.province.count import count
from onefour.province.load import Portion, Stage, load, stages
from onefour.province.places import Place, townships_of
from onefour.province.scale import Scale, share
from onefour.refusals import StillRefused
from tests.integration.onefour.way_in import gateway_to
from tests.support.platform import Platform

# Nobody else plays in this county. It has a synthetic township.
COUNTY = "320113"


@pytest.fixture(scope="module")
def places() -> list[Place]:
    return townships_of([COUNTY])


@pytest.fixture(scope="module")
def scale(places: list[Place]) -> Scale:
    return share(len(places), sum(place.synthetic for place in places))


async def counted(platform: Platform) -> dict[str, int]:
    return await count({"dispatch": platform.databases["dispatch"]})


async def ask(platform: Platform, path: str, **params: Any) -> Any:
    async with gateway_to(platform) as gateway:
        answer = await gateway.ask(
            "dispatch", "GET", path, actor=Actor("org-office", COUNTY, "p-reader"), params=params
        )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_build_that_was_stopped_goes_on_and_adds_nothing_twice(
    town: Platform, places: list[Place], scale: Scale
) -> None:
    before = await counted(town)
    async with gateway_to(town) as gateway:
        await load(gateway, islice(stages(places, scale, 1), 8), total=1)
        await load(gateway, stages(places, scale, 1), total=1)
        once = await counted(town)
        await load(gateway, stages(places, scale, 1), total=1)

    grown = {name: once[name] - before[name] for name in once if name != "waiting_events"}
    assert grown == {
        "townships": len(places),
        "synthetic_townships": 1,
        "agencies": scale.agencies,
        "duty_lists": 1,
        "catalogue": 369,
        "powers": 140 * len(places),
        "posts": scale.administrative_posts + scale.institution_posts,
        "people": scale.people,
        "courses": scale.courses,
        "attendances": scale.attendances,
    }
    again = await counted(town)
    assert {name: again[name] for name in grown} == {name: once[name] for name in grown}


async def test_every_register_shows_what_was_built(town: Platform, places: list[Place], scale: Scale) -> None:
    async with gateway_to(town) as gateway:
        await load(gateway, stages(places, scale, 1), total=1)
    (made_up,) = (place.code for place in places if place.synthetic)

    agencies = (await ask(town, "/organisation/units", region=made_up))["items"]
    powers = (await ask(town, "/powers", region=made_up, limit=200))["items"]
    summary = await ask(town, "/resources/summary", region=made_up)
    whose = await ask(town, "/duties/who-may", matter="S0600", region=made_up)

    assert 7 <= len(agencies) <= 9
    assert powers
    assert {power["state"] for power in powers} == {"formal"}
    assert summary["agencies"] == len(agencies)
    assert whose["standing"] == "basic"


async def test_a_refused_portion_ends_the_build_with_the_reason(town: Platform) -> None:
    nowhere = {
        "id": "u-nowhere",
        "region": "000000000",
        "kind": "party-office",
        "name": "无",
        "valid_from": "2020-01-01",
    }
    broken = Stage("units", [Portion(1, "PUT", "/organisation/units", {"units": [nowhere]})])

    async with gateway_to(town) as gateway:
        with pytest.raises(ExceptionGroup) as refused:
            await load(gateway, iter([broken]), total=1)

    assert refused.group_contains(StillRefused, match="/organisation/units: 422")
