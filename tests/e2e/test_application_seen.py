"""An application that the window receives is counted on the wall of the centre."""

from typing import Any

from tests.support.platform import TOWN, Platform

# A made-up number whose check digit holds.
NUMBER = "11010519491231002X"


async def test_an_application_is_counted_in_the_situation_and_its_applicant_is_not_told(town: Platform) -> None:
    leader = town.client("dispatch", role="leader")

    async def today() -> int:
        return int((await leader.get("/situation")).json()["applications_today"])

    before = await today()
    clerk = town.client("approval-window", role="clerk", person_id="clerk-li")
    body = {"item": "temporary-relief", "region": TOWN, "again": True}
    body_of: dict[str, Any] = body | {"applicant": {"kind": "person", "name": "王小明", "number": NUMBER}}

    async def received() -> Any:
        # The window computes its terms by the calendar that the centre publishes.
        answer = await clerk.post("/applications", json=body_of)
        return answer.json() if answer.status_code == 201 else None

    taken = await town.until(received, 30)

    async def counted() -> bool:
        return await today() == before + 1

    await town.until(counted, 30)
    assert (taken["state"], bool(taken["receipt_code"])) == ("received", True)
    assert (await town.client("dispatch", role="leader", scope="320585105").get("/situation")).json()[
        "applications_today"
    ] == 0
