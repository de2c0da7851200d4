"""Who enforces holds a certificate of the day, place and field, as two persons said: over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.support.certified import certificate
from tests.support.platform import Platform

SEEN: dict[str, Any] = {"kind": "document", "what": "照片"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682161", "MP21").build(certified=False)


async def enter(desk: PenaltyDesk, person: str, **changes: Any) -> httpx.Response:
    office, given = desk.client("org-office", "p-org-1"), certificate(desk.platform, desk.region, **changes)
    return await office.post(f"/officers/{person}/certificates", json=given)


async def confirm(desk: PenaltyDesk, entered: httpx.Response, by: str = "p-org-2") -> httpx.Response:
    return await desk.client("leader", by).post(f"/officers/certificates/{entered.json()['id']}/confirm")


async def certified(desk: PenaltyDesk, person: str, **changes: Any) -> str:
    """Return the id of a certificate that two persons gave."""
    return str((await confirm(desk, await enter(desk, person, **changes))).json()["id"])


async def revoke(desk: PenaltyDesk, kept: str, from_day: Any) -> httpx.Response:
    body = {"from_day": from_day.isoformat(), "why": "调离"}
    return await desk.head().post(f"/officers/certificates/{kept}/revoke", json=body)


async def test_who_has_no_certificate_files_nothing(desk: PenaltyDesk) -> None:
    first, second = desk.officers
    refused(await desk.officer().post("/penalties", json=desk.form()), "enforcement.not-certified", "42")
    entered = await enter(desk, first)
    # What one person entered counts for nothing until another confirms it.
    answer = await desk.officer().post("/penalties", json=desk.form())
    refused(answer, "enforcement.not-certified", "55")
    assert answer.json()["person"] == first
    refused(await confirm(desk, entered, "p-org-1"), "second-person-needed")
    assert (await confirm(desk, entered)).json()["confirmed_by"] == "p-org-2"
    refused(await confirm(desk, entered), "enforcement.certificate-not-found")
    answer = await desk.officer().post("/penalties", json=desk.form())
    refused(answer, "enforcement.not-certified", "55")
    assert answer.json()["person"] == second
    await certified(desk, second)
    await desk.file()


async def test_a_certificate_that_expired_or_was_revoked_counts_no_more(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682164", "MP24").build(certified=False)
    await certified(desk, desk.officers[0])
    kept = await certified(desk, desk.officers[1], valid_to=(desk.today + 9 * DAY).isoformat())
    case = await desk.file()
    await desk.take(case, "evidence", **SEEN)
    team.clock.ahead += timedelta(days=10)
    try:
        refused(await desk.ask(case, "evidence", **SEEN), "enforcement.not-certified", "42")
    finally:
        team.clock.ahead -= timedelta(days=10)
    # From a day on, once, and not before it began.
    refused(await revoke(desk, kept, desk.today - 999 * DAY), "enforcement.certificate-days")
    assert (await revoke(desk, kept, desk.today + DAY)).json()["revoked_from"] == (desk.today + DAY).isoformat()
    await desk.take(case, "evidence", **SEEN)
    refused(await revoke(desk, kept, desk.today), "enforcement.certificate-revoked")
    now = await certified(desk, desk.officers[1], valid_from=(desk.today + DAY).isoformat())
    await revoke(desk, now, desk.today + DAY)
    lines = (await desk.head().get(f"/records/{now}")).json()["items"]
    assert [line["kind"] for line in lines] == ["enter-certificate", "confirm-certificate", "revoke-certificate"]


async def test_a_certificate_is_for_its_fields_and_its_place(team: Platform, tell: Any) -> None:
    # The power of the desk lies in the field `urban`.
    desk = InspectionDesk(team, tell, "320682165", "MP25")
    await desk.build(certified=False)
    first, second = desk.officers
    await certified(desk, first, fields=["urban", "safety"])
    await certified(desk, second, fields=["safety"])
    answer = await desk.officer().post("/penalties", json=desk.form())
    refused(answer, "enforcement.field-not-certified", "42")
    assert (answer.json()["person"], answer.json()["fields"]) == (second, ["urban"])
    await desk.publish()
    refused(await desk.try_open(), "enforcement.field-not-certified", "42")
    await certified(desk, second, fields=["comprehensive"])
    await desk.file()
    await desk.open()


async def test_a_certificate_of_another_place_counts_for_nothing(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682166", "MP26").build(certified=False)
    other = team.client("enforcement", role="org-office", person_id="p-o", scope="320682161")
    leader = team.client("enforcement", role="leader", person_id="p-l", scope="320682161")
    for person in desk.officers:
        entered = await other.post(f"/officers/{person}/certificates", json=certificate(team, "320682161"))
        await leader.post(f"/officers/certificates/{entered.json()['id']}/confirm")
    refused(await desk.officer().post("/penalties", json=desk.form()), "enforcement.not-certified", "42")


async def test_a_number_is_one_persons(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682167", "MP27").build(certified=False)
    first, second = desk.officers
    both = [await enter(desk, one, number="10060901777") for one in (first, second)]
    await confirm(desk, both[0])
    answer = await confirm(desk, both[1])
    refused(answer, "enforcement.certificate-number-taken")
    assert answer.json()["persons"] == [first]
    refused(await enter(desk, second, number="10060901777"), "enforcement.certificate-number-taken")
    # His own next one may have it.
    assert (await enter(desk, first, number="10060901777")).status_code == 201


async def test_what_officers_find_they_find_with_a_certificate(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682162", "M0222").build(certified=False)
    body = {"category": {"scheme": "onefour", "code": desk.matter}, "region": desk.region, "text": "占道"}
    found = body | {"second_officer_id": desk.officers[1], "found_at": team.clock().isoformat()}
    assert (await desk.officer().post("/findings", json=found)).status_code == 201
    await certified(desk, desk.officers[0])
    refused(await desk.officer().post("/findings", json=found), "enforcement.not-certified", "42")


async def test_a_certificate_is_entered_in_its_region_with_its_days_in_order(desk: PenaltyDesk) -> None:
    person = f"{desk.region}-9"
    refused(await enter(desk, person, region="320585102"), "enforcement.region-unknown")
    refused(await enter(desk, person, valid_to="2020-01-01"), "enforcement.certificate-days")
    assert (await enter(desk, person, fields=[])).status_code == 422
    given = certificate(desk.platform, desk.region)
    assert (await desk.officer().post(f"/officers/{person}/certificates", json=given)).status_code == 403
    await enter(desk, person, number="10060901001")
    items = (await desk.officer().get(f"/officers/{person}/certificates")).json()["items"]
    assert [(one["number"], one["confirmed_by"]) for one in items] == [("10060901001", None)]
