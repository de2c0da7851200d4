"""Which files does an application take for its materials, who gets them, and is none ever half there?"""

import hashlib

import pytest

from shared.runtime.db import new_id
from shared.schemas.approval_window import ApplicationChanged
from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    PHOTO,
    PLAN,
    Counter,
    actions,
    add_items,
    in_days,
    refusal,
)
from tests.integration.approval_window.handed import JPEG, PDF, opened, rows, send, sent, store_settings
from tests.support.files import animation, archive, bomb, paper, paper_with, photo, run_script, sound
from tests.support.platform import Platform


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def test_a_file_of_a_material_is_kept_and_comes_back_as_it_was(counter: Counter) -> None:
    shown, given = await counter.receive(), paper("王小明")

    file = await sent(counter, shown, FORM, given, name='王小明 的"申请书".pdf')
    found = await opened(counter, shown, file)
    assert (found.status_code, found.headers["content-type"], found.content) == (200, PDF, given)
    said = "attachment; filename*=UTF-8''%E7%8E%8B%E5%B0%8F%E6%98%8E%20%E7%9A%84%22%E7%94%B3%E8%AF%B7%E4%B9%A6%22.pdf"
    assert found.headers["content-disposition"] == said
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in found.headers["content-security-policy"]
    assert "no-store" in found.headers["cache-control"]


async def test_it_is_told_without_its_name_by_whom_and_when_it_came(counter: Counter) -> None:
    shown, given = await counter.receive(), paper(pages=3)

    file = await sent(counter, shown, FORM, given, name="王小明.pdf")
    now = await counter.read(shown["id"])
    (told,) = now["files"]
    assert told.pop("at") == now["history"][-1]["at"]
    assert told == {
        "id": file,
        "material": FORM,
        "media_type": PDF,
        "bytes": len(given),
        "pages": 3,
        "by": "clerk-li",
        "sha256": hashlib.sha256(given).hexdigest(),
        "stands": True,
    }
    assert "王小明" not in str(now)


async def test_an_upload_is_a_step_with_version_history_and_event(counter: Counter) -> None:
    shown = await counter.receive()

    file = await sent(counter, shown, FORM, paper("a step"))
    now = await counter.read(shown["id"])
    assert (now["version"], now["state"], now["materials"]) == (2, "received", {FORM: "handed-in"})
    step = now["history"][-1]
    assert (step["seq"], step["action"], step["by"]) == (2, "upload", "clerk-li")
    assert (step["facts"]["file"], step["facts"]["materials"], step["facts"]["missing"]) == (file, [FORM], [PLAN])
    (*_, event) = await rows(counter.window, "SELECT body FROM outbox WHERE key = :id ORDER BY seq", id=shown["id"])
    told = ApplicationChanged.model_validate_json(event.body)
    assert (told.version, told.state) == (2, "received")


async def test_the_last_file_that_the_notice_named_makes_it_accepted(counter: Counter) -> None:
    shown = await counter.done(await counter.receive(LICENCE, FORM), "notify", defects=[FORM])

    await sent(counter, shown, PLAN, photo(form="PNG"), "image/png", name="plan.PNG")
    half = await counter.read(shown["id"])
    assert (half["state"], half["materials"][FORM]) == ("correcting", "missing")
    await sent(counter, half, FORM, paper())
    now = await counter.read(shown["id"])
    assert (now["state"], now["version"]) == ("accepted", half["version"] + 2)
    assert actions(now)[-2:] == ["upload", "accept"]


async def test_what_was_promised_is_here_by_its_file_and_it_is_granted(counter: Counter) -> None:
    shown = await counter.done(await counter.receive(LICENCE, FORM, **{PLAN: in_days(9)}), "accept")
    assert refusal(await counter.act(shown, "grant", counter.head)) == (409, "applications.materials-missing")

    await sent(counter, shown, PLAN, photo(), JPEG)
    assert (await counter.read(shown["id"]))["materials"][PLAN] == "handed-in"
    assert (await counter.act(await counter.read(shown["id"]), "grant", counter.head)).status_code == 201


