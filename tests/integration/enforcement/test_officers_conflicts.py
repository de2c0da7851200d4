"""Who has something to do with a party himself takes no step against it (art. 43): over HTTP and Kafka."""

from typing import Any

import httpx
import pytest

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk, company, refused
from tests.support.platform import Platform

SEEN: dict[str, Any] = {"kind": "document", "what": "照片"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682163", "MP23").build()


async def enter(desk: PenaltyDesk, person: str, number: str, **changes: Any) -> httpx.Response:
    conflict = {"region": desk.region, "number": number, "relation": "relative"} | changes
    return await desk.head().post(f"/officers/{person}/conflicts", json=conflict)


async def test_who_has_something_to_do_with_the_party_neither_files_nor_acts(desk: PenaltyDesk) -> None:
    party, second, third = company(desk.region), desk.officers[1], f"{desk.region}-3"
    case = await desk.file(party=party)
    refused(await enter(desk, second, party["number"], region="320585102"), "enforcement.region-unknown")
    assert (await enter(desk, second, party["number"])).status_code == 201
    refused(await desk.ask(case, "evidence", **SEEN), "enforcement.conflict-of-interest", "43")
    form = desk.form(party=party, again=True)
    refused(await desk.officer().post("/penalties", json=form), "enforcement.conflict-of-interest", "43")
    # Another party is no business of his, and where another officer comes for him the case goes on.
    await desk.file()
    await desk.take(case, "recusal", officer=second, words="亲属")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="同意")
    await desk.take(case, "evidence", **SEEN)


async def test_a_head_and_a_reviewer_with_an_interest_do_not_decide_either(desk: PenaltyDesk) -> None:
    party = company(desk.region)
    case = await desk.heard_out(party=party)
    for person in (desk.reviewer, f"{desk.region}-h"):
        await enter(desk, person, party["number"], relation="interest")
    review = await desk.ask(case, "review", desk.review_desk(), passed=True, opinion="同意")
    refused(review, "enforcement.conflict-of-interest", "43")
    body = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
    answer = await desk.ask(case, "decide", desk.head(), **body)
    refused(answer, "enforcement.conflict-of-interest", "43")
    assert answer.json()["person"] == f"{desk.region}-h"
    await desk.take(case, "decide", desk.client("leader", f"{desk.region}-h2"), **body)


async def test_nobody_inspects_an_enterprise_with_which_he_has_something_to_do(team: Platform, tell: Any) -> None:
    desk = InspectionDesk(team, tell, "320682168", "MP28", field_of_duty="conflicts")
    await desk.ready()
    number = company(desk.region)["number"]
    enterprise = await desk.enterprise(number=number)
    await enter(desk, desk.officers[1], number)
    answer = await desk.try_open(object_id=enterprise)
    refused(answer, "enforcement.conflict-of-interest", "43")
    assert answer.json()["person"] == desk.officers[1]
    # Nor when it is found at a place.
    place = await desk.open()
    found = await desk.ask(place, "credentials", to="店长", object_id=enterprise)
    refused(found, "enforcement.conflict-of-interest", "43")
    assert (await desk.try_open(object_id=enterprise, second_officer_id=f"{desk.region}-3")).status_code == 201


async def test_another_person_ends_a_conflict_and_nobody_reads_whose_number_it_was(desk: PenaltyDesk) -> None:
    party, first = company(desk.region), desk.officers[0]
    kept = (await enter(desk, first, party["number"])).json()["id"]
    refused(await desk.officer().post("/penalties", json=desk.form(party=party)), "enforcement.conflict-of-interest")
    path, why = f"/officers/conflicts/{kept}/end", {"why": "股份已转让"}
    refused(await desk.head().post(path, json=why), "second-person-needed")
    stranger = desk.platform.client("enforcement", role="leader", person_id="p-x", scope="320585102")
    refused(await stranger.post(path, json=why), "enforcement.conflict-not-found")
    assert (await desk.client("org-office", "p-o2").post(path, json=why)).json()["ended_by"] == "p-o2"
    refused(await desk.client("org-office", "p-o2").post(path, json=why), "enforcement.conflict-not-found")
    listed = await desk.head().get(f"/officers/{first}/conflicts")
    assert (listed.json()["items"][0]["id"], party["number"] in listed.text) == (kept, False)
    lines = (await desk.head().get(f"/records/{kept}")).json()["items"]
    assert [line["kind"] for line in lines] == ["enter-conflict", "end-conflict"]
    await desk.file(party=party)
