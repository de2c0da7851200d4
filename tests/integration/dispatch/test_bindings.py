"""Does a township stay as it was until a second person confirms what would bind it? Duty lists and qualifications."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import rows
from tests.support import duties
from tests.support.duties import drawn, line
from tests.support.platform import Platform

# Nobody else plays in this county; each kind of binding has townships of its own.
COUNTY, STRANGER = "320804", "320812"
ONE, TWO, THREE = "p-bind-1", "p-bind-2", "p-bind-3"


@dataclass(frozen=True, slots=True)
class Door:
    """One of the two doors by which a township is bound: `name` is that of its register and of its refusals."""

    platform: Platform
    name: str

    @property
    def path(self) -> str:
        return f"/{self.name}/bindings"

    def office(self, person: str = ONE, scope: str = COUNTY) -> httpx.AsyncClient:
        return self.platform.client("dispatch", role="org-office", scope=scope, person_id=person)

    def day(self, ahead: int = 9) -> str:
        return (town_day(self.platform.clock()) + timedelta(days=ahead)).isoformat()

    async def propose(self, region: str, person: str = ONE, ahead: int = 9) -> str:
        answer = await self.office(person).put(f"{self.path}/{region}", json={"bound_from": self.day(ahead)})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    async def decide(self, proposal: str, person: str = TWO, act: str = "confirm", **who: str) -> httpx.Response:
        return await self.office(person, **who).post(f"{self.path}/proposals/{proposal}/{act}")

    async def waiting(self, region: str, **who: str) -> list[dict[str, Any]]:
        found = await self.office(TWO, **who).get(f"{self.path}/proposals", params={"region": region})
        return list(found.json()["items"])

    async def bound(self, region: str) -> str | None:
        """Return the day from which the register holds a township to it."""
        name = {"duties": "duty_bindings", "training": "training_bindings"}[self.name]
        query = f"SELECT bound_from FROM {name} WHERE region = :region"
        return next((str(row.bound_from) for row in await rows(self.platform, query, region=region)), None)

    async def history(self, region: str) -> list[dict[str, Any]]:
        path = f"/duties/lists/{region}/history" if self.name == "duties" else f"/training/history/{region}"
        found: list[dict[str, Any]] = (await self.office().get(path)).json()
        return [one for one in found if "bound_from" in one["facts"]]

    def refusal(self, answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["title"].removeprefix(f"{self.name}.")


@pytest.fixture(scope="module", params=["duties", "training"])
async def door(town: Platform, request: pytest.FixtureRequest) -> Door:
    """A county with a duty list of its own, and one of the two doors."""
    if request.param == "duties":
        await duties.publish(town, drawn(COUNTY, line("M0101")), scope=COUNTY)
    return Door(town, request.param)


async def test_a_proposal_alone_binds_nobody_and_its_author_does_not_confirm_it(door: Door) -> None:
    region = "320804001"
    proposal = await door.propose(region)

    own = await door.decide(proposal, ONE)

    assert door.refusal(own) == (403, "second-person-needed")
    assert await door.bound(region) is None
    (shown,) = await door.waiting(region)
    assert (shown["id"], shown["bound_from"], shown["proposed_by"]) == (proposal, door.day(), ONE)
    done = await door.decide(proposal)
    assert (done.status_code, done.json()) == (200, {"region": region, "bound_from": door.day()})
    assert (await door.bound(region), await door.waiting(region)) == (door.day(), [])
    assert door.refusal(await door.decide(proposal, THREE)) == (409, "proposal-is-decided")


async def test_both_persons_stand_in_the_history(door: Door) -> None:
    region = "320804002"
    await door.decide(await door.propose(region))

    proposed, bound = await door.history(region)

    assert [(one["step"], one["by"]) for one in (proposed, bound)] == [("binding-proposed", ONE), ("bound", TWO)]
    assert bound["facts"]["proposed_by"] == ONE
    assert bound["facts"]["proposal"] == proposed["facts"]["proposal"]


async def test_a_later_proposal_takes_the_place_of_the_open_one(door: Door) -> None:
    region = "320804003"
    first = await door.propose(region)
    second = await door.propose(region, TWO, ahead=5)

    stale = await door.decide(first, THREE)

    assert door.refusal(stale) == (409, "proposal-is-decided")
    assert stale.json()["state"] == "replaced"
    assert [one["id"] for one in await door.waiting(region)] == [second]
    # Who proposed the first one is another person than who proposed the second.
    assert (await door.decide(second, ONE)).json()["bound_from"] == door.day(5)
    assert (await door.history(region))[1]["facts"]["replaces"] == first


async def test_a_proposal_that_is_withdrawn_is_never_confirmed(door: Door) -> None:
    region = "320804004"
    proposal = await door.propose(region)

    assert (await door.decide(proposal, ONE, "withdraw")).status_code == 204

    assert door.refusal(await door.decide(proposal)) == (409, "proposal-is-decided")
    assert (await door.bound(region), await door.waiting(region)) == (None, [])
    assert [one["step"] for one in await door.history(region)] == ["binding-proposed", "binding-withdrawn"]


async def test_until_the_second_person_confirms_it_a_bound_township_keeps_its_day(door: Door) -> None:
    region = "320804109"
    await door.decide(await door.propose(region, ahead=9))

    moved = await door.propose(region, ahead=5)

    assert await door.bound(region) == door.day(9)
    await door.decide(moved)
    assert await door.bound(region) == door.day(5)


async def test_a_proposal_of_another_county_is_not_there(door: Door) -> None:
    region = "320804110"
    proposal = await door.propose(region)

    confirmed = await door.decide(proposal, scope=STRANGER)
    withdrawn = await door.decide(proposal, act="withdraw", scope=STRANGER)

    assert door.refusal(confirmed) == door.refusal(withdrawn) == (404, "proposal-not-found")
    assert await door.waiting(region, scope=STRANGER) == []
    assert len(await door.waiting(region)) == 1


async def test_two_persons_who_confirm_at_once_bind_once(door: Door) -> None:
    region = "320804113"
    proposal = await door.propose(region)

    both = await asyncio.gather(door.decide(proposal, TWO), door.decide(proposal, THREE))

    assert sorted(one.status_code for one in both) == [200, 409]
    assert [one["step"] for one in await door.history(region)] == ["binding-proposed", "bound"]


async def test_what_was_right_when_it_was_proposed_is_asked_again_when_it_is_confirmed(door: Door) -> None:
    region = "320804107"
    if door.name == "duties":
        await duties.publish(door.platform, drawn(region, line("M0101")), scope=COUNTY)
    await door.decide(await door.propose(region, ahead=1))
    moved = await door.propose(region, ahead=5)
    door.platform.clock.ahead = timedelta(days=2)
    try:
        refused = await door.decide(moved)
        asked = await door.office().put(f"{door.path}/{region}", json={"bound_from": door.day(9)})
    finally:
        door.platform.clock.ahead = timedelta(0)

    assert door.refusal(refused) == door.refusal(asked) == (409, "bound-already")
    assert await door.bound(region) == door.day(1)


async def test_a_township_neither_binds_itself_nor_gets_out_of_it(door: Door) -> None:
    region = "320804115"
    proposal = await door.propose(region)
    own = door.office(THREE, region)

    asked = await own.put(f"{door.path}/{region}", json={"bound_from": door.day()})
    decided = [await door.decide(proposal, THREE, act, scope=region) for act in ("confirm", "withdraw")]

    assert [door.refusal(one) for one in (asked, *decided)] == [(403, "not-your-level")] * 3
    assert [one["id"] for one in await door.waiting(region)] == [proposal]


async def test_a_township_does_not_take_away_what_its_county_drew_up_for_it(town: Platform) -> None:
    region = "320804116"
    county = duties.org_office(town, ONE, scope=COUNTY)
    drawn_up = await county.post("/duties/drafts", json=drawn(region, line("M0101")))
    path = f"/duties/drafts/{drawn_up.json()['id']}/withdraw"

    own = await duties.org_office(town, THREE, scope=region).post(path)

    assert (own.status_code, own.json()["title"]) == (403, "duties.not-your-level")
    assert (await county.post(path)).is_success


async def test_the_team_and_the_window_are_told_by_whom(town: Platform) -> None:
    door, region = Door(town, "training"), "320804114"
    proposal = await door.propose(region)
    assert await rows(town, "SELECT 1 FROM outbox WHERE key = :region", region=region) == []

    await door.decide(proposal)

    (told,) = await rows(town, "SELECT body FROM outbox WHERE key = :region", region=region)
    assert f'"proposed_by":"{ONE}","confirmed_by":"{TWO}"' in told.body
