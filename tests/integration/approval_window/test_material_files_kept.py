"""Where do files of materials lie, whom does one form's file serve, and is none ever half there?"""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from approval_window.applications.service.files import FOLDER
from approval_window.main import PROCESS
from shared.clock import utc_now
from shared.runtime.timers import run_round
from tests.integration.approval_window import catalogue
from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    ON_SITE,
    PERSON,
    PHOTO,
    PLAN,
    SERVICE,
    Counter,
    actions,
    add_items,
    refusal,
)
from tests.integration.approval_window.handed import JPEG, PDF, opened, rows, send, sent, store_settings
from tests.support.failing_store import away, failing, killed
from tests.support.files import paper, photo
from tests.support.platform import TOWN, Platform

BUNDLE = "test-files-of-one-form"


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def test_file_and_name_lie_sealed_and_a_photo_forgets_where_it_was_taken(counter: Counter) -> None:
    shown, given = await counter.receive(), photo()
    file = await sent(counter, shown, PHOTO, given, JPEG, name="王小明.jpg")

    (kept,) = await rows(counter.window, "SELECT * FROM application_files WHERE id = :id", id=file)
    folder = Path(store_settings(counter.window).url.removeprefix("file://"))
    lies = (folder / kept.object).read_bytes()
    assert not any(secret in lies for secret in (b"JFIF", given[100:200]))
    assert "王小明".encode() not in bytes(kept.sealed_name)
    assert bytes(kept.given_sha256) == hashlib.sha256(given).digest()
    found = (await opened(counter, shown, file)).content
    assert b"SecretPhone" not in found
    assert hashlib.sha256(found).digest() == bytes(kept.sha256)


async def of_one_form(counter: Counter, code: str = BUNDLE, *others: str) -> list[dict[str, Any]]:
    """Receive one form for items, of which all ask for the same."""
    admin = counter.window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    bundle = {"version": 0, "name": "一件事", "items": others or (LICENCE, ON_SITE, SERVICE)}
    made = await admin.put(f"/items/bundles/{code}", json=bundle)
    assert made.is_success or made.json()["title"] == "items.bundle-version-conflict", made.text
    body = {"bundle": code, "region": TOWN, "applicant": PERSON, "again": True}
    answer = await counter.clerk.post("/applications/bundles", json=body)
    assert answer.status_code == 201, answer.text
    return [await counter.read(one["id"]) for one in answer.json()["applications"]]


async def test_a_file_serves_all_applications_of_one_form_that_still_want_it(counter: Counter) -> None:
    first, second, gone = await of_one_form(counter)
    second = await counter.done(second, "notify")
    await counter.done(gone, "withdraw")

    await sent(counter, second, PLAN, paper("plan"))
    await sent(counter, await counter.read(first["id"]), FORM, paper("form"))
    one, other, over = [await counter.read(shown["id"]) for shown in (first, second, gone)]
    assert [len(shown["files"]) for shown in (one, other, over)] == [2, 2, 0]
    assert (one["state"], one["version"], one["materials"]) == ("received", 3, {FORM: "handed-in", PLAN: "handed-in"})
    # Its notice named both.
    assert actions(other)[-3:] == ["upload", "upload", "accept"]
    for shown in (one, other):
        assert (await opened(counter, shown, shown["files"][0]["id"])).content == paper("plan")
    kept = await rows(counter.window, "SELECT object FROM application_files WHERE application_id = :id", id=one["id"])
    also = await rows(counter.window, "SELECT object FROM application_files WHERE application_id = :id", id=other["id"])
    assert kept == also


async def test_what_a_department_of_the_county_goes_on_with_is_not_served_here(counter: Counter) -> None:
    one, over, _ = await of_one_form(counter)
    async with counter.window.database("approval-window").begin() as work:
        handed = "UPDATE applications SET handed_to = 'u-bureau', handed_on = current_date WHERE id = :id"
        await work.connection.execute(text(handed), {"id": over["id"]})

    await sent(counter, one, FORM, paper())
    assert [len((await counter.read(shown["id"]))["files"]) for shown in (one, over)] == [1, 0]
    assert refusal(await send(counter, over, FORM, paper())) == (409, "applications.handed-over")


