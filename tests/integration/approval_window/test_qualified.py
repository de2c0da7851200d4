"""How the window lets only trained clerks receive what a licence power is needed for: over HTTP and Kafka."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from shared.schemas.envelope import Event
from shared.schemas.registers import PowerChanged, RequirementChanged, RequirementTerm, TrainingBound
from tests.support.platform import Platform
from tests.support.register_samples import power_changed, qualification_changed

ITEM, POWER, FIELD = "rural-homestead", "P-homestead", "tq-housing"
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
TODAY, DAY = town_day(utc_now()), timedelta(days=1)
# Nobody else plays in these townships of the window.
BOUND, TOMORROW = "320481103", "320481104"
ACTIVITY = f"licence:{POWER}"


@pytest.fixture
async def needs_power(window: Platform, tell: Any) -> AsyncIterator[Platform]:
    """The window, where an item needs a power that two townships hold, and of which one is bound."""
    admin = window.client("approval-window", role="admin", scope="32")
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": POWER})).status_code == 204
    await tell(power(BOUND), power(TOMORROW))
    await tell(
        TrainingBound(region=BOUND, version=1, bound_from=TODAY),
        TrainingBound(region=TOMORROW, version=1, bound_from=TODAY + DAY),
    )
    yield window
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": None})).status_code == 204


def power(region: str) -> PowerChanged:
    days = {"in_force_from": TODAY.isoformat(), "in_force_to": None}
    whose = {"code": POWER, "kind": "licence", "mode": "entrusted", "principal": "housing-bureau", "field": FIELD}
    return power_changed(region=region, version=1, terms=[days], matters=[], **whose)


def required(activity: str, *fields: str, version: int = 1) -> RequirementChanged:
    terms = [RequirementTerm(valid_from=TODAY, fields=list(fields))]
    return RequirementChanged(activity=activity, version=version, terms=terms, matters=[])


def certified(person: str, *, ends: int = 30) -> Event:
    held = {"field": FIELD, "valid_from": (TODAY - 9 * DAY).isoformat(), "valid_to": (TODAY + ends * DAY).isoformat()}
    return qualification_changed(person_id=person, version=1, region=BOUND, certificates=[held])


async def apply(window: Platform, region: str, person: str) -> httpx.Response:
    clerk = window.client("approval-window", role="clerk", scope=region, person_id=person)
    body = {"item": ITEM, "region": f"{region}001", "applicant": APPLICANT, "again": True}
    return await clerk.post("/applications", json=body)


async def answers(window: Platform, region: str, person: str, status: int) -> httpx.Response:
    """Return the answer once the window has heard enough to give this one."""

    async def look() -> httpx.Response | None:
        answer = await apply(window, region, person)
        return answer if answer.status_code == status else None

    found: httpx.Response = await window.until(look)
    return found


@pytest.mark.parametrize("activity", [ACTIVITY, f"licence:{FIELD}"], ids=["by-power", "by-field"])
async def test_only_a_trained_clerk_receives_what_a_bound_power_is_needed_for(
    needs_power: Platform, tell: Any, activity: str
) -> None:
    await answers(needs_power, BOUND, "clerk-trained", 201)
    await tell(certified("clerk-trained"), certified("clerk-former", ends=-1), required(activity, FIELD))

    refused = await answers(needs_power, BOUND, "clerk-new", 403)
    former = await apply(needs_power, BOUND, "clerk-former")
    trained = await answers(needs_power, BOUND, "clerk-trained", 201)
    # What is required no more hinders nobody.
    await tell(required(activity, version=2))
    await answers(needs_power, BOUND, "clerk-new", 201)

    assert refused.json()["title"] == former.json()["title"] == "applications.not-qualified"
    assert (refused.json()["missing"], refused.json()["activity"]) == ([FIELD], activity)
    assert (former.status_code, trained.status_code) == (403, 201), trained.text


async def test_before_the_binding_day_it_is_counted_and_from_midnight_on_refused(
    needs_power: Platform, tell: Any
) -> None:
    await tell(required(ACTIVITY, FIELD, version=3))
    await answers(needs_power, BOUND, "clerk-new", 403)

    observed = await answers(needs_power, TOMORROW, "clerk-new", 201)

    assert observed.status_code == 201
    counted = (await needs_power.client("approval-window").get("/metrics")).text
    assert f'onefour_clerks_observed_total{{activity="{ACTIVITY}"}}' in counted
    needs_power.clock.ahead = DAY
    try:
        assert (await apply(needs_power, TOMORROW, "clerk-new")).status_code == 403
    finally:
        needs_power.clock.ahead = timedelta(0)
