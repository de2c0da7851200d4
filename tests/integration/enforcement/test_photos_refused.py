"""Which photos are refused, of inspections and of evidence, and is nothing left of them? Over HTTP."""

import asyncio
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from enforcement.main import PROCESS
from shared.clock import utc_now
from shared.runtime.db import least_id, new_id
from shared.runtime.timers import run_round
from tests.integration.enforcement.inspection_desk import WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import PenaltyDesk, refused
from tests.integration.enforcement.photo_desk import JPEG, LOOK, PDF, PNG, PhotoDesk, proved
from tests.support.failing_store import away, failing, killed
from tests.support.files import archive, bomb, paper, paper_with, photo, run_script
from tests.support.platform import Platform

TOWN, MATTER = "320682132", "MP32"
REFUSED = "dossier.attachment-refused"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PhotoDesk:
    cases = await PenaltyDesk(team, tell, TOWN, MATTER).build()
    inspections = InspectionDesk(team, tell, TOWN, MATTER, field_of_duty="photo-fire")
    await inspections.publish()
    return PhotoDesk(cases, inspections)


# What is sent, as what → the refusal, and its reason where it has one.
UNFIT: dict[str, tuple[bytes, str, str, str | None]] = {
    "nothing": (b"", JPEG, REFUSED, "dossier.file-empty"),
    "words": (b"not a photo", JPEG, "photos.not-what-it-says", None),
    "a PNG that says JPEG": (photo(form="PNG"), JPEG, "photos.not-what-it-says", None),
    "a WebP": (photo(form="WEBP"), "image/webp", "photos.type-not-taken", None),
    "a page": (b"<html>", "text/html", "photos.type-not-taken", None),
    "half a JPEG": (photo(size=(640, 480))[:-400], JPEG, REFUSED, "dossier.file-damaged"),
    "half a PNG": (photo(form="PNG", size=(640, 480))[:-60], PNG, REFUSED, "dossier.file-damaged"),
    "the head of a PNG": (photo(form="PNG")[:40], PNG, REFUSED, "dossier.file-unknown"),
    "an archive behind it": (photo() + archive(), JPEG, REFUSED, "dossier.file-polyglot"),
    "too many pixels": (bomb(), PNG, REFUSED, "dossier.file-pixels"),
    "too many bytes": (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), JPEG, "dossier.attachment-too-large", None),
    "a script": (paper_with(run_script), PDF, REFUSED, "dossier.file-active"),
    "a password": (paper_with(lambda writer: writer.encrypt("x")), PDF, REFUSED, "dossier.file-locked"),
    "half a PDF": (paper()[:-40], PDF, REFUSED, "dossier.file-damaged"),
    "201 pages": (paper(pages=201), PDF, REFUSED, "dossier.file-pages"),
}


async def nothing_left(desk: PhotoDesk, case: str, lines: int) -> None:
    assert desk.objects(case) == []
    assert len(await desk.record(case)) == lines


async def test_what_is_no_photo_and_no_scan_is_refused_and_nothing_is_left(desk: PhotoDesk) -> None:
    case = await desk.case()
    for what, (data, kind, code, reason) in UNFIT.items():
        answer = await desk.prove(case, data, kind)
        assert (answer.json()["title"], answer.json().get("reason")) == (code, reason), what
    await nothing_left(desk, case, lines=2)


async def test_what_is_no_base64_or_says_too_little_is_refused(desk: PhotoDesk) -> None:
    case = await desk.case()
    refused(await desk.prove(case, content="@@@"), REFUSED)
    for changes in ({"shows": ""}, {"taken_at": "2026-11-30T08:00:00"}, {"taken_at": None}, {"shows": "a\x00b"}):
        assert (await desk.prove(case, **changes)).status_code == 422
    refused(await desk.prove(case, place={"lon": 2.3, "lat": 48.9}), "geo.bad-position")
    await nothing_left(desk, case, lines=2)


