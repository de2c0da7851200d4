"""A matter of a county department is not pushed down to the township."""

from tests.integration.dispatch.desk import act, acted, reported_case
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM

# 房屋质量, which the starter table leaves to the county's housing department.
HOUSING = {"scheme": "onefour", "code": "M0404"}


async def test_a_county_matter_waits_for_a_person_and_reaches_no_worker(town: Platform) -> None:
    case = await reported_case(town, category=HOUSING, title="新房漏水")

    assert (case["executor"], case["queue"], case["state"]) == ("county", "county-matter", "filed")
    assert (case["tasks"], case["worker_id"]) == ([], None)
    refused = await act(town, case, "dispatch")
    assert (refused.status_code, refused.json()["title"]) == (422, "cases.no-executor")


async def test_a_person_may_still_say_that_the_township_does_it(town: Platform) -> None:
    case = await reported_case(town, category=HOUSING, title="新房漏水")

    case = await acted(town, case, "dispatch", executor="team", unit=TEAM)

    assert (case["region"], case["executor"], case["state"], len(case["tasks"])) == (TOWN, "team", "dispatched", 1)


async def test_a_county_matter_is_rejected_with_the_lawful_route(town: Platform) -> None:
    case = await reported_case(town, category=HOUSING, title="新房漏水")

    case = await acted(town, case, "reject", reason="county-housing")

    assert (case["state"], case["outcome"]) == ("rejected", "rejected")
