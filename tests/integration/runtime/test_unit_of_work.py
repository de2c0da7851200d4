"""Is what was answered on disk, and is what was refused gone?"""

import pytest
from sqlalchemy import select

from shared.runtime import outbox
from shared.runtime.db import Database
from shared.runtime.tables import outbox as outbox_table
from shared.schemas.envelope import Event
from tests.integration.runtime.small_service import Small, count, notes
from tests.support.samples import person_changed


async def test_an_answer_comes_after_the_commit_of_row_and_event(small: Small) -> None:
    answer = await small.client().post("/notes", json={"slug": "a"})

    assert answer.status_code == 201
    assert await small.count(notes) == 1
    assert await small.count(outbox_table) == 1


async def test_what_fails_only_at_the_commit_is_not_answered_as_done(small: Small) -> None:
    await small.client().post("/notes", json={"slug": "a"})

    answer = await small.client().post("/notes", json={"slug": "a"})

    assert answer.status_code == 500
    assert await small.count(notes) == 1
    assert await small.count(outbox_table) == 1


@pytest.mark.parametrize(("then", "status"), [("refuse", 409), ("crash", 500), ("lose-connection", 503)])
async def test_a_request_that_fails_leaves_neither_row_nor_event(small: Small, then: str, status: int) -> None:
    answer = await small.client().post("/notes", json={"slug": "a", "then": then})

    assert answer.status_code == status
    assert await small.count(notes) == 0
    assert await small.count(outbox_table) == 0


async def test_the_service_goes_on_after_a_lost_connection(small: Small) -> None:
    await small.client().post("/notes", json={"slug": "a", "then": "lose-connection"})

    assert (await small.client().post("/notes", json={"slug": "a"})).status_code == 201


async def test_events_keep_the_order_in_which_they_were_noted(database: Database) -> None:
    async with database.begin() as work:
        outbox.record(work, *(person_changed(version=number) for number in range(1, 51)))

    async with database.engine.connect() as connection:
        rows = (await connection.execute(select(outbox_table).order_by(outbox_table.c.seq))).all()
    assert [person_changed().model_validate_json(row.body).version for row in rows] == list(range(1, 51))


async def test_an_event_that_no_topic_carries_is_refused_at_once(database: Database) -> None:
    class Homeless(Event):
        TYPE = "onefour.test.homeless.v1"

    with pytest.raises(KeyError, match="Homeless"):
        async with database.begin() as work:
            outbox.record(work, Homeless())

    assert await count(database, outbox_table) == 0


async def test_a_commit_wakes_the_relay_only_when_there_is_something_to_tell(database: Database) -> None:
    async with database.begin():
        pass
    assert not database.committed.is_set()

    async with database.begin() as work:
        outbox.record(work, person_changed())
    assert database.committed.is_set()
