"""Does a service's read copy of the registers hold the newest that was told, whatever comes in which order?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from shared.runtime.copies import (
    COPY_HANDLERS,
    load_calendar_copy,
    person_copies,
    persons_with_role,
    unit_copies,
)
from shared.runtime.db import Database
from shared.runtime.scope import Reach, Scope
from shared.schemas.envelope import Event
from shared.schemas.topics import Topic
from tests.support.samples import person_changed, unit_changed, workdays_published

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TOWN = Scope(Reach("320585102", "p-test"))


async def hear(database: Database, topic: Topic, *events: Event) -> None:
    async with database.begin() as work:
        await COPY_HANDLERS[topic](work, events, NOW)


async def holders(database: Database, among: Scope | Sequence[str], role: str = "worker") -> list[str]:
    async with database.engine.connect() as connection:
        return [row.person_id for row in await persons_with_role(connection, among, role, TODAY)]


async def rows(database: Database, table: Any) -> list[tuple[Any, ...]]:
    async with database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(table))]


async def test_the_highest_version_wins_within_a_batch_and_over_batches(database: Database) -> None:
    new = [person_changed(version=version, unit_id=f"u-{version}") for version in (2, 3, 1)]
    await hear(database, Topic.ORGANISATION, *new)
    await hear(database, Topic.ORGANISATION, person_changed(version=2, unit_id="u-2"))

    ((_, version, _, unit_id, roles, _, _),) = await rows(database, person_copies)
    assert (version, unit_id, roles) == (3, "u-3", ["worker"])


async def test_persons_and_units_come_on_one_topic(database: Database) -> None:
    await hear(database, Topic.ORGANISATION, unit_changed(), person_changed(), unit_changed(unit_id="u-2"))

    assert len(await rows(database, unit_copies)) == 2
    assert len(await rows(database, person_copies)) == 1


async def test_several_roles_and_none_survive(database: Database) -> None:
    several = person_changed(roles=["officer", "worker"])
    await hear(database, Topic.ORGANISATION, several, person_changed(person_id="w-002", roles=[]))

    assert await holders(database, TOWN, "officer") == ["w-001"]
    assert await holders(database, TOWN, "worker") == ["w-001"]


async def test_a_role_holds_on_the_days_of_its_range_alone(database: Database) -> None:
    await hear(
        database,
        Topic.ORGANISATION,
        person_changed(person_id="ended", valid_to="2026-11-22"),
        person_changed(person_id="last-day", valid_to="2026-11-23"),
        person_changed(person_id="first-day", valid_from="2026-11-23"),
        person_changed(person_id="tomorrow", valid_from="2026-11-24"),
    )

    assert await holders(database, TOWN) == ["first-day", "last-day"]


async def test_who_holds_a_role_is_asked_by_region_or_by_id(database: Database) -> None:
    elsewhere = person_changed(person_id="w-009", region="320585103")
    await hear(database, Topic.ORGANISATION, person_changed(), elsewhere)

    assert await holders(database, TOWN) == ["w-001"]
    assert await holders(database, Scope(Reach("320585", "p-test"))) == ["w-001", "w-009"]
    assert await holders(database, ["w-009", "w-unknown"]) == ["w-009"]
    assert await holders(database, []) == []


async def test_a_year_is_kept_whole_in_its_newest_version(database: Database) -> None:
    day = {"day": "2026-10-01", "is_workday": True}
    await hear(database, Topic.WORKDAYS, workdays_published())
    await hear(database, Topic.WORKDAYS, workdays_published(version=2, days=[day]))
    await hear(database, Topic.WORKDAYS, workdays_published(), workdays_published(year=2025, days=[]))

    async with database.engine.connect() as connection:
        calendar = await load_calendar_copy(connection)
    assert calendar.days == {date(2026, 10, 1): True}
    assert calendar.version == "workdays-2"


async def test_without_any_table_the_weekday_rule_holds(database: Database) -> None:
    async with database.engine.connect() as connection:
        calendar = await load_calendar_copy(connection)

    assert calendar.is_workday(date(2026, 11, 23))
    assert not calendar.is_published(date(2026, 11, 23))


async def test_a_repetition_changes_nothing(database: Database) -> None:
    for _ in range(2):
        await hear(database, Topic.ORGANISATION, person_changed(), unit_changed())
        await hear(database, Topic.WORKDAYS, workdays_published())

    assert await holders(database, TOWN) == ["w-001"]
