"""Who is told what in tests? Persons of a township of their own, whose inboxes are read over HTTP."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import httpx

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from tests.integration.dispatch.desk import rows
from tests.support.platform import Platform

# A township of the same county in which no other test plays.
PLACE, COUNTY = "320585101", "320585"


async def put_persons(platform: Platform, persons: Iterable[tuple[str, str, str, str | None]]) -> None:
    """Enter persons: (id, region, role, unit)."""
    given = [
        {"id": person, "name": "某人", "region": region, "roles": [role], "unit_id": unit, "valid_from": "2026-01-01"}
        for person, region, role, unit in persons
    ]
    client = platform.client("dispatch", scope="32")
    (await client.put("/organisation/persons", json={"persons": given})).raise_for_status()


async def put_unit(platform: Platform, unit: str, region: str = PLACE) -> None:
    given = [
        {"id": unit, "region": region, "kind": "construction-office", "name": "建设局", "valid_from": "2026-01-01"}
    ]
    client = platform.client("dispatch", scope="32")
    (await client.put("/organisation/units", json={"units": given})).raise_for_status()


async def told(platform: Platform, *notices: Notice) -> list[UUID]:
    """Tell, as another part of the centre does in its own transaction, and wait until each has been spread."""
    async with platform.database("dispatch").begin() as work:
        ids = await tell(work, notices, platform.clock())
    await spread(platform, ids)
    return ids


async def spread(platform: Platform, ids: Sequence[UUID]) -> None:
    async def look() -> bool:
        left = "SELECT count(*) FROM notices WHERE id = ANY(:ids) AND spread_at IS NULL"
        return (await rows(platform, left, ids=list(ids)))[0][0] == 0

    await platform.until(look)


def notice(what: str = "case-overdue", to: Recipient | None = None, **more: Any) -> Notice:
    return Notice(what, to or Recipient.role("dispatcher", PLACE), **{"region": PLACE} | more)


def person(
    platform: Platform, person_id: str, role: str = "dispatcher", scope: str = PLACE, unit: str | None = None
) -> httpx.AsyncClient:
    return platform.client("dispatch", role=role, scope=scope, person_id=person_id, unit=unit)


async def inbox(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get("/inbox", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def delivered(platform: Platform, notice_id: UUID, channel: str = "inbox") -> list[str]:
    """Return who was told of a notice by a way."""
    query = "SELECT recipient FROM notice_deliveries WHERE notice_id = :id AND channel = :channel ORDER BY recipient"
    return [row[0] for row in await rows(platform, query, id=notice_id, channel=channel)]


async def named(platform: Platform, case_id: str, kind: str, subject: str) -> None:
    """Name whom a case complains of."""
    query = "INSERT INTO case_subjects VALUES (:case, :kind, :subject, 'p-test', now()) RETURNING 1"
    await rows(platform, query, case=UUID(case_id), kind=kind, subject=subject)
