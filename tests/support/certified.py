"""Who holds an enforcement certificate? Entered by one person of the office over HTTP, and confirmed by another."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from shared.clock import town_day
from tests.support.platform import Platform

_SERIALS = count(1)


def certificate(platform: Platform, place: str, **changes: Any) -> dict[str, Any]:
    """Return what stands on a certificate of all fields that holds since long, and has a number of its own."""
    today = town_day(platform.clock())
    days = {"valid_from": today - timedelta(days=400), "valid_to": today + timedelta(days=4000)}
    usual = {"region": place, "number": f"{place}{next(_SERIALS):04d}", "kind": "province"}
    return usual | {name: day.isoformat() for name, day in days.items()} | {"fields": ["comprehensive"]} | changes


async def certify(platform: Platform, region: str, persons: Iterable[str], fields: Sequence[str] = ()) -> None:
    """See to it that each of these persons holds a certificate."""
    office = platform.client("enforcement", role="org-office", person_id=f"{region}-office", scope=region)
    leader = platform.client("enforcement", role="leader", person_id=f"{region}-leader", scope=region)
    for person in persons:
        held = (await leader.get(f"/officers/{person}/certificates")).json()["items"]
        if any(one["confirmed_by"] for one in held):
            continue
        named = {"fields": list(fields)} if fields else {}
        entered = await office.post(f"/officers/{person}/certificates", json=certificate(platform, region, **named))
        assert entered.status_code == 201, entered.text
        confirmed = await leader.post(f"/officers/certificates/{entered.json()['id']}/confirm")
        assert confirmed.is_success, confirmed.text
