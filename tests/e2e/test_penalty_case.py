"""A clue becomes a penalty case: heard, reviewed, discussed, decided, served, paid late, closed, and proved."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from onefour.records import verify
from tests.e2e.test_power_taken_back_with_case import Desk
from tests.integration.dispatch.desk import STALLS, case_of, open_task, report, until
from tests.integration.enforcement.penalty_desk import DAY, LARGE
from tests.support.platform import Platform
from tests.support.powers import County, offered

COUNTY, TOWNSHIP, POWER, MATTER = "320682", "320682108", "RG-C", "M0203"


class CaseDesk(Desk):
    @property
    def reviewer(self) -> str:
        return f"p-{self.region}-r"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWNSHIP)
    admin = town.client("dispatch", scope="32")
    unit = {"id": f"u-{TOWNSHIP}-enforcement-team", "kind": "enforcement-team", "name": "综合执法队"}
    units = [unit | {"region": TOWNSHIP, "valid_from": "2026-01-01"}]
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    person = f"p-{TOWNSHIP}-r"
    reviewer = {"id": person, "name": "测试", "region": TOWNSHIP, "roles": ["legal-reviewer"]}
    persons = [reviewer | {"valid_from": "2026-01-01"}]
    (await admin.put("/organisation/persons", json={"persons": persons})).raise_for_status()
    await made.train(person, field="legal-review")
    assert (await made.offer(offered(POWER, matters=[MATTER]))).status_code == 200
    await made.on_trial(TOWNSHIP, POWER)
    return made


async def act(desk: Desk, clue: str, action: str, **body: Any) -> None:
    """Act on a clue; the team may yet have to hear of it, of its officers and of the power."""

    async def done() -> bool:
        given = {"client_id": str(uuid4())} | body
        return (await desk.officer().post(f"/clues/{clue}/{action}", json=given)).is_success

    await desk.platform.until(done, 30)


async def heard(desk: Desk, case: str) -> None:
    """Let the party be heard in public, and the case be reviewed and discussed."""
    chair = f"{desk.region}-c"
    await desk.take(case, "hearing", by_whom="示例餐饮有限公司")
    fixed: dict[str, Any] = {"on": (desk.today + 16 * DAY).isoformat(), "place": "会议室", "chair": chair}
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixed)
    desk.platform.clock.ahead = 16 * DAY
    held: dict[str, Any] = {"record": "听证笔录", "attended": True, "signed": True}
    await desk.take(case, "hearing/hold", desk.client("leader", chair), **held)
    await desk.platform.until(lambda: reviewed(desk, case), 30)
    await desk.take(case, "discuss", desk.head(), present=["h-1", "h-2"], minutes="集体讨论记录")


async def reviewed(desk: Desk, case: str) -> bool:
    """Review it, once the team has heard of the reviewer's certificate."""
    answer: httpx.Response = await desk.ask(case, "review", desk.review_desk(), passed=True, opinion="同意")
    return answer.is_success


async def paid_late(desk: Desk, case: str) -> None:
    """Serve it, and let a bank take the fine and what ten days of lateness add."""
    served = desk.today
    await desk.take(case, "serve", on=served.isoformat(), way="handed-over", receipt="送达回证")
    desk.platform.clock.ahead = 41 * DAY
    fine = 9_000_000
    paid: dict[str, Any] = {"on": (served + 25 * DAY).isoformat(), "receipt": "银行回单"}
    short = await desk.ask(case, "payments", amount_fen=fine * 130 // 100 + 1, **paid)
    assert short.json()["owed_fen"] == fine * 130 // 100
    await desk.take(case, "payments", amount_fen=fine, **paid)
    unpaid = await desk.ask(case, "close", words="结案")
    assert (unpaid.json()["title"], unpaid.json()["owed_fen"] > 0) == ("penalties.not-performed", True)
    await desk.take(case, "payments", amount_fen=fine * 30 // 100, **paid)


async def test_a_clue_becomes_a_case_that_is_decided_performed_closed_and_proved(county: County) -> None:
    platform, desk = county.platform, CaseDesk(county.platform, None, TOWNSHIP, MATTER)
    report_id, _ = await report(platform, region=TOWNSHIP, category=STALLS, position=None)
    reported = await case_of(platform, report_id)
    clue = open_task(reported)
    await act(desk, clue, "accept")
    try:
        case = await desk.heard_out(LARGE, weighty=True)
        await act(desk, clue, "finish", second_officer_id=desk.officers[1], result="solved")
        await until(platform, reported["id"], state="handled", result="solved")
        await heard(desk, case)
        await desk.take(case, "decide", desk.head(), outcome="punish", sanction=LARGE, reasons="决定书")
        await paid_late(desk, case)
        assert (await desk.take(case, "close", words="结案报告"))["state"] == "closed"
        await platform.until(lambda: proved(platform, case), 30)
    finally:
        platform.clock.ahead = timedelta(0)


async def proved(platform: Platform, case: str) -> bool:
    """Tell whether the record is whole and the centre has heard of each of its lines."""
    auditor = platform.client("dispatch", role="discipline", scope=COUNTY)
    lines = len((await auditor.get(f"/records/{case}")).json()["items"])
    found = await verify(platform.databases, now=platform.clock() + timedelta(hours=1), case=UUID(case))
    assert found.faults == [] or lines < found.lines, found.faults
    return lines == found.lines and found.faults == []
