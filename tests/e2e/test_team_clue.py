"""A case of a violation category reaches the team's inbox, and two officers bring it to its end."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.dispatch.desk import (
    STALLS,
    acted,
    case_of,
    open_task,
    report,
    reported_case,
    say,
    until,
)
from tests.support.hotline import Hotline
from tests.support.platform import Platform
from tests.support.town import OFFICERS, TEAM


@pytest.fixture
def officer(town: Platform) -> httpx.AsyncClient:
    return town.client("enforcement", role="officer", person_id=OFFICERS[0])


async def clue(town: Platform, officer: httpx.AsyncClient, clue_id: str, **wanted: Any) -> dict[str, Any]:
    """Return the clue once the team's inbox has it, with the wanted values."""

    async def look() -> dict[str, Any] | None:
        answer = await officer.get(f"/clues/{clue_id}")
        now = answer.json()
        return dict(now) if answer.status_code == 200 and now | wanted == now else None

    return dict(await town.until(look, 30))


async def work(town: Platform, officer: httpx.AsyncClient, clue_id: str, action: str, **body: Any) -> None:
    """Act on a clue; the team may yet have to learn by event who its officers are."""

    async def done() -> bool:
        answer = await officer.post(f"/clues/{clue_id}/{action}", json={"client_id": str(uuid4())} | body)
        assert answer.status_code in {200, 403, 422}, answer.text
        return answer.is_success

    await town.until(done, 30)


async def test_two_officers_bring_a_violation_to_its_end_and_the_hotline_is_answered(
    town: Platform, hotline: Hotline, officer: httpx.AsyncClient
) -> None:
    report_id, event = await report(town, category=STALLS)
    case = await case_of(town, report_id)
    assert (case["executor"], case["unit"], case["state"]) == ("team", TEAM, "dispatched")
    clue_id = open_task(case)
    await clue(town, officer, clue_id, state="assigned", case_number=case["number"])

    await work(town, officer, clue_id, "accept")
    await until(town, case["id"], state="handling")
    alone = {"client_id": str(uuid4()), "result": "persuaded"}
    assert (await officer.post(f"/clues/{clue_id}/finish", json=alone)).status_code == 422
    await work(town, officer, clue_id, "finish", second_officer_id=OFFICERS[1], result="persuaded", note="已劝离")

    case = await until(town, case["id"], state="handled", result="persuaded")
    assert case["history"][-1]["by"] == OFFICERS[0]
    await acted(town, await acted(town, case, "verify"), "close")

    async def answered() -> Any:
        return hotline.reply_to(event["external_id"])

    assert (await town.until(answered, 30))["result"] == "persuaded"


async def test_what_the_team_gives_back_waits_for_the_dispatcher(town: Platform, officer: httpx.AsyncClient) -> None:
    case = await reported_case(town, category=STALLS)
    await clue(town, officer, open_task(case))

    await work(town, officer, open_task(case), "return", reason="not-mine")

    case = await until(town, case["id"], state="returned", queue="returned")
    assert case["history"][-1]["facts"] == {"reason": "not-mine"}


async def test_an_order_that_is_withdrawn_takes_the_clue_back(town: Platform, officer: httpx.AsyncClient) -> None:
    report_id, event = await report(town, category=STALLS)
    case = await case_of(town, report_id)
    await clue(town, officer, open_task(case))

    await say(town, event, "withdrawn")

    await clue(town, officer, case["tasks"][0]["id"], state="recalled")
    await until(town, case["id"], state="voided")
