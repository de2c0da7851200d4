"""What the grid does when the window wants a worker with officials who verify a licence."""

from typing import Any
from uuid import UUID

import pytest

from grid.tasks.consumers import hear_of_supports
from shared.runtime.db import new_id
from shared.schemas.approval_window import VerificationSupportChanged
from shared.schemas.dispatch import PersonChanged
from shared.schemas.grid import SupportProgressed, TaskProgressed
from tests.integration.grid.town import LONG_AGO, Town, now, step, tell, told
from tests.support.window_samples import verification_support_changed

IN_WEST, NOWHERE = {"lon": 121.005, "lat": 31.505}, {"lon": 121.5, "lat": 31.9}


@pytest.fixture
async def officials(town: Town) -> list[str]:
    """Return two officials of the place, a clerk and an officer, as soon as the grid knows them."""
    since = {"version": 1, "region": town.region, "unit_id": None, "valid_from": LONG_AGO, "valid_to": None}
    named = {town.person("qin"): ["clerk"], town.person("wei"): ["officer"]}
    await tell(town.platform, *(PersonChanged(person_id=one, roles=roles, **since) for one, roles in named.items()))
    usual = {"article": "licence-34", "region": town.region, "about_kind": "trial", "about_id": "t"}

    async def known() -> bool:
        body = usual | {"client_id": str(new_id()), "officials": list(named)}
        return (await town.client("clerk").post("/tasks/support", json=body)).status_code == 201

    await town.platform.until(known)
    return sorted(named)


def wanted(town: Town, officials: list[str], **more: Any) -> VerificationSupportChanged:
    facts = {"support_id": new_id(), "application_id": new_id(), "region": town.region, "position": IN_WEST}
    return verification_support_changed(**facts | {"officials": officials} | more)


async def hear(town: Town, *events: VerificationSupportChanged) -> None:
    async with town.platform.database("grid").begin() as work:
        await hear_of_supports(work, list(events), now())


async def about(town: Town, event: VerificationSupportChanged) -> dict[str, Any] | None:
    items = (await town.client("dispatcher").get("/tasks", params={"kind": "support", "limit": 100})).json()["items"]
    return next((one for one in items if one["about_id"] == str(event.application_id)), None)


async def given(town: Town, event: VerificationSupportChanged) -> UUID:
    await hear(town, event)
    found = await about(town, event)
    assert found is not None
    return UUID(found["id"])


async def take(town: Town, task_id: UUID, action: str, who: str = "wang", **more: Any) -> Any:
    return await town.client("worker", who).post(f"/tasks/{task_id}/{action}", json=step(**more))


async def test_who_answers_for_the_cell_of_the_place_gets_the_task_once(town: Town, officials: list[str]) -> None:
    event = wanted(town, officials)
    first, again = await given(town, event), await given(town, event)

    assert first == again
    found = (await town.client("worker", "wang").get(f"/tasks/{first}")).json()
    assert (found["cell"], found["worker_id"], found["article"]) == (town.west, town.person("wang"), "licence-34")
    assert (found["officials"], found["about_kind"]) == (officials, "application")


@pytest.mark.parametrize("position", [None, NOWHERE])
async def test_a_place_in_no_cell_is_left_to_the_grid_leader(
    town: Town, officials: list[str], position: dict[str, float] | None
) -> None:
    event = wanted(town, officials, position=position)
    await hear(town, event)

    found = await about(town, event)
    assert found is not None
    assert (found["cell"], found["worker_id"]) == (None, None)


async def test_each_step_is_told_to_the_window_and_none_to_the_centre(town: Town, officials: list[str]) -> None:
    event = wanted(town, officials)
    task_id = await given(town, event)
    await take(town, task_id, "accept")
    await take(town, task_id, "notes", note="门锁着")
    finished = await take(town, task_id, "finish", result="accompanied", note="后院有仓库", officials=officials)

    assert finished.status_code == 200, finished.text
    steps = await told(town.platform, SupportProgressed, event.support_id)
    assert [(one.state, one.result, one.role) for one in steps] == [
        ("accepted", None, "worker"),
        ("finished", "accompanied", "worker"),
    ]
    assert not any(word in str(steps) for word in ("仓库", "门锁", "wang"))
    assert await told(town.platform, TaskProgressed, task_id) == []


async def test_who_is_not_wanted_any_more_is_called_back_and_an_old_wish_brings_nothing(
    town: Town, officials: list[str]
) -> None:
    event = wanted(town, officials)
    task_id = await given(town, event)
    ended = event.model_copy(update={"version": 2, "wanted": False})
    await hear(town, ended)
    await hear(town, event, ended)

    phone = town.client("worker", "wang")
    assert (await phone.get(f"/tasks/{task_id}")).json()["state"] == "recalled"
    refused = await take(town, task_id, "accept")
    assert (refused.status_code, refused.json()["title"]) == (409, "tasks.illegal-step")
    finished = wanted(town, officials)
    over = await given(town, finished)
    await take(town, over, "accept")
    await take(town, over, "finish", result="photo-taken", officials=officials)
    await hear(town, finished.model_copy(update={"version": 2, "wanted": False}))
    assert (await phone.get(f"/tasks/{over}")).json()["state"] == "finished"


async def test_a_worker_who_is_one_of_the_officials_does_not_support_himself(town: Town, officials: list[str]) -> None:
    task_id = await given(town, wanted(town, [*officials, town.person("wang")]))

    other = await given(town, wanted(town, officials))
    await take(town, other, "accept")

    refused = await take(town, task_id, "accept")
    himself = await take(town, other, "finish", result="accompanied", officials=[*officials, town.person("wang")])
    for answer in (refused, himself):
        assert (answer.status_code, answer.json()["title"]) == (403, "tasks.supports-himself")
