"""Who notes that a citizen was spoken with, and what the others hear of it: over HTTP, on the whole platform."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import utc_now
from tests.integration.dispatch.desk import acted, closed, dispatcher, read, refusal, reported_case, rows
from tests.integration.dispatch.test_case_parts import called_back, own_case
from tests.support.platform import Platform


async def noted(who: httpx.AsyncClient, case: dict[str, Any], outcome: str = "reached", **more: Any) -> httpx.Response:
    return await who.post(f"/cases/{case['id']}/contacts", json={"outcome": outcome} | more)


async def test_a_contact_stands_in_the_history_without_a_word(town: Platform) -> None:
    case = await own_case(town)
    assert (await noted(dispatcher(town), case, at=utc_now().isoformat())).status_code == 204

    last = (await read(town, case["id"]))["history"][-1]
    assert (last["action"], last["facts"]["outcome"]) == ("contact", "reached")
    assert set(last["facts"]) == {"outcome", "unit", "contacted_at"}


async def test_only_who_has_the_case_notes_a_contact(town: Platform) -> None:
    case = await own_case(town)

    stranger = town.client("dispatch", role="worker", person_id="w-else")
    assert refusal(await noted(stranger, case)) in {(403, "cases.not-your-action"), (404, "cases.not-found")}
    clerk = town.client("dispatch", role="clerk", person_id="p-else")
    assert refusal(await noted(clerk, case)) == (403, "missing-permission")
    other = town.client("dispatch", role="dispatcher", scope="320585103", person_id="p-other")
    assert refusal(await noted(other, case)) == (404, "cases.not-found")
    assert (await read(town, case["id"]))["version"] == case["version"]


@pytest.mark.parametrize("minutes", [5, -60 * 24 * 30])
async def test_a_contact_lies_between_the_case_and_now(town: Platform, minutes: int) -> None:
    case = await own_case(town)
    at = (utc_now() + timedelta(minutes=minutes)).isoformat()

    assert refusal(await noted(dispatcher(town), case, at=at)) == (422, "cases.contact-not-then")


async def test_what_a_platform_sent_is_contacted_by_its_order_and_what_is_void_by_nobody(town: Platform) -> None:
    outside, case = await reported_case(town), await own_case(town)
    assert refusal(await noted(dispatcher(town), outside)) == (409, "cases.authority-outside")
    void = await acted(town, case, "void", reason="mistaken")

    assert refusal(await noted(dispatcher(town), void)) == (409, "cases.not-to-contact")
    assert (await noted(dispatcher(town), void, "shouted")).status_code == 422


HEARD: list[Any] = [({"rating": "satisfied"}, "reached"), ({"reached": False}, "not-reached")]


@pytest.mark.parametrize(("heard", "outcome"), HEARD)
async def test_a_call_back_is_a_contact_too_and_is_told(town: Platform, heard: dict[str, Any], outcome: str) -> None:
    case = await closed(town, await own_case(town))
    assert (await called_back(town, case, **heard)).status_code == 200

    query = "SELECT body FROM outbox WHERE topic = 'dispatch.cases.v1' AND key = :id ORDER BY seq DESC LIMIT 1"
    told = (await rows(town, query, id=case["id"]))[0].body
    assert f'"outcome":"{outcome}"' in told
