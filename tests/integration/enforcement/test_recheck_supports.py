"""How officers who check again ask the grid for a worker, and what is kept of him: over HTTP and Kafka."""

from typing import Any

import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from shared.schemas.enforcement import RecheckSupportChanged
from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import refused
from tests.support.grid_samples import support_progressed
from tests.support.platform import Platform

REGION = "320682135"
PLACE = {"lon": 121.255, "lat": 31.505}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, REGION, "MI08").ready()


async def asked(desk: InspectionDesk, **changes: Any) -> str:
    """Return an inspection with an order to correct, for whose re-check a worker is wanted."""
    case = await desk.ordered()
    await desk.take(case, "ask-support", **{"second_officer_id": desk.officers[1], "position": PLACE} | changes)
    return case


async def read(desk: InspectionDesk, case: str) -> dict[str, Any]:
    return dict((await desk.officer().get(f"/inspections/{case}")).json())


async def told(desk: InspectionDesk, case: str) -> list[dict[str, Any]]:
    """Return what the grid was told of the support of an inspection."""
    ours = "type = :type AND body::jsonb ->> 'inspection_id' = :id"
    query = text(f"SELECT body::jsonb FROM outbox WHERE {ours} ORDER BY seq")
    async with desk.platform.database("enforcement").begin() as work:
        rows = await work.connection.execute(query, {"type": RecheckSupportChanged.TYPE, "id": case})
        return [row.body for row in rows]


async def heard(desk: InspectionDesk, case: str, state: str, version: int, **more: Any) -> dict[str, Any]:
    """Let the grid tell of the support; return what is kept of it once the team has heard."""
    (support,) = (await read(desk, case))["supports"]
    said = {"support_id": support["id"], "state": state, "version": version, "result": None} | more
    await desk.tell(support_progressed(**said))

    async def known() -> Any:
        (kept,) = (await read(desk, case))["supports"]
        return kept if kept["task_state"] == state else None

    return dict(await desk.platform.until(known, 30))


async def test_the_grid_is_told_where_and_who_checks_again_and_nothing_of_whom(desk: InspectionDesk) -> None:
    case = await asked(desk)
    (event,) = await told(desk, case)
    assert (event["wanted"], event["position"], event["officials"]) == (True, PLACE, desk.officers)
    assert (event["inspection_id"], event["region"]) == (case, REGION)
    assert not any(word in str(event) for word in ("疏散", "示例路"))
    line = (await desk.record(case))[-1]
    assert (line["kind"], line["facts"]["support"]) == ("ask-support", event["support_id"])


async def test_two_officers_ask_for_one_worker_at_a_time_where_something_was_ordered(desk: InspectionDesk) -> None:
    case = await desk.ordered()
    refused(await desk.ask(case, "ask-support"), "inspections.two-officers-needed")
    refused(await desk.ask(case, "ask-support", second_officer_id="nobody"), "inspections.not-an-officer")
    twice: dict[str, Any] = {"second_officer_id": desk.officers[1]}
    refused(await desk.ask(await asked(desk), "ask-support", **twice), "inspections.support-asked")
    refused(await desk.ask(await desk.signed(), "ask-support", **twice), "inspections.illegal-step")
    assert (await desk.head().post(f"/inspections/{case}/ask-support", json={"version": 1})).status_code == 403


async def test_what_the_grid_tells_stands_with_the_inspection_and_on_its_record(desk: InspectionDesk) -> None:
    case = await asked(desk)
    accepted = await heard(desk, case, "accepted", 2)
    finished = await heard(desk, case, "finished", 4, result="photo-taken")
    assert (accepted["done_at"], accepted["wanted"]) == (None, True)
    assert (finished["result"], finished["role"], finished["wanted"]) == ("photo-taken", "worker", False)
    assert finished["done_at"] is not None
    lines = [line for line in await desk.record(case) if line["kind"] == "support"]
    assert [(line["by"], line["facts"]["state"]) for line in lines] == [
        ("system:enforcement.flow", "accepted"),
        ("system:enforcement.flow", "finished"),
    ]
    # It is no re-check: the two officers still come, and as they read the inspection.
    again: dict[str, Any] = {"second_officer_id": desk.officers[1], "corrected": True, "found": "已清理"}
    assert (await desk.take(case, "recheck", **again))["outcome"] == "corrected"


async def test_what_is_old_or_known_to_nobody_here_changes_nothing(desk: InspectionDesk) -> None:
    case = await asked(desk)
    (support,) = (await read(desk, case))["supports"]
    old = support_progressed(support_id=support["id"], state="accepted", version=3, result=None)
    await desk.tell(support_progressed(support_id=new_id()))
    await heard(desk, case, "finished", 4)
    await desk.tell(old)
    other = await asked(desk)
    await heard(desk, other, "accepted", 2)
    assert (await read(desk, case))["supports"][0]["task_state"] == "finished"
    assert len([line for line in await desk.record(case) if line["kind"] == "support"]) == 1


async def test_nobody_is_wanted_any_more_once_it_was_checked_again(desk: InspectionDesk) -> None:
    case = await asked(desk)
    again: dict[str, Any] = {"second_officer_id": desk.officers[1], "corrected": True, "found": "已清理"}
    await desk.take(case, "recheck", **again)
    assert [(one["wanted"], one["version"]) for one in await told(desk, case)] == [(True, 1), (False, 2)]
