"""`onefour records verify` finds whatever is done to a record directly in the database, and where; on real servers."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from typer.testing import CliRunner

from onefour.cli import app
from onefour.installation import PACKAGES
from onefour.records import verify
from shared.clock import utc_now
from shared.runtime.db import new_id
from shared.runtime.kafka import make_producer
from shared.runtime.migrate import upgrade
from shared.runtime.settings import StoreSettings
from shared.runtime.store import Store, StoreUnavailable
from shared.schemas.envelope import Attributes, Event, to_headers
from shared.schemas.topics import BY_EVENT
from tests.integration.enforcement.penalty_desk import PenaltyDesk
from tests.integration.enforcement.photo_desk import folder_of, given, proved
from tests.support.platform import Platform
from tests.support.servers import Servers

LINES = 5
# What was done in the database → at which line it is seen, and as what. The case has five lines.
TAMPERINGS = {
    "UPDATE record_lines SET facts = '{}' WHERE seq = 2": (2, "changed"),
    "UPDATE record_lines SET by = 'somebody' WHERE seq = 3": (3, "changed"),
    "UPDATE record_lines SET at = at - interval '1 day' WHERE seq = 3": (3, "changed"),
    "UPDATE record_lines SET kind = 'serve' WHERE seq = 5": (5, "changed"),
    "UPDATE record_lines SET sealed = NULL WHERE seq = 1": (1, "changed"),
    "UPDATE record_lines SET sealed = sealed || '\\x00' WHERE seq = 1": (1, "changed"),
    "UPDATE record_lines SET hash = previous WHERE seq = 4": (4, "changed"),
    "UPDATE record_lines SET previous = hash WHERE seq = 4": (4, "changed"),
    "DELETE FROM record_lines WHERE seq = 1": (1, "missing"),
    "DELETE FROM record_lines WHERE seq = 3": (3, "missing"),
    "DELETE FROM record_lines WHERE seq = 5": (5, "cut"),
    "DELETE FROM record_lines WHERE seq > 1": (2, "cut"),
    "DELETE FROM record_lines": (1, "cut"),
    "UPDATE record_lines SET seq = 9 WHERE seq = 2; UPDATE record_lines SET seq = 2 WHERE seq = 3;"
    " UPDATE record_lines SET seq = 3 WHERE seq = 9": (2, "changed"),
    "UPDATE record_lines SET seq = 6 WHERE seq = 5;"
    " INSERT INTO record_lines SELECT case_id, 5, at, by, kind, facts, sealed, previous, hash FROM record_lines"
    " WHERE seq = 4": (5, "changed"),
    "INSERT INTO record_lines SELECT case_id, 6, at, by, kind, facts, sealed, hash, hash FROM record_lines"
    " WHERE seq = 5": (6, "changed"),
}


@pytest.fixture(scope="module")
async def desk(platform: Platform) -> PenaltyDesk:
    """A township of the whole platform, of whose officers and power the team was told."""
    producer = make_producer(platform.servers.kafka)
    await producer.start()

    async def tell(*events: Event) -> None:
        for event in events:
            attributes = Attributes(new_id(), "/onefour/dispatch", event.TYPE, utc_now(), event.key)
            topic, key, body = str(BY_EVENT[type(event)].topic), event.key.encode(), event.model_dump_json().encode()
            await producer.send_and_wait(topic, body, key=key, headers=to_headers(attributes))

    made = await PenaltyDesk(platform, tell, "320682198", "MP98").build()
    await producer.stop()
    return made


@pytest.fixture(scope="module")
async def case(platform: Platform, desk: PenaltyDesk) -> UUID:
    """A case whose five lines the centre was told."""
    case_id = await desk.heard_out()
    auditor = platform.client("dispatch", role="discipline", scope="320682")

    async def heard() -> bool:
        return len((await auditor.get(f"/records/{case_id}")).json().get("items", ())) == LINES

    await platform.until(heard)
    away = platform.client("dispatch", role="discipline", scope="320585")
    assert (await away.get(f"/records/{case_id}")).status_code == 404
    return UUID(case_id)


@pytest.fixture
async def tampered(platform: Platform, case: UUID) -> AsyncIterator[AsyncConnection]:
    """A connection of somebody who may do anything in the team's database; afterwards all is as it was."""
    engine = create_async_engine(platform.databases["enforcement"], isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        query = text("SELECT * FROM record_lines WHERE case_id = :case ORDER BY seq")
        rows = [dict(row._mapping) for row in await connection.execute(query, {"case": case})]
        yield connection
        await connection.execute(text("DELETE FROM record_lines WHERE case_id = :case"), {"case": case})
        names = ", ".join(rows[0])
        given = ", ".join(f":{name}" for name in rows[0])
        await connection.execute(text(f"INSERT INTO record_lines ({names}) VALUES ({given})"), rows)
    await engine.dispose()


async def look(platform: Platform, case: UUID, **later: Any) -> list[tuple[int, str]]:
    found = await verify(platform.databases, now=utc_now() + timedelta(**later), case=case)
    return [(fault.seq, str(fault.kind)) for fault in found.faults]


async def test_a_record_that_nobody_touched_is_whole(platform: Platform, case: UUID) -> None:
    assert await look(platform, case, hours=1) == []
    # And so are all others that the platform has: nobody has touched them.
    whole = await verify(platform.databases, now=utc_now())
    assert (whole.faults, whole.records >= 1, whole.lines >= LINES) == ([], True, True)


@pytest.mark.parametrize("statements", TAMPERINGS)
async def test_what_was_done_to_a_record_is_found(
    platform: Platform, case: UUID, tampered: AsyncConnection, statements: str
) -> None:
    for statement in statements.split(";"):
        mine = f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} case_id = '{case}'"
        await tampered.execute(text(mine.replace(":", "\\:")))
    assert TAMPERINGS[statements] in await look(platform, case)