async def test_a_photo_belongs_to_an_entry_of_the_evidence(desk: PhotoDesk) -> None:
    case = await desk.case()
    refused(await desk.prove(case, evidence=2), "photos.evidence-unknown", "46")
    assert (await desk.prove(case, evidence=0)).status_code == 422
    await nothing_left(desk, case, lines=2)


async def test_nothing_is_added_to_evidence_that_was_excluded(desk: PhotoDesk) -> None:
    case = await desk.case()
    await desk.cases.take(case, "evidence/1/exclude", words="来源不明")
    refused(await desk.prove(case), "penalties.evidence-excluded", "46")
    await nothing_left(desk, case, lines=3)


async def test_a_photo_is_taken_before_now_and_after_it_could_show_something(desk: PhotoDesk) -> None:
    case, inspection, now = await desk.case(), await desk.inspection(), desk.platform.clock()
    later = (now + timedelta(minutes=10)).isoformat()
    refused(await desk.prove(case, taken_at=later), "photos.taken-in-future", "46")
    refused(await desk.snap(inspection, taken_at=later), "photos.taken-in-future", "47")
    refused(await desk.snap(inspection, taken_at=(now - timedelta(days=1)).isoformat()), "photos.taken-too-early", "55")
    for early in (now - timedelta(days=6 * 366), "0001-01-01T00:00:00+14:00"):
        taken_at = early if isinstance(early, str) else early.isoformat()
        refused(await desk.prove(case, taken_at=taken_at), "photos.taken-too-early", "36")
    proved(await desk.prove(case, taken_at=(now - timedelta(days=30)).isoformat()))
    await nothing_left(desk, inspection, lines=2)


async def test_a_scan_is_no_photo_of_an_inspection_and_credentials_come_first(desk: PhotoDesk) -> None:
    inspection = await desk.inspections.open()
    refused(await desk.snap(inspection), "inspections.credentials-not-shown", "55")
    await desk.inspections.take(inspection, "credentials", to="店长王某")
    refused(await desk.snap(inspection, paper(), PDF), "photos.type-not-taken")
    await nothing_left(desk, inspection, lines=2)


async def test_only_officers_of_the_case_take_its_photos(desk: PhotoDesk) -> None:
    case, inspection = await desk.case(), await desk.inspection()
    third = desk.cases.officer(3)
    refused(await desk.prove(case, who=third), "penalties.not-your-case", "42")
    refused(await desk.snap(inspection, who=third), "inspections.not-your-inspection", "42")
    for role in ("leader", "clerk"):
        who = desk.cases.client(role, desk.cases.officers[0])
        assert (await desk.prove(case, who=who)).status_code == 403
        assert (await desk.snap(inspection, who=who)).status_code == 403
    await nothing_left(desk, case, lines=2)
    await nothing_left(desk, inspection, lines=2)


async def test_a_stranger_of_another_county_finds_no_case_and_no_photo(desk: PhotoDesk) -> None:
    case, inspection = await desk.case(), await desk.inspection()
    mine, ours = proved(await desk.prove(case)), proved(await desk.snap(inspection))
    away = desk.platform.client("enforcement", role="officer", person_id=desk.cases.officers[0], scope="320585")
    assert (await desk.prove(case, who=away)).status_code == 404
    assert (await desk.snap(inspection, who=away)).status_code == 404
    for door in (f"/penalties/{case}/photos", f"/inspections/{inspection}/photos"):
        assert (await away.get(door)).status_code == 404
        for one in (mine, ours):
            assert (await away.get(f"{door}/{one['id']}", params=LOOK)).status_code == 404
    # And nobody opens the photo of one through the other.
    officer = desk.cases.officer()
    refused(await officer.get(f"/penalties/{case}/photos/{ours['id']}", params=LOOK), "photos.not-found")


async def test_a_closed_inspection_takes_no_photo_more(desk: PhotoDesk) -> None:
    inspection = await desk.inspections.signed(WELL)
    proved(await desk.snap(inspection))
    await desk.inspections.take(inspection, "nothing-found")
    refused(await desk.snap(inspection), "inspections.illegal-step")
    assert len(desk.objects(inspection)) == 1


