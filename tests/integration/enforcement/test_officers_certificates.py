"""Who enforces holds a certificate of the day, and has nothing to do with the party himself: over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, company, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682161", "MP21").build()


def certificate(desk: PenaltyDesk, **changes: Any) -> dict[str, Any]:
    days = {"valid_from": (desk.today - 9 * DAY).isoformat(), "valid_to": (desk.today + 9 * DAY).isoformat()}
    usual = {"region": desk.region, "number": "10060901001", "kind": "province", "fields": ["urban"]}
    return usual | days | changes


async def enter(desk: PenaltyDesk, person: str, **changes: Any) -> httpx.Response:
    office = desk.client("org-office", "p-org-1")
    return await office.post(f"/officers/{person}/certificates", json=certificate(desk, **changes))


async def confirm(desk: PenaltyDesk, entered: httpx.Response, by: str = "p-org-2") -> httpx.Response:
    path = f"/officers/certificates/{entered.json()['id']}/confirm"
    return await desk.client("leader", by).post(path)


async def test_who_has_no_certificate_of_the_day_neither_files_nor_acts(desk: PenaltyDesk) -> None:
    case = await desk.file()
    first, second = desk.officers
    entered = await enter(desk, first)
    assert entered.status_code == 201, entered.text
    # What one person entered counts for nothing until another confirms it.
    await desk.take(case, "evidence", kind="document", what="照片")
    refused(await confirm(desk, entered, "p-org-1"), "second-person-needed")
    assert (await confirm(desk, entered)).json()["confirmed_by"] == "p-org-2"
    refused(await confirm(desk, entered), "enforcement.certificate-not-found")
    answer = await desk.ask(case, "evidence", kind="document", what="照片")
    refused(answer, "enforcement.not-certified", "55")
    assert answer.json()["person"] == second
    refused(await desk.officer().post("/penalties", json=desk.form()), "enforcement.not-certified", "42")
    await confirm(desk, await enter(desk, second))
    await desk.take(case, "evidence", kind="document", what="照片")
    desk.platform.clock.ahead += timedelta(days=10)
    try:
        refused(await desk.ask(case, "evidence", kind="document", what="照片"), "enforcement.not-certified", "42")
    finally:
        desk.platform.clock.ahead -= timedelta(days=10)


async def test_what_officers_find_they_find_with_a_certificate(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682162", "M0222").build()
    body = {"category": {"scheme": "onefour", "code": desk.matter}, "region": desk.region, "text": "占道"}
    found = body | {"second_officer_id": desk.officers[1], "found_at": team.clock().isoformat()}
    assert (await desk.officer().post("/findings", json=found)).status_code == 201
    await confirm(desk, await enter(desk, desk.officers[0]))
    refused(await desk.officer().post("/findings", json=found), "enforcement.not-certified", "42")


async def test_a_certificate_is_entered_in_its_region_with_its_days_in_order(desk: PenaltyDesk) -> None:
    person = f"{desk.region}-9"
    refused(await enter(desk, person, region="320585102"), "enforcement.region-unknown")
    refused(await enter(desk, person, valid_to="2020-01-01"), "enforcement.certificate-days")
    assert (await desk.officer().post(f"/officers/{person}/certificates", json=certificate(desk))).status_code == 403
    await enter(desk, person)
    items = (await desk.officer().get(f"/officers/{person}/certificates")).json()["items"]
    assert [(one["number"], one["confirmed_by"]) for one in items] == [("10060901001", None)]


async def test_who_has_something_to_do_with_the_party_neither_files_nor_acts(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682163", "MP23").build()
    party, second, third = company(desk.region), desk.officers[1], f"{desk.region}-3"
    case = await desk.file(party=party)
    conflict = {"region": desk.region, "number": party["number"], "relation": "relative"}
    path = f"/officers/{second}/conflicts"
    elsewhere = await desk.head().post(path, json=conflict | {"region": "320585102"})
    refused(elsewhere, "enforcement.region-unknown")
    assert (await desk.head().post(path, json=conflict)).status_code == 201
    refused(await desk.ask(case, "evidence", kind="document", what="照片"), "enforcement.conflict-of-interest", "43")
    form = desk.form(party=party, again=True)
    refused(await desk.officer().post("/penalties", json=form), "enforcement.conflict-of-interest", "43")
    # Another party is no business of his, and where another officer comes for him the case goes on.
    await desk.file()
    await desk.take(case, "recusal", officer=second, words="亲属")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="同意")
    await desk.take(case, "evidence", kind="document", what="照片")