async def test_while_it_is_paused_a_file_may_come_and_after_the_decision_none(counter: Counter) -> None:
    paused = await counter.done(await counter.accepted(), "pause", counter.head, kind="test", days=3, reason="检测")
    await sent(counter, paused, PHOTO, photo(), JPEG)
    granted = await counter.accepted()
    await counter.act(granted, "grant", counter.head)
    rejected = {"ground": "not-needed", "reason": "无需许可"}
    gone = await counter.done(await counter.receive(), "reject", None, **rejected)
    for over in (await counter.read(granted["id"]), gone):
        assert refusal(await send(counter, over, FORM, paper())) == (409, "applications.illegal-action")
        assert (await counter.read(over["id"]))["files"] == []


async def test_a_later_file_takes_the_place_of_those_that_stood_and_one_beside_does_not(counter: Counter) -> None:
    shown = await counter.receive()
    ids = []
    for page, beside in (("front", False), ("back", True), ("both", False), ("front", False)):
        ids.append(await sent(counter, shown, FORM, paper(page), beside=beside))
        shown = await counter.read(shown["id"])

    assert [(one["id"], one["stands"]) for one in shown["files"]] == list(zip(ids, [False] * 3 + [True], strict=True))
    assert len(set(ids)) == 4
    # What was replaced stays on record.
    assert (await opened(counter, shown, ids[0])).content == paper("front")


async def test_the_same_file_again_is_the_first_whatever_was_read(counter: Counter) -> None:
    shown, given = await counter.receive(), paper("again")
    first = await sent(counter, shown, FORM, given)

    again = await send(counter, shown, FORM, given, beside=True)
    assert again.json() == {"id": first, "repeated": True, "version": 2, "state": "received"}
    now = await counter.read(shown["id"])
    assert (len(now["files"]), now["version"], actions(now)) == (1, 2, ["receive", "upload"])
    # For another material it is another file.
    assert await sent(counter, now, PLAN, given) != first


REFUSED: dict[str, tuple[bytes, str, str | None, str]] = {
    "nothing": (b"", PDF, None, "empty"),
    "a page as a photo": (b"<html><script>alert(1)</script>", JPEG, None, "not-what-it-says"),
    "a photo as a paper": (photo(), PDF, None, "not-what-it-says"),
    "a paper named as a photo": (paper(), PDF, "scan.jpg", "not-what-it-says"),
    "an archive named as a paper": (archive(), "", "scan.pdf", "not-what-it-says"),
    "an archive": (archive(), "application/zip", "scan.pdf", "type-not-taken"),
    "a program by its name": (paper(), PDF, "scan.pdf.exe", "type-not-taken"),
    "a sound": (sound(), "audio/wav", None, "type-not-taken"),
    "what says nothing": (paper(), "", None, "type-not-taken"),
    "half a paper": (paper()[:-40], PDF, None, "damaged"),
    "half a photo": (photo(size=(640, 480))[:-400], JPEG, None, "damaged"),
    "the head of a photo": (photo()[:60], JPEG, None, "damaged"),
    "a paper that runs": (paper_with(run_script), PDF, None, "hides-more"),
    "a paper with a file in it": (
        paper_with(lambda writer: writer.add_attachment("x.exe", b"MZ")),
        PDF,
        None,
        "hides-more",
    ),
    "a paper and an archive": (paper() + archive() + b"%%EOF", PDF, None, "hides-more"),
    "a photo and a page": (photo() + b"<script>alert(1)</script>", JPEG, None, "hides-more"),
    "an animation": (animation(), "image/webp", None, "hides-more"),
    "a locked paper": (paper_with(lambda writer: writer.encrypt("secret")), PDF, None, "locked"),
    "a long paper": (paper(pages=201), PDF, None, "too-many-pages"),
    "a bomb": (bomb(), "image/png", None, "too-many-pixels"),
}


