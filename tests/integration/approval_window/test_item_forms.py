"""How does a blank form come to everybody who needs one, and to nobody an old one? Over HTTP, without a token."""

import os
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from approval_window.items.service import FORMS
from approval_window.main import PROCESS
from shared.runtime.store import store_of
from shared.runtime.timers import run_round
from tests.integration.approval_window.catalogue import IDENTITY, PLAN, TODAY, fresh, published, refusal, withdraw
from tests.integration.approval_window.citizens import citizen
from tests.integration.approval_window.handed import store_settings
from tests.support.files import paper, paper_with, photo, run_script
from tests.support.platform import Platform

Client = httpx.AsyncClient


@pytest.fixture
def admin(window: Platform) -> Client:
    return window.client("approval-window", role="admin", scope="32", person_id="p-items")


@pytest.fixture
def clerk(window: Platform) -> Client:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


async def put_form(client: Client, code: str, data: bytes, material: str = "plan") -> httpx.Response:
    headers = {"Content-Type": "application/pdf"}
    return await client.put(f"/items/{code}/materials/{material}/form", content=data, headers=headers)


async def test_everybody_gets_the_newest_form_without_a_token(window: Platform, admin: Client, clerk: Client) -> None:
    code = await published(admin)
    first, second = paper("first"), paper("second", pages=2)
    assert (await put_form(admin, code, first)).json()["pages"] == 1
    told = (await put_form(admin, code, second)).json()
    assert (told["item"], told["material"], told["pages"], told["bytes"]) == (code, "plan", 2, len(second))

    found = await citizen(window).get(f"/forms/{code}/plan")
    assert (found.status_code, found.headers["content-type"], found.content) == (200, "application/pdf", second)
    assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%B9%B3%E9%9D%A2%E5%9B%BE.pdf"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "public, max-age=3600"
    assert (await clerk.get(f"/items/{code}")).json()["forms"] == ["plan"]


async def test_there_is_no_form_of_what_is_not_asked_for_today(window: Platform, admin: Client) -> None:
    code, anybody = await published(admin), citizen(window)
    assert refusal(await anybody.get(f"/forms/{code}/plan")) == (404, "items.form-not-found")
    assert refusal(await put_form(admin, code, paper(), "tax-return")) == (404, "items.material-unknown")
    assert refusal(await put_form(admin, fresh(), paper())) == (404, "items.not-found")
    await put_form(admin, code, paper())
    await published(admin, code, version=1, materials=[IDENTITY])
    assert refusal(await anybody.get(f"/forms/{code}/plan")) == (404, "items.material-unknown")
    await published(admin, code, version=2, materials=[IDENTITY, PLAN])
    assert (await anybody.get(f"/forms/{code}/plan")).status_code == 200
    await withdraw(admin, code, 3, TODAY)
    assert refusal(await anybody.get(f"/forms/{code}/plan")) == (404, "items.not-in-force")


REFUSED = {
    "empty": (b"", "dossier.file-damaged"),
    "a photo": (photo(), "dossier.file-damaged"),
    "a script": (paper_with(run_script), "dossier.file-active"),
    "a password": (paper_with(lambda writer: writer.encrypt("x")), "dossier.file-locked"),
}


@pytest.mark.parametrize("named", REFUSED)
async def test_a_form_is_a_whole_document_that_does_nothing(window: Platform, admin: Client, named: str) -> None:
    code = await published(admin)
    data, reason = REFUSED[named]

    answer = await put_form(admin, code, data)
    assert (refusal(answer), answer.json()["reason"]) == ((422, "items.form-refused"), reason)
    assert (await citizen(window).get(f"/forms/{code}/plan")).status_code == 404


async def test_only_who_keeps_the_catalogue_publishes_a_form_and_none_too_large(
    window: Platform, admin: Client, clerk: Client
) -> None:
    code, limit = await published(admin), store_settings(window).most_bytes

    assert (await put_form(clerk, code, paper())).status_code == 403
    assert (await put_form(citizen(window), code, paper())).status_code == 401
    assert refusal(await put_form(admin, code, bytes(limit + 1))) == (413, "items.form-too-large")


async def test_a_form_that_no_item_speaks_of_is_swept_and_the_others_stay(window: Platform, admin: Client) -> None:
    code, runtime = await published(admin), window.apps["approval-window"].state.runtime
    await put_form(admin, code, paper())
    orphan, folder = f"{FORMS}/{uuid4()}", Path(store_settings(window).url.removeprefix("file://"))
    await store_of(runtime).put(orphan, b"left by a request that was killed")
    old = window.clock().timestamp() - 25 * 3_600
    os.utime(folder / orphan, (old, old))

    (timer,) = [one for one in PROCESS.timers(runtime) if one.name == "items.orphans"]
    await run_round(timer, runtime.database, window.clock)
    assert not (folder / orphan).exists()
    assert (await citizen(window).get(f"/forms/{code}/plan")).status_code == 200
