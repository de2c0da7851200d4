"""How a photo comes from a phone whose signal comes and goes, and who may look at it."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from grid.main import PROCESS
from grid.tasks.service.photos import FOLDER
from grid.tasks.timers import UPLOADS_KEPT, forget_uploads
from shared.runtime.db import new_id
from shared.runtime.store import StoreUnavailable, store_of
from shared.schemas.dispatch import TaskAssigned
from tests.integration.grid.town import Town, hear, now, step
from tests.support.files import photo, sound

PART = 300


@pytest.fixture
async def task(town: Town) -> TaskAssigned:
    assigned = town.task()
    await hear(town.platform, assigned)
    await town.client("worker", "wang").post(f"/tasks/{assigned.task_id}/accept", json=step())
    return assigned


async def begin(town: Town, task: TaskAssigned, data: bytes, who: str = "wang", **more: Any) -> Any:
    usual = {"id": str(new_id()), "moment": "before", "length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return await town.client("worker", who).post(f"/tasks/{task.task_id}/uploads", json=usual | more)


async def send(town: Town, upload: str, data: bytes, offset: int, who: str = "wang") -> Any:
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return await town.client("worker", who).patch(f"/uploads/{upload}", content=data, headers=headers)


async def send_whole(town: Town, task: TaskAssigned, data: bytes, **more: Any) -> str:
    upload: str = (await begin(town, task, data, **more)).json()["id"]
    for start in range(0, len(data), PART):
        assert (await send(town, upload, data[start : start + PART], start)).status_code == 204
    found: str = (await town.client("worker", "wang").get(f"/uploads/{upload}")).json()["photo_id"]
    return found


async def test_a_photo_comes_in_parts_and_each_look_is_logged(town: Town, task: TaskAssigned) -> None:
    photo_id = await send_whole(town, task, photo())
    centre = town.client("dispatcher", "chen")

    [listed] = (await centre.get(f"/tasks/{task.task_id}/photos")).json()["items"]
    without = await centre.get(f"/tasks/{task.task_id}/photos/{photo_id}")
    opened = await centre.get(f"/tasks/{task.task_id}/photos/{photo_id}", params={"purpose": "核查"})

    assert (listed["id"], listed["moment"], listed["by"]) == (photo_id, "before", town.person("wang"))
    assert (without.status_code, opened.headers["content-type"]) == (422, "image/jpeg")
    assert Image.open(io.BytesIO(opened.content)).size == (48, 64)
    async with town.platform.database("grid").begin() as work:
        looks = await work.connection.execute(
            text("SELECT by, purpose FROM task_photo_looks WHERE photo_id = :id"), {"id": photo_id}
        )
        assert [tuple(row) for row in looks] == [(town.person("chen"), "核查")]


async def test_a_phone_goes_on_where_it_was_cut_off(town: Town, task: TaskAssigned) -> None:
    data = photo()
    upload = (await begin(town, task, data)).json()["id"]
    await send(town, upload, data[:PART], 0)

    head = await town.client("worker", "wang").head(f"/uploads/{upload}")
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == (str(PART), str(len(data)))
    assert (await send(town, upload, data[PART:], PART)).headers["upload-offset"] == str(len(data))


async def test_a_part_sent_twice_is_harmless_and_a_gap_names_what_is_wanted(town: Town, task: TaskAssigned) -> None:
    data = photo()
    upload = (await begin(town, task, data)).json()["id"]
    await send(town, upload, data[:PART], 0)

    again, gap = await send(town, upload, data[:PART], 0), await send(town, upload, data[500:], 500)

    assert (again.status_code, again.headers["upload-offset"]) == (204, str(PART))
    assert (gap.status_code, gap.json()["title"], gap.json()["wanted"]) == (409, "tasks.upload-gap", PART)
    # One that overlaps counts from where the known part ends.
    assert (await send(town, upload, data[PART - 10 :], PART - 10)).status_code == 204
    assert (await send(town, upload, data[PART:], PART)).status_code == 204


async def test_bytes_that_are_not_those_announced_are_no_photo(town: Town, task: TaskAssigned) -> None:
    data = photo()
    upload = (await begin(town, task, data)).json()["id"]
    await send(town, upload, data[:PART], 0)

    damaged = await send(town, upload, b"x" * (len(data) - PART), PART)
    longer = await send(town, upload, data[PART:] + b"x", PART)

    assert (damaged.status_code, damaged.json()["title"]) == (422, "tasks.upload-damaged")
    assert (longer.status_code, longer.json()["title"]) == (422, "tasks.upload-too-long")
    assert (await send(town, upload, data[PART:], PART)).status_code == 204


@pytest.mark.parametrize("data", [sound(), b"%PDF-1.7 no photo"])
async def test_what_is_no_photo_is_not_taken(town: Town, task: TaskAssigned, data: bytes) -> None:
    upload = (await begin(town, task, data)).json()["id"]

    refused = await send(town, upload, data, 0)

    assert (refused.status_code, refused.json()["reason"]) == (422, "dossier.file-unknown")
    assert (await town.client("worker", "wang").get(f"/tasks/{task.task_id}/photos")).json()["items"] == []


async def test_an_upload_begun_twice_is_one_and_its_id_belongs_to_it(town: Town, task: TaskAssigned) -> None:
    data, known = photo(), str(new_id())
    await begin(town, task, data, id=known)
    await send(town, known, data[:PART], 0)

    again, other = await begin(town, task, data, id=known), await begin(town, task, photo(colour="blue"), id=known)

    assert (again.status_code, again.json()["received"]) == (201, PART)
    assert (other.status_code, other.json()["title"]) == (409, "tasks.upload-id-reused")
    assert (await begin(town, task, data, "li", id=known)).status_code == 409


async def test_a_photo_that_is_there_needs_no_sending(town: Town, task: TaskAssigned) -> None:
    photo_id = await send_whole(town, task, photo())

    again = (await begin(town, task, photo())).json()

    assert (again["photo_id"], again["received"]) == (photo_id, again["length"])


async def test_nobody_else_sees_or_goes_on_with_an_upload(town: Town, task: TaskAssigned) -> None:
    upload = (await begin(town, task, photo())).json()["id"]

    assert (await send(town, upload, photo(), 0, "li")).status_code == 404
    assert (await town.client("worker", "li").get(f"/uploads/{upload}")).status_code == 404
    assert (await begin(town, task, photo(), "zhao")).json()["title"] == "tasks.not-found"


async def test_an_upload_is_too_large_or_too_late(town: Town, task: TaskAssigned) -> None:
    large = await begin(town, task, photo(), length=11 * 1024 * 1024)
    await town.client("worker", "wang").post(f"/tasks/{task.task_id}/return", json=step(reason="unsafe"))
    late = await begin(town, task, photo())

    assert (large.status_code, large.json()["title"]) == (413, "dossier.attachment-too-large")
    assert (late.status_code, late.json()["title"]) == (409, "tasks.illegal-step")


async def test_an_upload_is_forgotten_when_asked_or_when_nobody_goes_on_with_it(town: Town, task: TaskAssigned) -> None:
    dropped, stale = [(await begin(town, task, photo(colour=colour))).json()["id"] for colour in ("red", "blue")]
    phone = town.client("worker", "wang")
    await send(town, stale, photo(colour="blue")[:PART], 0)

    assert (await phone.delete(f"/uploads/{dropped}")).status_code == 204
    async with town.platform.database("grid").begin() as work:
        await forget_uploads(work, now() + UPLOADS_KEPT + timedelta(minutes=1))

    assert [(await phone.get(f"/uploads/{one}")).status_code for one in (dropped, stale)] == [404, 404]


async def test_parts_and_photos_lie_sealed(town: Town, task: TaskAssigned) -> None:
    data = photo()
    upload = (await begin(town, task, data)).json()["id"]
    await send(town, upload, data[:PART], 0)

    async with town.platform.database("grid").begin() as work:
        found = await work.connection.execute(
            text("SELECT sealed FROM upload_parts WHERE upload_id = :id"), {"id": upload}
        )
        [(sealed,)] = found.all()
    assert data[20:60] not in bytes(sealed)


async def test_a_matter_that_asks_for_photos_is_not_finished_without_them(town: Town, task: TaskAssigned) -> None:
    rule = {"region": town.region, "matter": "M0101", "version": 0, "tolerance_m": 100, "most_accuracy_m": 100}
    await town.client().put("/task-rules", json=rule | {"photo_before": True, "photo_after": True})
    finish, phone = f"/tasks/{task.task_id}/finish", town.client("worker", "wang")

    without = await phone.post(finish, json=step(result="solved"))
    await send_whole(town, task, photo())
    half = await phone.post(finish, json=step(result="solved"))
    await send_whole(town, task, photo(colour="blue"), moment="after")

    assert (without.json()["title"], without.json()["missing"]) == ("tasks.photos-missing", ["before", "after"])
    assert half.json()["missing"] == ["after"]
    assert (await phone.post(finish, json=step(result="solved"))).status_code == 200


async def test_an_object_that_no_task_speaks_of_is_swept_and_a_photo_stays(town: Town, task: TaskAssigned) -> None:
    runtime = town.platform.apps["grid"].state.runtime
    store, orphan = store_of(runtime), f"{FOLDER}/{new_id()}"
    await store.put(orphan, b"of a request that ended too early")
    photo_id = await send_whole(town, task, photo())
    sweep = next(timer for timer in PROCESS.timers(runtime) if timer.name == "tasks.orphans")

    async with town.platform.database("grid").begin() as work:
        assert await sweep.due(work, now() + timedelta(hours=25)) >= 1

    with pytest.raises(StoreUnavailable):
        await store.get(orphan)
    kept = await town.client("dispatcher").get(f"/tasks/{task.task_id}/photos/{photo_id}", params={"purpose": "核查"})
    assert kept.status_code == 200


async def test_the_grid_forgets_sweeps_and_lets_stand_in_by_itself(town: Town) -> None:
    timers = PROCESS.timers(town.platform.apps["grid"].state.runtime)

    assert {"tasks.uploads", "tasks.orphans", "tasks.stand-in"} <= {timer.name for timer in timers}
