"""How the window lets a department of the county go on with what a township has open by a power that ended."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import town_day, utc_now
from shared.schemas.registers import PowerChanged, PowerHandedOver
from tests.integration.approval_window.test_powers import APPLICANT, clerk
from tests.support.platform import Platform
from tests.support.register_samples import power_changed, power_handed_over
from tests.support.starter import all_of

ITEM, POWER = "rural-homestead", "P-homestead"
TODAY = town_day(utc_now())
ONE_DAY = timedelta(days=1)


@pytest.fixture
async def needs_power(window: Platform) -> AsyncIterator[Platform]:
    """The window, where a licence needs a power as long as a test runs."""
    admin = window.client("approval-window", role="admin", scope="32")
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": POWER})).status_code == 204
    yield window
    assert (await admin.put(f"/items/{ITEM}/power", json={"power": None})).status_code == 204


def in_force(region: str, version: int = 1) -> PowerChanged:
    days = {"in_force_from": (TODAY - 9 * ONE_DAY).isoformat(), "in_force_to": None}
    entrusted = {"code": POWER, "kind": "licence", "mode": "entrusted", "principal": "planning-bureau"}
    return power_changed(region=region, version=version, terms=[days], matters=[], **entrusted)


def over(region: str, at: datetime, *named: tuple[str, str], others_to: str | None = None) -> PowerHandedOver:
    to = [{"number": number, "to": unit} for number, unit in named]
    whose = {"power_id": uuid4(), "region": region, "code": POWER, "from_day": TODAY, "handed_over_at": at}
    return power_handed_over(**whose, applications=to, others_to=others_to)


async def apply(window: Platform, region: str) -> dict[str, Any] | None:
    body = {"item": ITEM, "region": f"{region}001", "applicant": APPLICANT, "materials": all_of(ITEM), "again": True}
    answer = await clerk(window, region).post("/applications", json=body)
    return dict(answer.json()) if answer.status_code == 201 else None


async def received(window: Platform, region: str) -> dict[str, Any]:
    return dict(await window.until(lambda: apply(window, region)))


async def accept(window: Platform, region: str, application: dict[str, Any]) -> dict[str, Any]:
    step = f"/applications/{application['id']}/accept"
    answer = await clerk(window, region).post(step, json={"version": application["version"]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def grant(window: Platform, scope: str, application: dict[str, Any]) -> httpx.Response:
    version = application["version"]
    leader = window.client("approval-window", role="leader", scope=scope, person_id="p-leader")
    return await leader.post(f"/applications/{application['id']}/grant", json={"version": version})


async def holder(window: Platform, region: str, application: dict[str, Any]) -> tuple[Any, int]:
    shown = (await clerk(window, region).get(f"/applications/{application['id']}")).json()
    return shown["handed_to"], shown["version"]


async def test_what_is_open_goes_to_whom_the_list_names_and_the_rest_to_the_principal(
    needs_power: Platform, tell: Any
) -> None:
    window, region = needs_power, "320682108"
    await tell(in_force(region))
    first, second, granted = [await received(window, region) for _ in range(3)]
    granted, second = await accept(window, region, granted), await accept(window, region, second)
    assert (await grant(window, region, granted)).status_code == 201
    at = utc_now()
    later = await received(window, region)
    event = over(region, at, (first["number"], "u-named"), others_to="u-principal")

    await tell(event, event)

    async def moved() -> bool:
        return (await holder(window, region, second))[0] is not None

    await window.until(moved)
    seen = [await holder(window, region, one) for one in (first, second, granted, later)]
    # Once each, whatever is told again, and also what was accepted; what was granted, and what came after it, stays.
    assert seen == [("u-named", 2), ("u-principal", 3), (None, 3), (None, 1)]
    refused = await grant(window, region, second | {"version": 3})
    assert (refused.status_code, refused.json()["title"]) == (409, "applications.handed-over")
    assert refused.json()["to"] == "u-principal"
    assert (await grant(window, region, await accept(window, region, later))).status_code == 201


async def test_what_nobody_is_named_for_stays_with_the_township(needs_power: Platform, tell: Any) -> None:
    window, region = needs_power, "320682110"
    await tell(in_force(region))
    first, second = [await received(window, region) for _ in range(2)]

    await tell(over(region, utc_now(), (first["number"], "u-named")))

    async def moved() -> bool:
        return (await holder(window, region, first))[0] is not None

    await window.until(moved)
    assert await holder(window, region, second) == (None, 1)


async def test_a_village_does_not_decide_by_a_power_that_its_township_was_given(
    needs_power: Platform, tell: Any
) -> None:
    window, region = needs_power, "320682111"
    await tell(in_force(region))
    application = await accept(window, region, await received(window, region))

    village = await grant(window, f"{region}001", application)

    assert (village.status_code, village.json()["title"]) == (403, "applications.power-not-passed-on")
    assert (await grant(window, region, application)).status_code == 201
