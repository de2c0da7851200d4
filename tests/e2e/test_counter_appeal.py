"""A citizen's appeal at the counter becomes a task, and its answer comes back to the clerk."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import NOISE, acted, case_of, handled, report_of, rows, somewhere
from tests.support.platform import TOWN, Platform
from tests.support.town import WORKER

SAID = "楼上夜里装修,睡不着"


@pytest.fixture
def clerk(town: Platform) -> httpx.AsyncClient:
    return town.client("approval-window", role="clerk", person_id="clerk-li")


async def filed(clerk: httpx.AsyncClient) -> str:
    body = {"category": NOISE, "region": TOWN, "position": somewhere(), "text": SAID}
    answer = await clerk.post("/appeals", json=body | {"appellant": {"name": "王小明", "phone": "13800000000"}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def appeal(town: Platform, clerk: httpx.AsyncClient, appeal_id: str, **wanted: Any) -> dict[str, Any]:
    """Return the appeal as soon as it has the wanted values; what it had last is told where it never has."""
    seen: dict[str, Any] = {}

    async def look() -> bool:
        seen.update((await clerk.get(f"/appeals/{appeal_id}")).json())
        return seen | wanted == seen

    try:
        await town.until(look, 30)
    except AssertionError as late:
        late.add_note(f"the appeal stands at {seen}")
        raise
    return seen


async def test_an_appeal_is_done_by_a_worker_and_answered_at_the_counter(
    town: Platform, clerk: httpx.AsyncClient
) -> None:
    appeal_id = await filed(clerk)
    report_id = await report_of(town, "approval-window", appeal_id)
    case = await case_of(town, report_id)
    assert (case["state"], case["worker_id"]) == ("dispatched", WORKER)
    await appeal(town, clerk, appeal_id, case_id=case["id"], case_number=case["number"], case_state="dispatched")

    case = await handled(town, case)
    await acted(town, await acted(town, case, "verify"), "close")

    answered = await appeal(town, clerk, appeal_id, state="answered", outcome="closed", result="solved")
    assert answered["answer"]
    body = {"version": answered["version"], "how": "phone"}
    told = await clerk.post(f"/appeals/{appeal_id}/answer-told", json=body)
    assert (told.status_code, told.json()["state"]) == (200, "told")
    # The counter hears by event; nothing is pushed outside.
    assert not await rows(town, "SELECT 1 FROM order_messages WHERE report_id = :id", id=report_id)


async def test_what_he_said_stays_at_the_counter_and_is_read_there_by_who_holds_the_task(
    town: Platform, clerk: httpx.AsyncClient
) -> None:
    report_id = await report_of(town, "approval-window", await filed(clerk))
    await case_of(town, report_id)
    worker = town.client("dispatch", role="worker", person_id=WORKER)

    seen = await worker.get(f"/reports/{report_id}", params={"purpose": "handle"})

    assert (seen.status_code, seen.json()["detail"], seen.json()["reporter"]) == (200, SAID, None)
    kept = await rows(town, "SELECT sealed_text, sealed_reporter FROM reports WHERE id = :id", id=report_id)
    assert tuple(kept[0]) == (None, None)


async def test_who_has_the_task_speaks_with_the_citizen_and_the_counter_hears_when_and_of_which_unit(
    town: Platform, clerk: httpx.AsyncClient
) -> None:
    appeal_id = await filed(clerk)
    case = await case_of(town, await report_of(town, "approval-window", appeal_id))
    worker = town.client("dispatch", role="worker", person_id=WORKER)

    for outcome in ("not-reached", "met"):
        answer = await worker.post(f"/cases/{case['id']}/contacts", json={"outcome": outcome})
        assert answer.status_code == 204, answer.text

    async def heard() -> Any:
        contact = (await clerk.get(f"/appeals/{appeal_id}")).json()["contact"]
        return contact if contact and contact["outcome"] == "met" else None

    contact = await town.until(heard)
    assert (contact["unit"], contact["said"]) == (case["unit"], "工作人员已与您当面沟通。")
    assert WORKER not in str(contact)
