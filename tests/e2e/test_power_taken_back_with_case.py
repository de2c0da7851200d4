"""A power is taken back while its township has penalty cases open: one goes to the county, another is decided here."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk, refused
from tests.support.certified import certify
from tests.support.platform import Platform
from tests.support.powers import County, offered

COUNTY, TOWNSHIP, POWER, MATTER = "320682", "320682107", "RG-P", "M0212"
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWNSHIP)
    taken = await made.offer(offered(POWER, matters=[MATTER]))
    assert taken.status_code == 200, taken.text
    await made.on_trial(TOWNSHIP, POWER)
    return made


class Desk(PenaltyDesk):
    """The township of the county: its officers are those that the county's register knows."""

    @property
    def officers(self) -> list[str]:
        return [f"p-{self.region}-o1", f"p-{self.region}-o2"]

    def officer(self, number: int = 1) -> Any:
        return self.client("officer", self.officers[number - 1])

    async def file(self, **changes: Any) -> str:
        """File a case as soon as the team knows power and officers."""
        await certify(self.platform, self.region, self.officers)

        async def filed() -> dict[str, Any] | None:
            answer = await self.officer().post("/penalties", json=self.form(**changes))
            return dict(answer.json()) if answer.status_code == 201 else None

        case = await self.platform.until(filed, 30)
        self.cases[case["id"]] = case
        return str(case["id"])


async def handed_over(desk: Desk, case: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        shown = dict((await desk.officer().get(f"/penalties/{case}")).json())
        return shown if shown["handed_to"] else None

    return dict(await desk.platform.until(look, 30))


async def test_what_the_county_takes_is_handed_over_and_what_it_leaves_is_decided(county: County) -> None:
    desk = Desk(county.platform, None, TOWNSHIP, MATTER)
    named, left = await desk.heard_out(), await desk.heard_out()
    number = desk.cases[named]["number"]
    clock = county.platform.clock
    listed = [{"penalty": number, "to": county.department}]
    ending: dict[str, Any] = {"from_day": (county.today + ONE_DAY).isoformat(), "document": "皋政发〔2026〕9号"}
    nobody = ending | {"penalties": [{"penalty": number, "to": "u-nobody"}]}
    unknown = await county.act(TOWNSHIP, POWER, "take-back", **nobody)
    assert unknown.json()["title"] == "powers.department-unknown", unknown.text

    gone = await county.take_back(TOWNSHIP, POWER, **ending, penalties=listed)

    assert gone.json()["state"] == "taken-back", gone.text
    try:
        # Until its day the township goes on with all of them.
        await desk.take(named, "defence", words="陈述")
        clock.ahead = ONE_DAY
        shown = await handed_over(desk, named)
        assert shown["handed_to"] == county.department
        desk.cases[named] = shown
        refused(await desk.ask(named, "defence", words="又"), "penalties.handed-over", "24")
        refused(await desk.officer().post("/penalties", json=desk.form()), "enforcement.power-not-in-force")
        decided = await desk.take(left, "decide", desk.head(), outcome="punish", sanction=FINE, reasons="理由")
        assert decided["state"] == "decided"
        await county.platform.until(lambda: told(county, number), 30)
    finally:
        clock.ahead = timedelta(0)


async def told(county: County, number: str) -> bool:
    """Tell whether the county's register says who goes on with a case."""
    lines = (await county.office().get(f"/powers/{TOWNSHIP}/{POWER}/history")).json()
    return {"penalty": number, "to": county.department} in [line["facts"] for line in lines]