async def test_an_item_says_which_types_of_file_it_takes_for_a_material(counter: Counter) -> None:
    admin = counter.window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    asked = catalogue.IDENTITY
    papers = await catalogue.published(admin, materials=[asked | {"file_types": ["application/pdf"]}])
    any_type = await catalogue.published(admin, materials=[asked])
    shown = (await counter.clerk.get(f"/items/{papers}")).json()["materials"]
    assert shown[0]["file_types"] == ["application/pdf"]

    one, other = await of_one_form(counter, f"b-{papers}", papers, any_type)
    refused = await send(counter, one, "identity", photo(), JPEG)
    assert (refusal(refused), refused.json()["taken"]) == ((422, "applications.file-type-not-taken"), [PDF])
    # What only one of them takes serves that one alone.
    await sent(counter, other, "identity", photo(), JPEG)
    assert [len((await counter.read(shown["id"]))["files"]) for shown in (one, other)] == [0, 1]
    await sent(counter, one, "identity", paper())
    assert [len((await counter.read(shown["id"]))["files"]) for shown in (one, other)] == [1, 2]


async def test_of_two_who_send_the_same_at_once_one_is_told_of_the_other(counter: Counter) -> None:
    shown = await counter.receive()

    both = [answer.json() for answer in await asyncio.gather(*(send(counter, shown, FORM, paper()) for _ in range(2)))]
    assert sorted(one["repeated"] for one in both) == [False, True]
    assert both[0]["id"] == both[1]["id"]


async def test_two_who_send_at_once_for_one_form_leave_one_file_each_standing(counter: Counter) -> None:
    first, second, _ = await of_one_form(counter)

    both = await asyncio.gather(send(counter, first, FORM, paper("one")), send(counter, second, FORM, paper("other")))
    # Who was later has not read what the first one brought.
    assert sorted(answer.status_code for answer in both) == [201, 409]
    for shown in (first, second):
        assert len((await counter.read(shown["id"]))["files"]) == 1


async def test_without_its_store_nothing_is_taken_and_no_look_is_kept(counter: Counter) -> None:
    shown = await counter.receive()
    async with failing(counter.window, "approval-window", away):
        assert refusal(await send(counter, shown, FORM, paper())) == (503, "store-unavailable")
    now = await counter.read(shown["id"])
    assert (now["version"], now["files"], now["materials"], actions(now)) == (1, [], {}, ["receive"])

    file = await sent(counter, shown, FORM, paper())
    async with failing(counter.window, "approval-window", away):
        assert refusal(await opened(counter, shown, file)) == (503, "store-unavailable")
    assert not await rows(counter.window, "SELECT 1 FROM application_looks WHERE application_id = :id", id=shown["id"])


def objects(window: Platform) -> set[Path]:
    folder = Path(store_settings(window).url.removeprefix("file://")) / FOLDER
    return set(folder.iterdir()) if folder.exists() else set()


async def swept(window: Platform) -> None:
    runtime = window.apps["approval-window"].state.runtime
    (timer,) = [one for one in PROCESS.timers(runtime) if one.name == "applications.orphans"]
    await run_round(timer, runtime.database, window.clock)


async def test_what_is_killed_between_store_and_row_names_no_file_and_its_orphan_is_swept(counter: Counter) -> None:
    shown, window, before = await counter.receive(), counter.window, objects(counter.window)
    async with failing(window, "approval-window", killed):
        with pytest.raises(asyncio.CancelledError):
            await send(counter, shown, FORM, paper())
    (orphan,) = objects(window) - before
    assert (await counter.read(shown["id"]))["files"] == []

    # The row of the first has become free, and the same file is taken.
    file = await sent(counter, shown, FORM, paper())
    (stays,) = objects(window) - before - {orphan}
    await swept(window)
    assert orphan.exists()
    old = utc_now().timestamp() - 25 * 3_600
    for one in (orphan, stays):
        os.utime(one, (old, old))
    await swept(window)
    assert not orphan.exists()
    assert (await opened(counter, shown, file)).content == paper()
