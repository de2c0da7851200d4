"""Which photos and sounds does a case take, who gets them, and is none ever half there?"""

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from dispatch.dossier.service.attachments import sweep_orphans
from shared.runtime.store import Store, StoreUnavailable, store_of
from tests.integration.dispatch.desk import STALLS, dispatcher, reported_case, rows
from tests.integration.dispatch.recusal_desk import SOCIAL
from tests.support.files import animation, archive, bomb, photo, sound
from tests.support.platform import Platform
from tests.support.town import TEAM

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "empty": (b"", "dossier.file-empty"),
    "svg": (SVG, "dossier.file-unknown"),
    "html": (b"<!doctype html><h1>x</h1>", "dossier.file-unknown"),
    "zip": (archive(), "dossier.file-unknown"),
    "text": ("我是照片.jpg".encode(), "dossier.file-unknown"),
    "truncated photo": (photo(size=(640, 480))[:-400], "dossier.file-damaged"),
    "truncated sound": (sound()[:-400], "dossier.file-damaged"),
    "photo and zip": (photo() + archive(), "dossier.file-polyglot"),
    "photo and page": (photo() + b"<script>alert(1)</script>", "dossier.file-polyglot"),
    "sound and page": (sound(form="OGG") + b"<script>alert(1)</script>", "dossier.file-polyglot"),
    "sound and more": (sound() + b"more and more", "dossier.file-damaged"),
    "bomb": (bomb(), "dossier.file-pixels"),
    "animation": (animation(), "dossier.file-animated"),
}


async def attach(client: httpx.AsyncClient, case: dict[str, Any], data: bytes, **more: str) -> httpx.Response:
    return await client.post(f"/cases/{case['id']}/attachments", content=data, params={"audience": "unit"} | more)


async def fetch(client: httpx.AsyncClient, case: dict[str, Any], attachment: str, **more: str) -> httpx.Response:
    return await client.get(f"/cases/{case['id']}/attachments/{attachment}", params={"purpose": "handle"} | more)


async def test_a_photo_comes_back_without_where_and_by_what_it_was_taken(town: Platform) -> None:
    case = await reported_case(town)
    given = photo()
    assert b"SecretPhone" in given

    written = await attach(dispatcher(town), case, given, name="现场 1.jpg")
    assert written.status_code == 201, written.text
    shown = await fetch(dispatcher(town), case, written.json()["id"])

    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert b"SecretPhone" not in shown.content
    with Image.open(io.BytesIO(shown.content)) as image:
        assert (image.size, dict(image.getexif())) == ((48, 64), {})
    assert shown.headers["content-disposition"] == "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    (look,) = await rows(town, "SELECT * FROM dossier_looks WHERE case_id = :id", id=case["id"])
    assert (look.what, str(look.attachment_id), look.purpose) == ("attachment", written.json()["id"], "handle")


@pytest.mark.parametrize("form", ["WAV", "MP3", "OGG", "FLAC"])
async def test_a_sound_comes_back_as_it_was(town: Platform, form: str) -> None:
    case, given = await reported_case(town), sound(form=form)
    written = await attach(dispatcher(town), case, given)
    assert written.status_code == 201, written.text
    assert (await fetch(dispatcher(town), case, written.json()["id"])).content == given


@pytest.mark.parametrize("named", REFUSED)
async def test_what_is_no_photo_and_no_sound_is_refused_with_its_reason(town: Platform, named: str) -> None:
    case = await reported_case(town)
    data, reason = REFUSED[named]
    answer = await attach(dispatcher(town), case, data, name="photo.jpg")
    assert (answer.status_code, answer.json().get("reason")) == (422, reason), answer.text
    assert (await dispatcher(town).get(f"/cases/{case['id']}/attachments")).json() == []


async def test_too_large_a_file_is_refused_before_it_is_looked_at(town: Platform) -> None:
    case = await reported_case(town)
    limit = town.settings["dispatch"].store.most_bytes
    answer = await attach(dispatcher(town), case, b"\xff" * (limit + 1))
    assert (answer.status_code, answer.json()["title"]) == (413, "dossier.attachment-too-large")
    assert (await attach(dispatcher(town), case, b"\xff" * (65 * 1024 * 1024))).status_code == 413


async def test_the_same_file_is_in_a_case_once_and_lies_sealed(town: Platform) -> None:
    case, given = await reported_case(town), sound()
    first = await attach(dispatcher(town), case, given)
    again = await attach(dispatcher(town), case, given, name="other.wav")
    assert again.json() == first.json() | {"repeated": True}
    (kept,) = await rows(town, "SELECT * FROM case_attachments WHERE case_id = :id", id=case["id"])
    assert bytes(kept.given_sha256) == hashlib.sha256(given).digest()
    folder = Path(town.settings["dispatch"].store.url.removeprefix("file://"))
    assert given[44:200] not in (folder / kept.object).read_bytes()


async def test_the_unit_sees_what_is_for_it_and_nobody_else_anything(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    for audience, colour in (("internal", "red"), ("unit", "blue")):
        await attach(dispatcher(town), case, photo(colour=colour), audience=audience)
    listed = f"/cases/{case['id']}/attachments"
    both = (await dispatcher(town).get(listed)).json()
    handler = town.client("dispatch", role="handler", unit=TEAM, person_id="p-handles")
    assert [one["id"] for one in (await handler.get(listed)).json()] == [both[1]["id"]]
    assert (await fetch(handler, case, both[0]["id"])).json()["title"] == "dossier.attachment-not-found"
    assert (await attach(handler, case, photo(colour="green"), audience="internal")).status_code == 403
    assert (await attach(handler, case, photo(colour="green"))).status_code == 201
    for stranger in (
        town.client("dispatch", role="handler", unit=SOCIAL),
        town.client("dispatch", role="grid-leader"),
        dispatcher(town, scope="320583"),
    ):
        assert (await fetch(stranger, case, both[1]["id"])).status_code in {403, 404}
        assert (await attach(stranger, case, photo())).status_code in {403, 404}


class Away(Store):
    """A store that does not answer."""

    async def put(self, name: str, content: bytes) -> None:
        raise StoreUnavailable("away")


async def test_without_its_store_nothing_is_written(town: Platform) -> None:
    case = await reported_case(town)
    runtime = town.apps["dispatch"].state.runtime
    kept = store_of(runtime)
    runtime.kept["store"] = Away(runtime.settings.store)
    try:
        assert (await attach(dispatcher(town), case, photo())).status_code == 503
    finally:
        runtime.kept["store"] = kept
    assert not await rows(town, "SELECT 1 FROM case_attachments WHERE case_id = :id", id=case["id"])


async def test_what_no_row_speaks_of_is_swept_and_the_rest_stays(town: Platform) -> None:
    case = await reported_case(town)
    written = (await attach(dispatcher(town), case, photo(colour="pink"))).json()["id"]
    store = store_of(town.apps["dispatch"].state.runtime)
    orphan, folder = f"attachments/{uuid4()}", Path(town.settings["dispatch"].store.url.removeprefix("file://"))
    await store.put(orphan, b"left by a request that was killed")

    async def sweep(kept: timedelta) -> None:
        async with town.database("dispatch").begin() as work:
            await sweep_orphans(work, store, town.clock(), kept=kept)

    await sweep(timedelta(hours=1))
    assert (folder / orphan).exists()
    old = town.clock().timestamp() - 7_200
    os.utime(folder / orphan, (old, old))
    os.utime(folder / f"attachments/{written}", (old, old))
    await sweep(timedelta(hours=1))
    assert not (folder / orphan).exists()
    assert (await fetch(dispatcher(town), case, written)).status_code == 200
