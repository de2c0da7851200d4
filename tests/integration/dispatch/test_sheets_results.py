"""How does what a year came to go out as a file, over HTTP?"""

from tests.integration.dispatch.paper import lines_of
from tests.integration.dispatch.test_assessment import item
from tests.integration.dispatch.test_assessment_results import (
    COUNTY,
    DOCUMENT,
    JUNE,
    MARCH,
    fixed,
    fixing,
    office,
    registered,
    scored,
)
from tests.support.days import on
from tests.support.platform import Platform


async def test_what_is_fixed_goes_out_as_a_sheet(platform: Platform) -> None:
    region = "321324111"
    await registered(platform, region, item("judged", 100))
    with on(platform, JUNE):
        await scored(platform, region, 60)
    with on(platform, MARCH):
        await fixed(platform, fixing(region))

    async def lines(day: str, scope: str = COUNTY) -> list[dict[str, str]]:
        answer = await office(platform, scope=scope).get("/sheets/assessment-results.csv", params={"as_of": day})
        return [line for line in lines_of(answer.text) if line["乡镇代码"] == region]

    (line,) = await lines("2025-03-03")
    assert (line["年度"], line["版本"], line["总分"], line["指标权重与得分"]) == (
        "2024",
        "1",
        "60.0",
        "judged=100:60.0",
    )
    assert (line["定档文号"], line["定档日期"], line["确认人"]) == (DOCUMENT, "2025-03-03", "p-org-2")
    shown = [await lines("2025-03-02"), await lines("2025-03-03", region), await lines("2025-03-03", "321324106")]
    assert shown == [[], [line], []]
