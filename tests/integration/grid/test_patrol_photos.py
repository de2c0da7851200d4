"""What a worker settled on the spot is shown by photos: sent before the report, kept with it, seen for a purpose."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from grid.tasks.timers import UPLOADS_KEPT, forget_uploads
from shared.runtime.db import new_id
from shared.schemas.dispatch import ReportOf
from shared.schemas.grid import PatrolReported
from shared.schemas.vocabulary import Origin
from tests.integration.grid.test_patrols import case_of, sighting
from tests.integration.grid.test_photos import PART, send
from tests.integration.grid.town import Town, now, rows, staffed_town, tell, told
from tests.support.files import photo
from tests.support.phone import Phone
from tests.support.platform import Platform

SOLVED = {"result": "solved", "note": "张某已自行清理"}


@pytest.fixture
async def town(platform: Platform) -> Town:
    """Return a town whose matter M0101 asks for photos before and after."""
    town = await staffed_town(platform)
    rule = {"region": town.region, "matter": "M0101", "version": 0, "tolerance_m": 100, "most_accuracy_m": 100}
    answer = await town.client().put("/task-rules", json=rule | {"photo_before": True, "photo_after": True})
    assert answer.status_code == 200, answer.text
    return town


async def begin(town: Town, sighting_id: str, data: bytes, who: str = "wang", **more: Any) -> Any:
    usual = {"id": str(new_id()), "sighting_id": sighting_id, "moment": "before", "length": len(data)}
    body = usual | {"sha256": hashlib.sha256(data).hexdigest()} | more
    return await town.client("worker", who).post("/patrol-reports/uploads", json=body)


async def send_whole(town: Town, sighting_id: str, data: bytes, who: str = "wang", **more: Any) -> None:
    begun = await begin(town, sighting_id, data, who, **more)
    assert begun.status_code == 201, begun.text
    for start in range(0, len(data), PART):
        answer = await send(town, begun.json()["id"], data[start : start + PART], start, who)
        assert answer.status_code == 204, answer.text


async def send_both(town: Town, sighting_id: str, who: str = "wang") -> None:
    await send_whole(town, sighting_id, photo(), who)
    await send_whole(town, sighting_id, photo(colour="blue"), who, moment="after")


async def report(town: Town, body: dict[str, Any], who: str = "wang") -> Any:
    return await town.client("worker", who).post("/patrol-reports", json=body)


async def test_what_was_settled_is_refused_without_the_photos_that_its_matter_asks_for(town: Town):
    body = sighting(solved=SOLVED)

    without = await report(town, body)
    await send_whole(town, body["client_id"], photo())
    half = await report(town, body)
    await send_whole(town, body["client_id"], photo(colour="blue"), moment="after")
    whole = await report(town, body)

    assert (without.status_code, without.json()["title"]) == (409, "tasks.photos-missing")
    assert (without.json()["missing"], half.json()["missing"]) == (["before", "after"], ["after"])
    assert (whole.status_code, (await report(town, body)).json()["id"]) == (201, whole.json()["id"])
    assert len(await told(town.platform, PatrolReported, whole.json()["id"])) == 1


async def test_what_is_only_reported_or_of_another_matter_needs_no_photos(town: Town):
    other = sighting(solved=SOLVED, category={"scheme": "onefour", "code": "M0102"})

    assert (await report(town, sighting())).status_code == 201
    assert (await report(town, other)).status_code == 201


async def test_a_rule_for_every_matter_holds_for_a_category_of_another_scheme(town: Town):
    rule = {"region": town.region, "version": 0, "tolerance_m": 100, "most_accuracy_m": 100, "photo_after": True}
    await town.client().put("/task-rules", json=rule)

    refused = await report(town, sighting(solved=SOLVED, category={"scheme": "gb47678", "code": "01001"}))

    assert refused.json()["missing"] == ["after"]


async def test_the_photos_of_another_worker_are_not_those_of_this_report(town: Town):
    body = sighting(solved=SOLVED)
    await send_both(town, body["client_id"], who="li")

    assert (await report(town, body)).json()["title"] == "tasks.photos-missing"


async def test_photos_are_kept_with_the_report_and_each_look_is_logged(town: Town):
    body = sighting(solved=SOLVED)
    await send_both(town, body["client_id"])
    found = f"/patrol-reports/{(await report(town, body)).json()['id']}/photos"
    centre = town.client("dispatcher", "chen")

    listed = (await centre.get(found)).json()["items"]
    without = await centre.get(f"{found}/{listed[0]['id']}")
    opened = await centre.get(f"{found}/{listed[0]['id']}", params={"purpose": "核查"})

    assert [(one["moment"], one["by"]) for one in listed] == [(m, town.person("wang")) for m in ("before", "after")]
    assert (without.status_code, opened.headers["content-type"]) == (422, "image/jpeg")
    assert Image.open(io.BytesIO(opened.content)).size == (48, 64)
    looks = await rows(town, "SELECT by, purpose FROM task_photo_looks WHERE photo_id = :id", id=listed[0]["id"])
    assert [tuple(look) for look in looks] == [(town.person("chen"), "核查")]


async def test_who_may_not_see_the_report_sees_no_photo_of_it(town: Town, platform: Platform):
    body = sighting(solved=SOLVED)
    await send_both(town, body["client_id"])
    found = f"/patrol-reports/{(await report(town, body)).json()['id']}/photos"
    elsewhere = (await staffed_town(platform)).client("dispatcher")

    assert (await town.client("clerk").get(found)).status_code == 403
    for other in (town.client("worker", "li"), elsewhere):
        assert (await other.get(found)).json()["title"] == "patrols.report-not-found"
    unknown = await town.client("dispatcher").get(f"{found}/{new_id()}", params={"purpose": "核查"})
    assert (unknown.status_code, unknown.json()["title"]) == (404, "tasks.photo-not-found")


async def test_where_the_case_hides_its_author_alone_sees_the_photos(town: Town):
    body = sighting(solved=SOLVED)
    await send_both(town, body["client_id"])
    report_id = (await report(town, body)).json()["id"]
    hidden = ReportOf(report_id=new_id(), origin=Origin.PATROL, external_id=report_id, hidden=True)
    await tell(town.platform, case_of(report_id, reports=[hidden]))
    photos = f"/patrol-reports/{report_id}/photos"

    async def is_hidden() -> bool:
        return (await town.client("dispatcher").get(photos)).status_code == 404

    await town.platform.until(is_hidden)
    assert len((await town.client("worker", "wang").get(photos)).json()["items"]) == 2


async def test_without_signal_the_report_waits_for_its_photos(town: Town):
    phone = Phone(town.client("worker", "wang"))
    body = {name: value for name, value in sighting(solved=SOLVED).items() if name not in ("client_id", "seen_at")}
    item = phone.does("patrol-report", new_id(), ago=30, **body)

    first = (await phone.sends())["items"][0]
    await send_both(town, item["client_id"])
    second = (await phone.sends(item))["items"][0]

    assert (first["outcome"], first["waits_for"]) == ("waiting", "photos")
    assert (second["outcome"], second["version"]) == ("done", 1)
    listed = await town.client("dispatcher").get(f"/patrol-reports/{second['report_id']}/photos")
    assert len(listed.json()["items"]) == 2


async def test_a_photo_that_comes_after_its_report_is_the_reports(town: Town):
    body, data = sighting(), photo()
    upload = (await begin(town, body["client_id"], data)).json()["id"]
    report_id = (await report(town, body)).json()["id"]
    await send(town, upload, data, 0)
    await send_whole(town, body["client_id"], photo(colour="blue"), moment="after")

    async with town.platform.database("grid").begin() as work:
        await forget_uploads(work, now() + UPLOADS_KEPT + timedelta(minutes=1))

    listed = (await town.client("worker", "wang").get(f"/patrol-reports/{report_id}/photos")).json()["items"]
    assert [one["moment"] for one in listed] == ["before", "after"]


async def test_photos_whose_report_never_comes_are_forgotten(town: Town):
    body = sighting(solved=SOLVED)
    await send_both(town, body["client_id"])

    async with town.platform.database("grid").begin() as work:
        await forget_uploads(work, now() + UPLOADS_KEPT + timedelta(minutes=1))

    assert (await report(town, body)).json()["missing"] == ["before", "after"]


async def test_an_upload_of_a_task_is_none_of_a_report(town: Town):
    first, second = str(new_id()), str(new_id())
    known = (await begin(town, first, photo())).json()["id"]

    reused = await begin(town, second, photo(), id=known)

    assert (reused.status_code, reused.json()["title"]) == (409, "tasks.upload-id-reused")
    assert (await begin(town, first, photo(), who="li", id=known)).status_code == 409
    assert (await begin(town, first, photo(), length=11 * 1024 * 1024)).status_code == 413
