"""A worker gives a task back; the dispatcher sends another, who does it."""

from uuid import uuid4

from tests.integration.dispatch.desk import (
    STAND_IN,
    WORKER,
    acted,
    case_of,
    closed,
    inbox,
    open_task,
    phone,
    report,
    until,
)
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def test_what_one_worker_gives_back_another_does_and_the_hotline_is_answered(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    first = open_task(case)
    assert (await inbox(town, first))["worker_id"] == WORKER
    body = {"client_id": str(uuid4()), "at": town.clock().isoformat(), "reason": "wrong-place"}
    assert (await phone(town).post(f"/tasks/{first}/return", json=body)).is_success

    case = await until(town, case["id"], state="returned", queue="returned")
    assert case["history"][-1]["facts"] == {"reason": "wrong-place"}
    case = await acted(town, case, "dispatch", worker_id=STAND_IN)
    assert open_task(case) != first

    case = await closed(town, case, STAND_IN)

    assert [(task["worker_id"], task["state"]) for task in case["tasks"]] == [
        (WORKER, "returned"),
        (STAND_IN, "finished"),
    ]

    async def answered() -> bool:
        return hotline.reply_to(event["external_id"]) is not None

    await town.until(answered, 30)