async def test_a_record_whose_personal_part_was_erased_is_still_proved(platform: Platform, desk: PenaltyDesk) -> None:
    erased = await desk.noticed()
    await desk.take(erased, "terminate", desk.head(), ground="party-dissolved", words="注销")
    await desk.take(erased, "erase", desk.head(), basis="档案管理规定")

    async def told() -> bool:
        return await look(platform, UUID(erased), hours=1) == []

    await platform.until(told)


async def test_the_database_lets_nobody_change_a_line(platform: Platform, case: UUID) -> None:
    for statement in ("UPDATE record_lines SET by = by", "DELETE FROM record_lines", "TRUNCATE record_lines"):
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            async with platform.database("enforcement").begin() as work:
                await work.connection.execute(text(statement))


@pytest.mark.parametrize(("package", "table"), [("enforcement", "record_lines"), ("dispatch", "record_heads")])
async def test_the_role_of_a_service_has_no_right_to_change_a_record(
    servers: Servers, package: str, table: str
) -> None:
    name = f"role_{secrets.token_hex(4)}"
    await servers.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    await servers.execute(f"CREATE DATABASE {name} OWNER {name}")
    url = make_url(servers.url(name)).set(username=name, password="x").render_as_string(hide_password=False)
    await upgrade(url, package)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        asked = (f"has_table_privilege('{table}', '{right}')" for right in ("INSERT", "UPDATE", "DELETE"))
        assert tuple((await connection.execute(text(f"SELECT {', '.join(asked)}"))).one()) == (True, False, False)
    await engine.dispose()
    await servers.execute(f"DROP DATABASE {name}")


# --------------------------------------------------------------------------------------------------------------- photos
# What was done in the store to a photo, beside which another one of the case lies → as what it is seen.
PHOTO_TAMPERINGS: dict[str, tuple[Callable[[Path, Path], Any], str]] = {
    "one byte": (lambda mine, _: mine.write_bytes(mine.read_bytes()[:-1] + b"x"), "photo-changed"),
    "its end": (lambda mine, _: mine.write_bytes(mine.read_bytes()[:-1]), "photo-changed"),
    "nothing in it": (lambda mine, _: mine.write_bytes(b""), "photo-changed"),
    "another photo of the case": (lambda mine, other: mine.write_bytes(other.read_bytes()), "photo-changed"),
    "gone": (lambda mine, _: mine.unlink(), "photo-missing"),
}  # fmt: skip


async def photographed(platform: Platform, desk: PenaltyDesk) -> tuple[str, list[dict[str, Any]], list[Path]]:
    """Return a case with two photos, told of and as they lie in the store."""
    case, photos = await desk.file(), []
    await desk.take(case, "evidence", kind="recording", what="照片")
    for _ in range(2):
        body = given(platform.clock(), evidence=1)
        photos.append(proved(await desk.officer().post(f"/penalties/{case}/photos", json=body)))
    return case, photos, [folder_of(platform) / f"{case}.{one['id']}" for one in photos]


