"""How do tests move posts, people and money? One of the org office draws up, another confirms."""

from typing import Any

import httpx

from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY = "320381"
ADMINISTRATIVE = "administrative"
START = "2026-01-01"


def org_office(platform: Platform, person: str = "p-org-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


def proposal(what: str, *lines: dict[str, Any], day: str = START, region: str = COUNTY) -> dict[str, Any]:
    return {"what": what, "region": region, "valid_from": day, "adopted_by": "苏编发〔2026〕2号", "lines": list(lines)}


def ceiling(unit: str, approved: int, kind: str = ADMINISTRATIVE) -> dict[str, Any]:
    return {"unit_id": unit, "kind": kind, "approved": approved}


def side(unit: str | None, posts: int, power: str | None = None) -> dict[str, Any]:
    return {"unit_id": unit, "kind": ADMINISTRATIVE, "posts": posts, "power": power}


def placed(person: str, mode: str, before: str, after: str, power: str | None = None) -> dict[str, Any]:
    ends = {"from_unit": before, "to_unit": after}
    return {"person_id": person, "mode": mode, "kind": ADMINISTRATIVE, "power": power} | ends


async def drawn(platform: Platform, body: dict[str, Any], **who: str) -> httpx.Response:
    return await org_office(platform, **who).post("/resources/proposals", json=body)


async def confirmed(platform: Platform, body: dict[str, Any]) -> str:
    """Return the proposal that one drew up and another confirmed."""
    kept = await drawn(platform, body)
    assert kept.status_code == 201, kept.text
    done = await org_office(platform, "p-org-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text
    return str(kept.json()["id"])


async def changed(platform: Platform, agencies: dict[str, Any]) -> httpx.Response:
    """Open and close agencies as two persons do; return the first one's answer, or the refusal of either."""
    kept = await org_office(platform).post("/resources/agencies", json=agencies)
    if kept.status_code != 201:
        return kept
    done = await org_office(platform, "p-org-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")
    return kept if done.status_code == 200 else done


async def got(platform: Platform, path: str, **query: Any) -> Any:
    answer = await org_office(platform).get(f"/resources/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()
