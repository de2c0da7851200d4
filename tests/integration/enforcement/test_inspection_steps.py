"""Which steps of an inspection are offered, and with which article are the others not: over HTTP."""

from typing import Any

import pytest

from tests.integration.enforcement.inspection_desk import BAD, InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, "320682139", "MI39").ready()


async def test_every_step_is_offered_or_named_with_what_forbids_it(desk: InspectionDesk) -> None:
    case = await desk.open()

    async def possible() -> set[str]:
        return {name for name, step in (await desk.steps(case)).items() if step["possible"]}

    assert await possible() == {"show-credentials", "break-off"}
    early = (await desk.steps(case))["sign"]
    assert (early["code"], early["article"]) == ("inspections.credentials-not-shown", "行政处罚法 55")
    assert early["said"] == "尚未向当事人出示执法证件，不得检查"
    await desk.take(case, "credentials", to="店长")
    assert await possible() == {"show-credentials", "answer", "take-photo"}
    await desk.take(case, "answers", answers=BAD)
    await desk.take(case, "sign")
    assert (await desk.steps(case))["sign"]["code"] == "inspections.signed-already"
    await desk.take(case, "sign", desk.officer(2))
    assert await possible() == {"order", "file-penalty", "hand-over", "take-photo"}
    assert (await desk.steps(case))["find-nothing"]["code"] == "inspections.something-found"
    await desk.take(case, "order", due_on=(desk.today + DAY).isoformat(), what="清理")
    assert await possible() == {"recheck", "ask-support", "take-photo"}
    await desk.take(case, "ask-support", second_officer_id=desk.officers[1])
    assert (await desk.steps(case))["ask-support"]["code"] == "inspections.support-asked"
    elsewhere = desk.platform.client("enforcement", role="officer", person_id="o", scope="320682183")
    refused(await elsewhere.get(f"/inspections/{case}/next-steps"), "inspections.not-found")
