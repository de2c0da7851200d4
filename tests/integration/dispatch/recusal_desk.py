"""How do tests name whom a case is about, and send it to somebody else?"""

from typing import Any

import httpx

from tests.integration.dispatch.desk import act, dispatcher
from tests.support.platform import TOWN, Platform

SOCIAL, GOVERNANCE = f"u-{TOWN}-social-affairs", f"u-{TOWN}-governance-office"


def person(person_id: str) -> dict[str, str]:
    return {"kind": "person", "id": person_id}


def unit(unit_id: str) -> dict[str, str]:
    return {"kind": "unit", "id": unit_id}


async def name(platform: Platform, case: dict[str, Any], *subjects: dict[str, str], **who: Any) -> httpx.Response:
    body = {"version": case["version"], "subjects": list(subjects)}
    return await dispatcher(platform, **who).put(f"/cases/{case['id']}/subjects", json=body)


async def give_to_unit(platform: Platform, case: dict[str, Any], unit_id: str, **more: Any) -> httpx.Response:
    return await act(platform, case, "dispatch", executor="unit", unit=unit_id, **more)


async def employ(platform: Platform, worker: str, unit_id: str | None) -> None:
    """Say in which unit a grid worker works, from the beginning of the year."""
    row = {"id": worker, "name": "测试人", "region": TOWN, "roles": ["worker"], "valid_from": "2026-01-01"}
    body = {"persons": [row | {"unit_id": unit_id}]}
    entered = await platform.client("dispatch").put("/organisation/persons", json=body)
    assert entered.is_success, entered.text