async def test_a_case_takes_no_photo_once_its_investigation_is_over_or_it_was_handed_over(desk: PhotoDesk) -> None:
    concluded, handed = await desk.case(), await desk.case()
    await desk.cases.take(concluded, "conclude", conclusion="punish", report="报告")
    refused(await desk.prove(concluded), "penalties.illegal-step")
    async with desk.platform.database("enforcement").begin() as work:
        change = "UPDATE penalties SET handed_to = 'u-bureau', handed_on = current_date WHERE id = :id"
        await work.connection.execute(text(change), {"id": handed})
    refused(await desk.prove(handed), "penalties.handed-over", "24")
    await nothing_left(desk, concluded, lines=3)
    await nothing_left(desk, handed, lines=2)


async def test_a_case_has_no_more_photos_than_it_may_have(desk: PhotoDesk) -> None:
    case = await desk.case()
    for _ in range(50):
        proved(await desk.prove(case))
    refused(await desk.prove(case), "photos.too-many")
    assert len(desk.objects(case)) == 50


async def swept(platform: Platform) -> None:
    runtime = platform.apps["enforcement"].state.runtime
    (timer,) = [one for one in PROCESS.timers(runtime) if one.name == "photos.orphans"]
    await run_round(timer, runtime.database, platform.clock)


async def test_without_its_store_nothing_is_taken(desk: PhotoDesk) -> None:
    case = await desk.case()
    async with failing(desk.platform, "enforcement", away):
        refused(await desk.prove(case), "store-unavailable")
    assert len(await desk.record(case)) == 2


async def test_what_is_killed_between_object_and_line_is_swept_and_no_line_is_without_its_object(
    desk: PhotoDesk,
) -> None:
    case = await desk.case()
    async with failing(desk.platform, "enforcement", killed):
        with pytest.raises(asyncio.CancelledError):
            await desk.prove(case)
    (orphan,) = desk.objects(case)
    assert len(await desk.record(case)) == 2
    stays = proved(await desk.prove(case))
    await swept(desk.platform)
    assert orphan.exists()
    old = utc_now().timestamp() - 25 * 3_600
    for one in desk.objects(case):
        os.utime(one, (old, old))
    await swept(desk.platform)
    assert [stays["id"] in one.name for one in desk.objects(case)] == [True]


async def test_what_lies_there_for_long_without_a_line_is_evidence_and_stays(desk: PhotoDesk) -> None:
    proved(await desk.prove(await desk.case()))
    now, old = desk.platform.clock(), utc_now().timestamp() - 25 * 3_600
    ages = {timedelta(days=8): True, timedelta(days=6): False}
    lie = {age: desk.folder() / f"{new_id()}.{UUID(int=least_id(now - age).int + 1)}" for age in ages}
    for one in lie.values():
        one.write_bytes(b"a photo whose line somebody deleted")
        os.utime(one, (old, old))
    await swept(desk.platform)
    assert {age: one.exists() for age, one in lie.items()} == ages
    lie[timedelta(days=8)].unlink()


async def test_a_photo_that_is_gone_or_was_changed_in_the_store_is_refused_and_said_so(desk: PhotoDesk) -> None:
    case = await desk.case()
    one, other = proved(await desk.prove(case)), proved(await desk.prove(case))
    names = {name: desk.folder() / f"{case}.{name}" for name in (one["id"], other["id"])}
    names[one["id"]].write_bytes(names[other["id"]].read_bytes())
    names[other["id"]].unlink()
    for photo_id, why in ((one["id"], "photo-changed"), (other["id"], "photo-missing")):
        answer = await desk.cases.officer().get(f"/penalties/{case}/photos/{photo_id}", params=LOOK)
        refused(answer, "photos.damaged")
        assert answer.json()["why"] == why
    assert [line["kind"] for line in await desk.record(case)].count("look") == 0
