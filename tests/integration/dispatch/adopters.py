"""How do tests take townships in? The county adopts, one of the province draws up, another publishes and approves."""

from typing import Any

import httpx

from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY = "320925"
DAY = "2026-11-01"


def org_office(platform: Platform, person: str = "p-org-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


def province(platform: Platform, person: str = "p-province-1") -> httpx.AsyncClient:
    return org_office(platform, person, "32")


def adoption(kind: str = "town", day: str = DAY, **more: Any) -> dict[str, Any]:
    return {"type": kind, "valid_from": day, "document": "建政发〔2026〕2号"} | more


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def taken(platform: Platform, region: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await org_office(platform).put(f"/adoption/townships/{region}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def read(platform: Platform, path: str, **query: Any) -> Any:
    answer = await org_office(platform).get(f"/adoption/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def standard(platform: Platform, kind: str = "rural") -> dict[str, Any]:
    (found,) = await read(platform, "standards", type=kind)
    return dict(found)


async def published(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    """Return a standard that one of the province drew up and another published."""
    kept = await province(platform).post("/adoption/standards/drafts", json=body)
    assert kept.status_code == 201, kept.text
    done = await province(platform, "p-province-2").post(f"/adoption/standards/drafts/{kept.json()['id']}/publish")
    assert done.status_code == 200, done.text
    return dict(done.json())


def drawn(pack: dict[str, Any], kind: str, day: str) -> dict[str, Any]:
    return {"type": kind, "valid_from": day, "title": "标准", "adopted_by": "苏政发〔2026〕9号", "pack": pack}