@pytest.mark.parametrize("named", REFUSED)
async def test_what_is_not_what_it_says_is_refused_by_a_code_of_its_own(counter: Counter, named: str) -> None:
    shown = await counter.receive()
    data, media_type, name, code = REFUSED[named]

    answer = await send(counter, shown, FORM, data, media_type, None, **({"name": name} if name else {}))
    assert refusal(answer) == (422, f"applications.file-{code}"), answer.text
    now = await counter.read(shown["id"])
    assert (now["version"], now["files"], now["materials"]) == (1, [], {})


async def test_too_large_a_file_is_refused_before_it_is_looked_at(counter: Counter) -> None:
    shown, limit = await counter.receive(), store_settings(counter.window).most_bytes

    assert refusal(await send(counter, shown, FORM, b"%PDF-" + bytes(limit))) == (413, "applications.file-too-large")
    assert (await send(counter, shown, FORM, bytes(65 * 1024 * 1024))).status_code == 413


async def test_a_material_has_no_more_files_than_it_may(counter: Counter) -> None:
    shown, most = await counter.receive(), store_settings(counter.window).most_of_a_material
    for page in range(most):
        await sent(counter, shown, FORM, paper(f"page {page}"), beside=True)
        shown["version"] += 1

    full = await send(counter, shown, FORM, paper("one more"), beside=True)
    assert (refusal(full), full.json()["most"]) == ((409, "applications.too-many-files"), most)
    await sent(counter, shown, FORM, paper("in their place"))


async def test_nothing_is_taken_that_the_item_does_not_name_or_of_what_has_changed(counter: Counter) -> None:
    shown = await counter.receive()

    strange = await send(counter, shown, "tax-return", paper())
    assert (refusal(strange), strange.json()["article"]) == ((422, "applications.material-unknown"), "行政许可法 31")
    await counter.done(shown, "hand-in", handed_in=[FORM])
    assert refusal(await send(counter, shown, FORM, paper())) == (409, "applications.version-conflict")
    assert (await counter.read(shown["id"]))["files"] == []


async def test_who_may_not_see_it_hears_what_he_hears_of_what_is_not_there(counter: Counter) -> None:
    shown, other = await counter.receive(), await counter.receive()
    file = await sent(counter, shown, FORM, paper())
    neighbour = counter.window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-wu")
    absent = shown | {"id": str(new_id())}

    for where in (shown, absent):
        assert refusal(await opened(counter, where, file, neighbour)) == (404, "applications.not-found")
        assert refusal(await send(counter, where, FORM, paper(), PDF, neighbour)) == (404, "applications.not-found")
    for key in (file, str(new_id())):
        assert refusal(await opened(counter, other, key)) == (404, "applications.file-not-found")
    worker = counter.of("worker", "p-worker")
    assert (await opened(counter, shown, file, worker)).status_code == 403
    assert (await send(counter, shown, FORM, paper(), PDF, worker)).status_code == 403
    # Who decides looks at files, and hands none in.
    assert (await opened(counter, shown, file, counter.head)).status_code == 200
    assert (await send(counter, shown, FORM, paper("more"), PDF, counter.head)).status_code == 403


async def test_each_look_is_kept_and_without_a_purpose_there_is_none(counter: Counter) -> None:
    shown = await counter.receive()
    file = await sent(counter, shown, FORM, paper())

    assert (await counter.clerk.get(f"/applications/{shown['id']}/files/{file}")).status_code == 422
    await opened(counter, shown, file, counter.head)
    (look,) = await rows(counter.window, "SELECT * FROM application_looks WHERE application_id = :id", id=shown["id"])
    assert (look.what, look.by, look.purpose) == (f"file {file}", "p-head", "审查材料")
