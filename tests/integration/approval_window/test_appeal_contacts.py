"""What comes back of an appeal besides its answer: contacts with its citizen, what it is about by name."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import utc_now
from shared.schemas.dispatch import ReportOf, UnitChanged
from shared.schemas.vocabulary import CaseState, Origin, Result
from tests.integration.approval_window.citizens import ask_with
from tests.integration.approval_window.test_appeals import case_of, filed, read, until
from tests.support.platform import TOWN, Platform

UNIT = f"u-{TOWN}-governance-office"


@pytest.fixture
def clerk(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


def spoken(outcome: str, minutes: int = 0, unit: str | None = UNIT) -> dict[str, Any]:
    return {"at": (utc_now() + timedelta(minutes=minutes)).isoformat(), "unit": unit, "outcome": outcome}


async def test_a_contact_with_its_citizen_comes_back_to_the_clerk_and_to_him(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    appeal, other = await filed(clerk), clerk.get(f"/appeals/{uuid4()}")
    assert (await other).status_code == 404
    assert ((await read(clerk, appeal))["contact"], (await ask_with(window, appeal)).json()["contact"]) == (None, None)
    agency = {"unit_id": UNIT, "version": 1, "region": TOWN, "kind": "governance-office", "name": "社会治理局"}
    await tell(UnitChanged(**agency, valid_from=date(2020, 1, 1), valid_to=None))
    await tell(
        case_of(appeal, 1, CaseState.HANDLING, contact=spoken("not-reached")),
        case_of(appeal, 2, CaseState.HANDLING, contact=spoken("reached", 5)),
        case_of(appeal, 3, CaseState.CLOSED, result=Result.SOLVED, contact=spoken("reached", 5)),
    )
    await until(window, clerk, appeal, "answered")
    shown = await window.until(lambda: _named(clerk, appeal))
    named = (shown["contact"]["unit_name"], shown["contact"]["outcome"], shown["contact"]["said"])
    assert named == ("社会治理局", "reached", "工作人员已与您电话沟通。")
    assert [step["facts"]["contact"]["outcome"] for step in shown["history"][1:3]] == ["not-reached", "reached"]
    citizens = (await ask_with(window, appeal)).json()
    assert citizens["contact"] == {
        **{name: shown["contact"][name] for name in ("at", "outcome", "said")},
        "unit": "社会治理局",
    }
    assert (citizens["name"], shown["category_name"]) == ("噪声扰民", "噪声扰民")


async def test_an_older_contact_and_one_of_a_case_that_hides_do_not_show(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    appeal = await filed(clerk)
    await tell(case_of(appeal, 1, CaseState.HANDLING, contact=spoken("met")))
    await until(window, clerk, appeal, "handling")
    # The report moved to another case, whose last contact was earlier.
    last = uuid4()
    await tell(case_of(appeal, 9, CaseState.HANDLING, case_id=last, contact=spoken("not-reached", -60)))
    await window.until(lambda: _has_case(clerk, appeal, str(last)))
    assert (await read(clerk, appeal))["contact"]["outcome"] == "met"

    hides = [ReportOf(report_id=uuid4(), origin=Origin.APPEAL, external_id=appeal["id"], hidden=True)]
    await tell(case_of(appeal, 10, CaseState.HANDLING, case_id=last, reports=hides))
    await window.until(lambda: _has_case(clerk, appeal, None))
    hidden = await read(clerk, appeal)
    assert (hidden["contact"], len(hidden["history"])) == (None, 1)
    assert (await ask_with(window, appeal)).json()["contact"]["outcome"] == "met"


async def _named(clerk: httpx.AsyncClient, appeal: dict[str, Any]) -> dict[str, Any] | None:
    """Return the appeal as soon as its unit's name has come, which it does on a topic of its own."""
    shown = await read(clerk, appeal)
    return shown if shown["contact"]["unit_name"] else None


async def _has_case(clerk: httpx.AsyncClient, appeal: dict[str, Any], case: str | None) -> bool:
    return bool((await read(clerk, appeal))["case_id"] == case)


async def test_categories_are_listed_by_name_and_an_unknown_one_stands_by_its_code(
    window: Platform, clerk: httpx.AsyncClient
) -> None:
    listed = (await clerk.get("/appeals/categories")).json()["categories"]
    assert {"scheme": "onefour", "code": "M0101", "name": "噪声扰民"} in listed
    strange = await filed(clerk, category={"scheme": "onefour", "code": "M9999"})

    assert (await read(clerk, strange))["category_name"] is None
    seen = (await ask_with(window, strange)).json()
    assert (seen["name"], seen["category"]["code"]) == (None, "M9999")
    assert (await window.stranger("approval-window").get("/appeals/categories")).status_code == 401
