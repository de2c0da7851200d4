"""What becomes of a file that fails again and again, and of those behind it?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from grid.registry.service.imports import running
from shared.runtime.db import DatabaseUnavailable
from tests.integration.grid.registry_desk import kept, resident
from tests.integration.grid.registry_files import counts, ended, flaws, imported, person_row, send, sheet
from tests.integration.grid.town import Town, now, rows


@asynccontextmanager
async def refusing(town: Town, code: str, sqlstate: str = "P0001") -> AsyncIterator[None]:
    """Let the database refuse a resident of this code, for a reason that nobody has thought of."""
    name = f"refuse_{town.region}"
    body = f"BEGIN RAISE EXCEPTION USING MESSAGE = ''no'', ERRCODE = ''{sqlstate}''; END"
    when = f"NEW.code = '{code}' AND NEW.region = '{town.region}'"
    trigger = f"CREATE TRIGGER {name} BEFORE INSERT ON residents FOR EACH ROW WHEN ({when})"
    await _run(
        town,
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS '{body}'",
        f"{trigger} EXECUTE FUNCTION {name}()",
    )
    try:
        yield
    finally:
        await _run(town, f"DROP FUNCTION {name}() CASCADE")


@asynccontextmanager
async def letting_nobody_begin(town: Town) -> AsyncIterator[None]:
    """Let the database refuse to note that the platform began a file of this town."""
    name = f"never_{town.region}"
    when = f"NEW.begun_by = '{running.PROCESS}' AND NEW.region = '{town.region}'"
    await _run(
        town,
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON registry_imports FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
    )
    try:
        yield
    finally:
        await _run(town, f"DROP FUNCTION {name}() CASCADE")


async def some_steps(town: Town) -> None:
    for _ in range(20):
        async with town.platform.database("grid").begin() as work:
            await running.go_on(work, now())


async def begun_by_another(town: Town, ago: str, tries: int = 0) -> str:
    """Return a good file that another process began so long ago, and whose step had failed so often before."""
    async with letting_nobody_begin(town):
        sent = (await send(town, "resident", sheet(person_row(town)))).json()["id"]
        begun = f"begun_by = gen_random_uuid(), begun_at = now() - interval '{ago}', tries = {tries}"
        await rows(town, f"UPDATE registry_imports SET {begun} WHERE id = :id RETURNING 1", id=sent)
    return str(sent)


async def _run(town: Town, *statements: str) -> None:
    async with town.platform.database("grid").begin() as work:
        for statement in statements:
            await work.connection.execute(text(statement))


async def seen(town: Town, import_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await town.client("grid-leader").get(f"/registry/imports/{import_id}")).json()
    return found


async def once_failed(town: Town, import_id: str) -> dict[str, Any]:
    async def failed() -> dict[str, Any] | None:
        told = await seen(town, import_id)
        return told if told["tries"] else None

    found: dict[str, Any] = await town.platform.until(failed, seconds=60)
    return found


async def given_up(town: Town, import_id: str) -> dict[str, Any]:
    """Return what became of a file when all of its tries are over, which need not be waited for here."""

    async def over() -> dict[str, Any] | None:
        await rows(town, "UPDATE registry_imports SET again_at = now() WHERE id = :id RETURNING 1", id=import_id)
        told = await seen(town, import_id)
        return told if told["ended_at"] else None

    found: dict[str, Any] = await town.platform.until(over, seconds=60)
    return found


async def set_aside(town: Town) -> float:
    """Return how many files of people the grid says were set aside."""
    told = (await town.platform.stranger("grid").get("/metrics")).text
    begins = 'onefour_registry_imports_total{kind="resident",outcome="failed"} '
    return sum(float(line.removeprefix(begins)) for line in told.splitlines() if line.startswith(begins))


async def test_a_file_that_cannot_be_read_is_set_aside_and_those_behind_it_go_on(town: Town) -> None:
    before = await set_aside(town)
    sent = (await send(town, "resident", sheet(person_row(town)))).json()["id"]
    await rows(town, "UPDATE registry_imports SET body = '\\x6b' WHERE id = :id RETURNING 1", id=sent)
    failing = await once_failed(town, sent)

    behind = await imported(town, "resident", sheet(person_row(town)))
    assert (failing["state"], failing["ended_at"], failing["again_at"] > failing["changed_at"]) == (
        "waiting",
        None,
        True,
    )
    assert counts(behind) == ("done", 1, 0, 0, 0)
    assert (await seen(town, sent))["ended_at"] is None

    failed = await given_up(town, sent)
    assert counts(failed) == ("failed", 0, 0, 0, 0)
    assert (failed["problem"], failed["tries"]) == ("registry.import-reading-failed", 5)
    assert failed["problem_said"].startswith("文件多次读取失败")
    assert await set_aside(town) == before + 1


async def test_that_a_file_is_begun_is_kept_before_it_is_read(town: Town) -> None:
    async with letting_nobody_begin(town):
        sent = (await send(town, "resident", sheet(person_row(town)))).json()["id"]
        with pytest.raises(DBAPIError):
            await some_steps(town)
        assert (await seen(town, sent))["rows"] == 0

    assert counts(await ended(town, sent)) == ("done", 1, 0, 0, 0)


async def test_a_file_over_which_a_process_died_counts_a_failure_and_is_set_aside_in_the_end(town: Town) -> None:
    once, too_often = await begun_by_another(town, "2 minutes"), await begun_by_another(town, "2 minutes", tries=4)

    failing, failed = await once_failed(town, once), await ended(town, too_often)
    await rows(town, "UPDATE registry_imports SET again_at = now() WHERE id = :id RETURNING 1", id=once)

    assert (failing["state"], failing["tries"], failing["rows"]) == ("waiting", 1, 0)
    assert (counts(failed), failed["problem"]) == (("failed", 0, 0, 0, 0), "registry.import-reading-failed")
    assert counts(await ended(town, once)) == ("done", 1, 0, 0, 0)


async def test_a_file_that_another_process_has_just_begun_is_left_to_it(town: Town) -> None:
    sent = await begun_by_another(town, "1 second")
    behind = await imported(town, "resident", sheet(person_row(town)))

    told = await seen(town, sent)
    await rows(town, "UPDATE registry_imports SET begun_by = NULL WHERE id = :id RETURNING 1", id=sent)

    assert counts(behind) == ("done", 1, 0, 0, 0)
    assert (told["state"], told["tries"]) == ("waiting", 0)
    assert counts(await ended(town, sent)) == ("done", 1, 0, 0, 0)


async def test_what_was_taken_before_a_line_that_nothing_helps_stays_and_is_said(town: Town) -> None:
    people = [person_row(town) for _ in range(running.BATCH)]
    async with refusing(town, "R-bad"):
        sent = (await send(town, "resident", sheet(*people, person_row(town, code="R-bad")))).json()["id"]
        await once_failed(town, sent)
        failed = await given_up(town, sent)

    assert counts(failed) == ("failed", running.BATCH, 0, 0, 0)
    assert (failed["problem"], failed["rows"]) == ("registry.import-taking-failed", running.BATCH + 1)
    asked = {"state": "not-taken"}
    left = (await town.client("grid-leader").get(f"/registry/imports/{sent}/rows", params=asked)).json()["items"]
    assert [(line["line"], line["record_id"]) for line in left] == [(running.BATCH + 2, None)]
    found = await rows(town, "SELECT count(*) AS n FROM residents WHERE region = :region", region=town.region)
    assert found[0].n == running.BATCH


async def test_a_step_that_goes_well_at_last_is_done_once(town: Town) -> None:
    async with refusing(town, "R-late"):
        sent = (await send(town, "resident", sheet(person_row(town, code="R-late")))).json()["id"]
        await once_failed(town, sent)
    await rows(town, "UPDATE registry_imports SET again_at = now() WHERE id = :id RETURNING 1", id=sent)

    done = await ended(town, sent)

    assert counts(done) == ("done", 1, 0, 0, 0)
    assert (done["tries"], done["again_at"], done["problem_said"]) == (0, None, None)


async def test_a_database_that_is_away_counts_for_nothing_and_one_that_gives_up_a_statement_does(town: Town) -> None:
    async with refusing(town, "R-away", sqlstate="57P01"):
        sent = (await send(town, "resident", sheet(person_row(town, code="R-away")))).json()["id"]
        database = town.platform.database("grid")
        for _ in range(20):
            try:
                async with database.begin() as work:
                    await running.go_on(work, now())
            except DatabaseUnavailable:
                break
        told = await seen(town, sent)
    assert (told["tries"], told["ended_at"]) == (0, None)
    assert counts(await ended(town, sent)) == ("done", 1, 0, 0, 0)
    async with refusing(town, "R-slow", sqlstate="57014"):
        sent = (await send(town, "resident", sheet(person_row(town, code="R-slow")))).json()["id"]
        assert (await once_failed(town, sent))["state"] == "taking"
    await given_up(town, sent)


async def test_a_code_of_another_is_named_and_not_run_into(town: Town) -> None:
    await kept(town, resident(town, code="R1"))
    other = [person_row(town, code="R1"), person_row(town, code="R2"), person_row(town, code="R2")]

    done = await imported(town, "resident", sheet(*other), mode="good")
    answer = await town.client("grid-leader").post("/registry/records", json=resident(town, code="R1"))

    assert counts(done) == ("done", 1, 0, 0, 2)
    assert await flaws(town, done) == [(2, "code", "registry.code-taken"), (4, "code", "registry.code-taken")]
    assert (answer.status_code, answer.json()["rows"][0]["code"]) == (422, "registry.code-taken")
