"""Do many rows get in by COPY just as few do by INSERT: in the same transaction, with the same values?"""

from contextlib import suppress
from uuid import uuid4

import pytest
from sqlalchemy import Column, Integer, Table, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from shared.runtime.bulk import COPY_FROM
from shared.runtime.db import Database, service_metadata
from shared.runtime.fields import Sealer
from shared.runtime.sets import insert_rows
from shared.runtime.settings import DatabaseSettings
from shared.schemas.vocabulary import Urgency
from tests.support.servers import Servers, crypto_for_tests

metadata = service_metadata()
notes = Table(
    "bulk_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer),
    Column("urgency", Text),
    Column("facts", JSONB),
)


@pytest.fixture(scope="module")
async def database(servers: Servers) -> Database:
    made = Database(DatabaseSettings(url=await servers.new_database()), Sealer(crypto_for_tests()))
    async with made.begin() as work:
        await work.connection.run_sync(metadata.create_all)
    return made


def rows(count: int) -> list[dict[str, object]]:
    facts = {"说明": ["甲", 1, None]}
    return [{"id": uuid4(), "number": None, "urgency": Urgency.URGENT, "facts": facts} for _ in range(count)]


async def count(database: Database) -> int:
    async with database.begin() as work:
        return (await work.connection.execute(select(func.count()).select_from(notes))).scalar_one()


@pytest.mark.parametrize("number", [COPY_FROM - 1, COPY_FROM])
async def test_values_come_back_as_they_were_given(database: Database, number: int) -> None:
    given = rows(number)
    async with database.begin() as work:
        await insert_rows(work.connection, notes, given)
        found = (await work.connection.execute(select(notes).where(notes.c.id == given[-1]["id"]))).one()
    assert dict(found._mapping) == given[-1]


async def test_a_failed_unit_of_work_leaves_nothing_of_a_copy(database: Database) -> None:
    before = await count(database)
    with suppress(RuntimeError):
        async with database.begin() as work:
            await insert_rows(work.connection, notes, rows(COPY_FROM))
            raise RuntimeError("after all")
    assert await count(database) == before


async def test_a_row_that_is_known_fails_as_a_database_error(database: Database) -> None:
    twice = rows(1) * COPY_FROM
    with pytest.raises(DBAPIError):
        async with database.begin() as work:
            await insert_rows(work.connection, notes, twice)
