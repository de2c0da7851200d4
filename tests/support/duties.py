"""How do tests draw up duty lists and hold townships to them? As two persons of an org office do."""

from itertools import cycle
from typing import Any

import httpx

from tests.support.platform import Platform

# Of the starter tables, group → how many: one application for each is under way at a time.
_GROUPS = {8: 7, 9: 6, 10: 7, 11: 6, 12: 4}
_matters = cycle([f"M{group * 100 + n:04}" for group, last in _GROUPS.items() for n in range(1, last + 1)])


def another_matter() -> str:
    """Return a matter that no other test of the same townships applies for: there are enough for each county's."""
    return next(_matters)


def org_office(platform: Platform, person: str = "p-org-1", *, scope: str) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


def line(matter: str, kind: str = "basic", lead: str = "governance-office", **more: Any) -> dict[str, Any]:
    return {"matter": matter, "kind": kind, "lead": lead, "legal_basis": "条例第一条"} | more


def drawn(region: str, *lines: dict[str, Any], valid_from: str = "2026-01-01") -> dict[str, Any]:
    return {
        "region": region,
        "valid_from": valid_from,
        "title": "职责清单",
        "adopted_by": "苏编发〔2026〕1号",
        "lines": list(lines),
    }


async def publish(platform: Platform, body: dict[str, Any], *, scope: str) -> dict[str, Any]:
    """Return a list that one person drew up and another published."""
    kept = await org_office(platform, scope=scope).post("/duties/drafts", json=body)
    assert kept.status_code == 201, kept.text
    done = await org_office(platform, "p-org-2", scope=scope).post(f"/duties/drafts/{kept.json()['id']}/publish")
    assert done.status_code == 200, done.text
    return dict(done.json())


async def propose_binding(
    platform: Platform, region: str, *, scope: str, bound_from: str = "2026-02-01", person: str = "p-org-1"
) -> httpx.Response:
    """Return the answer to a proposal that holds a township to its list once another person confirms it."""
    path, body = f"/duties/bindings/{region}", {"bound_from": bound_from}
    return await org_office(platform, person, scope=scope).put(path, json=body)


async def decide_binding(
    platform: Platform, proposal: str, act: str = "confirm", *, scope: str, person: str = "p-org-2"
) -> httpx.Response:
    return await org_office(platform, person, scope=scope).post(f"/duties/bindings/proposals/{proposal}/{act}")


async def bind(platform: Platform, region: str, *, scope: str, bound_from: str = "2026-02-01") -> None:
    """Hold a township to its list, as two persons do."""
    kept = await propose_binding(platform, region, scope=scope, bound_from=bound_from)
    assert kept.status_code == 200, kept.text
    bound = await decide_binding(platform, kept.json()["id"], scope=scope)
    assert bound.status_code == 200, bound.text


async def units(platform: Platform, *given: tuple[str, str, str]) -> None:
    """Set up units: (id, region, kind)."""
    rows = [{"id": i, "region": r, "kind": k, "name": k, "valid_from": "2026-01-01"} for i, r, k in given]
    done = await platform.client("dispatch", scope="32").put("/organisation/units", json={"units": rows})
    assert done.is_success, done.text
