"""How the county goes on with penalty cases whose power was taken back, and the township with others."""

from typing import Any
from uuid import uuid4

import pytest

from enforcement.penalties.timers import TIMERS
from shared.runtime.timers import run_round
from shared.schemas.registers import PowerHandedOver
from tests.integration.enforcement.measure_desk import imposed, measures
from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.platform import Platform
from tests.support.register_samples import power_changed, power_handed_over


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682118", "MP18").build()


def over(desk: PenaltyDesk, code: str, *numbers: str) -> PowerHandedOver:
    cases = [{"number": number, "to": "u-bureau"} for number in numbers]
    whose = {"power_id": uuid4(), "region": desk.region, "code": code, "from_day": desk.today}
    return power_handed_over(**whose, handed_over_at=desk.platform.clock(), applications=[], cases=cases)


async def handed(desk: PenaltyDesk, case: str) -> dict[str, Any]:
    """Return a case as soon as somebody of the county goes on with it."""

    async def look() -> dict[str, Any] | None:
        shown = dict((await desk.officer().get(f"/penalties/{case}")).json())
        return shown if shown["handed_to"] else None

    return dict(await desk.platform.until(look))


async def test_a_case_that_the_list_names_is_the_countys_and_another_is_decided_here(desk: PenaltyDesk) -> None:
    named, other = await desk.heard_out(), await desk.heard_out()
    begun = (desk.today - 40 * DAY).isoformat()
    ended = [{"in_force_from": begun, "in_force_to": (desk.today - DAY).isoformat()}]
    code = f"P-{desk.matter}"
    whose = {"region": desk.region, "code": code, "matters": [desk.matter]}
    event = over(desk, code, desk.cases[named]["number"])

    await desk.tell(power_changed(version=9, state="taken-back", terms=ended, **whose), event, event)

    shown = await handed(desk, named)
    # Once, whatever is told again.
    assert (shown["handed_to"], shown["version"], shown["state"]) == ("u-bureau", 6, "notified")
    desk.cases[named] = shown
    decision: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
    refused(await desk.ask(named, "decide", desk.head(), **decision), "penalties.handed-over", "24")
    assert {one["code"] for one in (await desk.steps(named)).values()} == {"penalties.handed-over"}
    line = (await desk.officer().get(f"/records/{named}")).json()["items"][-1]
    assert (line["kind"], line["facts"]["to"], line["facts"]["power"]) == ("hand-over", "u-bureau", code)
    # New ones are refused on the day; what was filed before is decided here, by the power that was proved then.
    refused(await desk.officer().post("/penalties", json=desk.form()), "enforcement.power-not-in-force")
    assert (await desk.take(other, "decide", desk.head(), **decision))["state"] == "decided"


async def test_what_another_power_or_township_has_or_is_closed_is_not_handed_over(
    team: Platform, tell: Any, desk: PenaltyDesk
) -> None:
    other = await PenaltyDesk(team, tell, "320682119", "MP19").build()
    elsewhere, mine = await other.file(), await other.file()
    closed = await other.file()
    await other.take(closed, "terminate", other.head(), ground="party-died", words="证明")
    numbers = [other.cases[one]["number"] for one in (elsewhere, mine, closed)]
    code = f"P-{other.matter}"

    await tell(over(desk, code, *numbers), over(other, "P-OTHER", *numbers), over(other, code, *numbers[1:]))

    await handed(other, mine)
    for case in (elsewhere, closed):
        assert (await other.officer().get(f"/penalties/{case}")).json()["handed_to"] is None


async def test_what_is_seized_goes_along_with_its_case_and_is_nobodys_light_here(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682135", "MC35").build()
    case = await imposed(desk)
    await tell(over(desk, f"P-{desk.matter}", desk.cases[case]["number"]))
    desk.cases[case] = await handed(desk, case)
    line = (await desk.officer().get(f"/records/{case}")).json()["items"][-1]
    assert (line["kind"], line["facts"]["measures"]) == ("hand-over", [1])
    lifted = await desk.ask(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    refused(lifted, "penalties.handed-over", "24")
    team.clock.ahead = 31 * DAY
    try:
        await run_round(TIMERS[0], team.database("enforcement"), team.clock)
    finally:
        team.clock.ahead = 0 * DAY
    assert (await measures(desk, case))[0]["flags"] == []
