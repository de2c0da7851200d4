"""What somebody who works in a unit does with the cases that lie with it, and what not."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import act, acted, actions, dispatcher, read, refusal, reported_case, rows
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM

UNIT, OTHER = f"u-{TOWN}-construction-office", f"u-{TOWN}-social-affairs"


def handler(platform: Platform, unit: str = UNIT, person_id: str = "p-handler") -> httpx.AsyncClient:
    return platform.client("dispatch", role="handler", person_id=person_id, unit=unit)


async def step(who: httpx.AsyncClient, case: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"action": action, "version": case["version"], **more}
    return await who.post(f"/cases/{case['id']}/actions", json=body)


async def with_the_unit(platform: Platform, unit: str = UNIT, **given: Any) -> dict[str, Any]:
    """Return a case that lies with a unit, which has not accepted it yet."""
    case = await reported_case(platform, position=None, **given)
    return await acted(platform, case, "dispatch", executor="unit", unit=unit)


async def test_a_handler_accepts_and_feeds_back_and_another_verifies(town: Platform) -> None:
    case = await with_the_unit(town)
    seen = (await handler(town).get(f"/cases/{case['id']}")).json()
    assert (seen["possible"], seen["may_ask"]) == (["accept", "return"], ["help", "suspension"])

    case = (await step(handler(town), seen, "accept")).json() | {"id": case["id"]}
    assert (case["state"], case["possible"]) == ("handling", ["feed-back", "return"])
    assert refusal(await step(handler(town), case, "feed-back")) == (422, "cases.result-missing")
    case = (await step(handler(town), case, "feed-back", result="explained")).json()
    assert (case["state"], case["possible"]) == ("handled", [])

    case = await read(town, case["id"])
    assert [line["by"] for line in case["history"][-2:]] == ["p-handler", "p-handler"]
    assert refusal(await step(handler(town), case, "verify")) == (403, "cases.not-your-action")
    case = await acted(town, await acted(town, case, "verify"), "close")
    assert (case["state"], case["result"]) == ("closed", "explained")


async def test_a_handler_gives_back_what_is_not_his_units_and_the_desk_looks(town: Platform) -> None:
    case = await with_the_unit(town)

    assert refusal(await step(handler(town), case, "return")) == (422, "cases.reason-missing")
    given_back = await step(handler(town), case, "return", reason="not-mine")

    assert (given_back.status_code, given_back.json()["state"]) == (200, "returned"), given_back.text
    case = await read(town, case["id"])
    assert (case["queue"], case["history"][-1]["by"]) == ("returned", "p-handler")
    assert (await handler(town).get(f"/cases/{case['id']}")).json()["possible"] == []


async def test_a_handler_does_only_what_an_executor_does_and_only_with_his_units_cases(town: Platform) -> None:
    case = await with_the_unit(town)

    for action, more in (("void", {"reason": "sent-twice"}), ("merge", {"into": case["id"]}), ("resume", {})):
        assert (await step(handler(town), case, action, **more)).status_code in {403, 409}, action
    assert refusal(await step(handler(town, OTHER), case, "accept")) == (404, "cases.not-found")
    assert (await handler(town, OTHER).get(f"/cases/{case['id']}")).status_code == 404
    two_hats = dispatcher(town, person_id="p-handler")
    assert "accept" in (await two_hats.get(f"/cases/{case['id']}")).json()["possible"]
    assert (await read(town, case["id"]))["version"] == case["version"]


async def test_what_the_team_has_as_a_task_is_told_with_the_task(town: Platform) -> None:
    case = await reported_case(town, position=None)
    case = await acted(town, case, "dispatch", executor="team", unit=TEAM, matter="M0203")

    refused = await step(handler(town, TEAM), case, "accept")

    assert refusal(refused) == (409, "cases.by-its-task")
    assert (await handler(town, TEAM).get(f"/cases/{case['id']}")).json()["possible"] == []


@pytest.mark.parametrize("role", ["leader", "grid-leader", "worker", "admin"])
async def test_who_neither_dispatches_nor_handles_takes_no_step(town: Platform, role: str) -> None:
    case = await with_the_unit(town)

    refused = await step(town.client("dispatch", role=role, unit=UNIT), case, "accept")

    assert refusal(refused) == (403, "missing-permission")


async def test_what_the_county_designated_is_not_returned_by_its_holder(town: Platform) -> None:
    case = await with_the_unit(town)
    await rows(town, "UPDATE cases SET handover = 'designated' WHERE id = :id RETURNING id", id=case["id"])

    refused = await step(handler(town), case, "return", reason="not-mine")

    assert refusal(refused) == (409, "coordination.designated-already")
    assert (await handler(town).get(f"/cases/{case['id']}")).json()["possible"] == ["accept"]
    assert refusal(await act(town, case, "return", reason="not-mine")) == (409, "coordination.designated-already")
    assert actions(await read(town, case["id"]))[-1] == "dispatch"
