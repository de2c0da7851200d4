"""Photos of inspections and of evidence: taken, sealed, looked at and erased; over HTTP."""

import hashlib
from typing import Any

import pytest

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import PenaltyDesk, refused
from tests.integration.enforcement.photo_desk import JPEG, LOOK, PDF, PNG, PhotoDesk, proved
from tests.support.files import paper, photo
from tests.support.platform import Platform

TOWN = "320682131"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PhotoDesk:
    cases = await PenaltyDesk(team, tell, TOWN, "MP31").build()
    inspections = InspectionDesk(team, tell, TOWN, "MP31", field_of_duty="photo-fire")
    await inspections.publish()
    return PhotoDesk(cases, inspections)


async def test_a_photo_of_an_inspection_is_a_line_of_its_record_and_comes_out_as_it_was_taken(desk: PhotoDesk) -> None:
    inspection, data = await desk.inspection(), photo(form="PNG")
    taken = proved(await desk.snap(inspection, data, PNG))
    (lies,) = desk.objects(inspection)
    line = (await desk.record(inspection))[-1]
    assert (line["kind"], line["seq"], line["has_words"]) == ("photo", taken["seq"], True)
    sealed = lies.read_bytes()
    told = {name: line["facts"][name] for name in ("photo", "sha256", "bytes", "media_type")}
    assert told == {
        "photo": taken["id"],
        "sha256": hashlib.sha256(sealed).hexdigest(),
        "bytes": len(sealed),
        "media_type": PNG,
    }
    assert data[100:140] not in sealed
    answer = await desk.inspections.officer(2).get(f"/inspections/{inspection}/photos/{taken['id']}", params=LOOK)
    assert (answer.content, answer.headers["content-type"]) == (data, PNG)


async def test_each_kind_of_file_is_handed_out_as_what_it_is_and_kept_by_nobody(desk: PhotoDesk) -> None:
    case = await desk.case()
    for data, kind in ((photo(), JPEG), (photo(form="PNG"), PNG), (paper("receipt", pages=2), PDF)):
        taken = proved(await desk.prove(case, data, kind))
        answer = await desk.cases.head().get(f"/penalties/{case}/photos/{taken['id']}", params=LOOK)
        assert (answer.content, answer.headers["content-type"]) == (data, kind)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "private, no-store"
    listed = (await desk.cases.officer().get(f"/penalties/{case}/photos")).json()["items"]
    assert [(one["media_type"], one["pages"], one["evidence"]) for one in listed] == [
        (JPEG, None, 1),
        (PNG, None, 1),
        (PDF, 2, 1),
    ]


async def test_what_a_photo_shows_is_sealed_and_read_for_a_purpose(desk: PhotoDesk) -> None:
    case, data = await desk.case(), photo()
    taken = proved(await desk.prove(case, data))
    assert "张三" not in str(await desk.record(case))
    assert "张三" not in (await desk.cases.officer().get(f"/penalties/{case}/photos")).text
    words = await desk.cases.officer().get(f"/records/{case}/lines/{taken['seq']}/words", params=LOOK)
    for part in ("张三的摊位占道", "120.65", hashlib.sha256(data).hexdigest()):
        assert part in words.json()["words"]


async def test_each_look_at_a_photo_is_a_line_and_needs_a_purpose(desk: PhotoDesk) -> None:
    case = await desk.case()
    taken = proved(await desk.prove(case))
    door = f"/penalties/{case}/photos/{taken['id']}"
    assert (await desk.cases.officer().get(door)).status_code == 422
    assert (await desk.cases.head().get(door, params=LOOK)).is_success
    lines = await desk.record(case)
    assert [line["kind"] for line in lines] == ["file", "add-evidence", "photo", "look"]
    assert (lines[-1]["by"], lines[-1]["facts"]) == (
        f"{TOWN}-h",
        {"seq": taken["seq"], "photo": taken["id"], "purpose": LOOK["purpose"]},
    )


async def test_the_same_request_again_is_one_photo(desk: PhotoDesk) -> None:
    case, key = await desk.case(), {"Idempotency-Key": f"photo-{TOWN}-1"}
    now = desk.platform.clock().isoformat()
    first = proved(await desk.prove(case, headers=key, taken_at=now))
    again = await desk.prove(case, headers=key, taken_at=now)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first, "true")
    assert len(desk.objects(case)) == 1
    assert [line["kind"] for line in await desk.record(case)].count("photo") == 1


async def test_a_photo_disturbs_nobody_who_has_read_the_case(desk: PhotoDesk) -> None:
    case, inspection = await desk.case(), await desk.inspection()
    proved(await desk.prove(case, who=desk.cases.officer(2)))
    proved(await desk.snap(inspection, who=desk.inspections.officer(2)))
    await desk.cases.take(case, "conclude", conclusion="punish", report="报告")
    await desk.inspections.take(inspection, "answers", answers=[
        {"question": "exit", "answer": "yes"}, {"question": "noise", "answer": "not-applicable"}
    ])  # fmt: skip


async def test_a_photo_of_a_case_whose_key_was_erased_is_still_there_and_nobody_reads_it(desk: PhotoDesk) -> None:
    case = await desk.case()
    taken = proved(await desk.prove(case))
    (lies,) = desk.objects(case)
    await desk.cases.take(case, "terminate", desk.cases.head(), ground="party-dissolved", words="注销")
    await desk.cases.take(case, "erase", desk.cases.head(), basis="档案管理规定")
    door = f"/penalties/{case}/photos"
    refused(await desk.cases.head().get(f"{door}/{taken['id']}", params=LOOK), "records.erased")
    assert (await desk.cases.officer().get(door)).json()["items"] == [taken]
    assert hashlib.sha256(lies.read_bytes()).hexdigest() == taken["sha256"]
