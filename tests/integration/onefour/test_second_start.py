"""What does a second start add? Nothing."""

from typing import Any

import pytest

from onefour.demo_feed import demo_events
from onefour.demo_power import MATTER, POWER, give_power
from onefour.gateway import Actor, Gateway
from onefour.refusals import StillRefused
from onefour.replay import Pace, replay
from onefour.tables import load_crosswalk
from onefour.townships import build_townships
from shared.clock import utc_now
from tests.integration.onefour.way_in import door_of, gateway_to
from tests.support.platform import Platform

# In a county of its own: its departments are opened there, and cases of other tests would go to them.
TOWN = "320685100"


async def seen(gateway: Gateway) -> tuple[Any, ...]:
    """Return what the platform knows of the township."""
    admin = Actor("admin", TOWN)
    paths = (("dispatch", "/organisation/units"), ("dispatch", "/organisation/persons"), ("grid", "/cells"))
    answers = [await gateway.ask(s, "GET", path, actor=admin, params={"region": TOWN}) for s, path in paths]
    workers = await gateway.ask("grid", "GET", "/workers", actor=admin, params={"region": TOWN})
    return tuple(answer.raise_for_status().json() for answer in (*answers, workers))


async def test_a_township_built_twice_is_the_same_township(platform: Platform) -> None:
    async with gateway_to(platform) as gateway:
        (made,) = await build_townships(gateway, [TOWN])
        first = await seen(gateway)
        await build_townships(gateway, [TOWN])

        assert await seen(gateway) == first
        assert len(first[2]["features"]) == len(made.cells)
        assert len(first[3]["items"]) == len({post.person_id for post in made.posts})


async def test_the_same_messages_again_are_only_repeated(platform: Platform) -> None:
    async with gateway_to(platform) as gateway:
        (made,) = await build_townships(gateway, [TOWN])
    first = await replay(demo_events(made, utc_now()), door_of(platform), Pace())
    again = await replay(demo_events(made, utc_now()), door_of(platform), Pace())

    assert first.sent == first.accepted + first.repeated == 30
    assert (again.accepted, again.repeated, again.refused) == (0, 30, 0)


async def test_a_crosswalk_leads_a_given_category_to_its_matter(platform: Platform) -> None:
    category = {"code": "A-17", "name": "无", "matter": "M0101"}
    event = {"external_id": "1", "occurred_at": utc_now().isoformat(), "title": "无", "region": TOWN}
    async with gateway_to(platform) as gateway:
        assert await load_crosswalk(gateway, "city-test", [category]) == 1
        given = {"event": event | {"category": {"scheme": "city-test", "code": "A-17"}}}
        decided = await gateway.ask("dispatch", "POST", "/triage/try", actor=Actor("admin", TOWN), json=given)

        assert decided.json()["matter"] == "M0101"
        with pytest.raises(StillRefused, match="M9999"):
            await load_crosswalk(gateway, "city-test", [category | {"matter": "M9999"}])


async def test_its_officers_may_punish_by_one_power_however_often_it_starts(platform: Platform) -> None:
    leader = platform.client("enforcement", role="leader", person_id="p-l", scope=TOWN)
    async with gateway_to(platform) as gateway:
        await build_townships(gateway, [TOWN])
        await give_power(gateway, TOWN)
        await give_power(gateway, TOWN)

    async def may_act() -> bool:
        asked = {"matter": MATTER, "region": TOWN}
        return (await leader.get("/officers/powers", params=asked)).json()["in_force"] == [POWER]

    await platform.until(may_act, 30)
    for number in (1, 2, 3):
        held = (await leader.get(f"/officers/p-{TOWN}-o0{number}/certificates")).json()["items"]
        assert [one["confirmed_by"] is not None for one in held] == [True]
