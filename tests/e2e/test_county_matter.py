"""A matter of a county department is not pushed down to the township."""

from tests.integration.dispatch.desk import act, acted, reported_case
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM

# 不动产登记办证: the starter table leaves it to a department that no journey opens in this county.
DEEDS = {"scheme": "onefour", "code": "M0407"}


async def test_a_county_matter_waits_for_a_person_and_reaches_no_worker(town: Platform) -> None:
    case = await reported_case(town, category=DEEDS, title="房产证办理")

    assert (case["executor"], case["queue"], case["state"]) == ("county", "county-matter", "filed")
    assert (case["tasks"], case["worker_id"]) == ([], None)
    refused = await act(town, case, "dispatch")
    assert (refused.status_code, refused.json()["title"]) == (422, "cases.no-executor")


async def test_a_person_may_still_say_that_the_township_does_it(town: Platform) -> None:
    case = await reported_case(town, category=DEEDS, title="房产证办理")

    case = await acted(town, case, "dispatch", executor="team", unit=TEAM)

    assert (case["region"], case["executor"], case["state"], len(case["tasks"])) == (TOWN, "team", "dispatched", 1)


async def test_a_county_matter_is_rejected_with_the_lawful_route(town: Platform) -> None:
    case = await reported_case(town, category=DEEDS, title="房产证办理")

    refused = await act(town, case, "reject", reason="not-ours")
    assert (refused.status_code, refused.json()["title"]) == (422, "cases.no-lawful-ground")
    case = await acted(town, case, "reject", reason="county-department")

    assert (case["state"], case["outcome"], case["route"]) == ("rejected", "rejected", "county-department")