def store_of_team(platform: Platform) -> Store:
    return Store(platform.apps["enforcement"].state.runtime.settings.store)


@pytest.mark.parametrize("done", PHOTO_TAMPERINGS)
async def test_what_was_done_to_a_photo_in_the_store_is_found(platform: Platform, desk: PenaltyDesk, done: str) -> None:
    case, photos, lie = await photographed(platform, desk)
    store, change = store_of_team(platform), PHOTO_TAMPERINGS[done]
    whole = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store)
    assert (whole.faults, whole.photos, whole.unseen) == ([], 2, 0)
    change[0](lie[1], lie[0])
    found = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store)
    (fault,) = found.as_json()["faults"]
    assert fault == {"case_id": case, "line": photos[1]["seq"], "kind": change[1], "photo": photos[1]["id"]}
    assert any(f"{case} 第 {photos[1]['seq']} 行" in line and photos[1]["id"] in line for line in found.shown())


async def test_a_line_that_was_made_to_fit_another_photo_is_itself_found(platform: Platform, desk: PenaltyDesk) -> None:
    case, photos, lie = await photographed(platform, desk)
    lie[1].write_bytes(lie[0].read_bytes())
    engine = create_async_engine(platform.databases["enforcement"], isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        forged = "UPDATE record_lines SET facts = replace(facts, :one, :other) WHERE case_id = :case AND seq = :seq"
        hashes = {"one": photos[1]["sha256"], "other": photos[0]["sha256"]}
        seq = {"case": case, "seq": photos[1]["seq"]}
        await connection.execute(text(forged), hashes | seq)
        found = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store_of_team(platform))
        back = {"one": hashes["other"], "other": hashes["one"]}
        await connection.execute(text(forged), back | seq)
    await engine.dispose()
    assert [(fault.seq, str(fault.kind)) for fault in found.faults] == [(photos[1]["seq"], "changed")]


class Away(Store):
    """A store that does not answer, and counts how often it was asked."""

    asked = 0

    async def get(self, name: str) -> bytes:
        self.asked += 1
        raise StoreUnavailable("away")


async def test_without_the_store_it_says_that_photos_were_not_looked_at(platform: Platform, desk: PenaltyDesk) -> None:
    case, _, lie = await photographed(platform, desk)
    lie[0].unlink()
    away = Away(platform.apps["enforcement"].state.runtime.settings.store)
    for store in (None, Store(StoreSettings(url="")), away):
        found = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store)
        assert (found.faults, found.photos, found.unseen) == ([], 0, 2)
        assert "photos not looked at 2" in found.shown()[0]
    assert away.asked == 1


async def test_the_command_reads_the_store_that_its_environment_names(platform: Platform, desk: PenaltyDesk) -> None:
    case, photos, lie = await photographed(platform, desk)
    lie[1].unlink()
    # The databases of services that it does not read are not there.
    urls = {f"ONEFOUR_AUDIT_URL_{name.upper()}": platform.databases.get(name, "none") for name in PACKAGES.values()}
    store = {"ONEFOUR_AUDIT_STORE_URL": platform.apps["enforcement"].state.runtime.settings.store.url}
    asked = ["records", "verify", "--case", case]
    seen = await asyncio.to_thread(CliRunner().invoke, app, asked, env=urls | store)
    assert (seen.exit_code, "photo-missing" in seen.output, photos[1]["id"] in seen.output) == (1, True, True)
    blind = await asyncio.to_thread(CliRunner().invoke, app, asked, env=urls)
    assert (blind.exit_code, "photos not looked at 2" in blind.output) == (0, True)


async def test_a_photo_whose_key_was_erased_is_still_proved(platform: Platform, desk: PenaltyDesk) -> None:
    case, photos, lie = await photographed(platform, desk)
    await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销")
    await desk.take(case, "erase", desk.head(), basis="档案管理规定")
    store = store_of_team(platform)
    whole = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store)
    assert (whole.faults, whole.photos) == ([], 2)
    lie[0].unlink()
    found = await verify(platform.databases, now=utc_now(), case=UUID(case), store=store)
    assert [(one.seq, str(one.kind)) for one in found.faults] == [(photos[0]["seq"], "photo-missing")]
