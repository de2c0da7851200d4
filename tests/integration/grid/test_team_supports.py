"""What the grid does when the team wants a worker with officers who check again."""

from typing import Any

from grid.tasks.consumers import hear_of_supports
from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged
from shared.schemas.enforcement import RecheckSupportChanged
from shared.schemas.grid import SupportProgressed, TaskProgressed
from tests.integration.grid.test_window_supports import IN_WEST, take
from tests.integration.grid.town import LONG_AGO, Town, now, tell, told
from tests.support.team_samples import recheck_support_changed


async def officers(town: Town) -> list[str]:
    """Return two officers of the place, as soon as the grid knows them."""
    since = {"version": 1, "region": town.region, "unit_id": None, "valid_from": LONG_AGO, "valid_to": None}
    two = sorted((town.person("wei"), town.person("lu")))
    await tell(town.platform, *(PersonChanged(person_id=one, roles=["officer"], **since) for one in two))
    usual = {"article": "penalty-42", "region": town.region, "about_kind": "trial", "about_id": "t", "officials": two}

    async def known() -> bool:
        body = usual | {"client_id": str(new_id())}
        return (await town.client("clerk").post("/tasks/support", json=body)).status_code == 201

    await town.platform.until(known)
    return two


async def hear(town: Town, *events: RecheckSupportChanged) -> None:
    async with town.platform.database("grid").begin() as work:
        await hear_of_supports(work, list(events), now())


async def given(town: Town, **changes: Any) -> tuple[RecheckSupportChanged, dict[str, Any]]:
    """Return a wish of the team, and the task that came of it."""
    facts = {"support_id": new_id(), "inspection_id": new_id(), "region": town.region, "position": IN_WEST}
    event = recheck_support_changed(**facts | changes)
    await hear(town, event)
    items = (await town.client("dispatcher").get("/tasks", params={"kind": "support", "limit": 100})).json()["items"]
    return event, next(one for one in items if one["about_id"] == str(event.inspection_id))


async def test_the_worker_of_the_place_gets_the_task_and_the_team_hears_each_step(town: Town) -> None:
    two = await officers(town)
    event, task = await given(town, officials=two)
    assert (task["cell"], task["worker_id"]) == (town.west, town.person("wang"))
    assert (task["article"], task["about_kind"], task["officials"]) == ("penalty-42", "inspection", two)
    await take(town, task["id"], "accept")
    finished = await take(town, task["id"], "finish", result="accompanied", note="后院有仓库", officials=two)
    assert finished.status_code == 200, finished.text
    steps = await told(town.platform, SupportProgressed, event.support_id)
    assert [(one.state, one.result) for one in steps] == [("accepted", None), ("finished", "accompanied")]
    assert not any(word in str(steps) for word in ("仓库", "wang"))
    assert await told(town.platform, TaskProgressed, task["id"]) == []


async def test_what_a_worker_found_is_no_re_check_and_who_is_not_wanted_is_called_back(town: Town) -> None:
    two = await officers(town)
    event, task = await given(town, officials=two)
    await take(town, task["id"], "accept")
    found = await take(town, task["id"], "finish", result="nothing-found", officials=two)
    assert (found.status_code, found.json()["title"]) == (422, "tasks.only-support")
    await hear(town, event.model_copy(update={"version": 2, "wanted": False}))
    read = await town.client("worker", "wang").get(f"/tasks/{task['id']}")
    assert read.json()["state"] == "recalled"
