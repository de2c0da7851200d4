"""Which items are there, in which versions, in which bundles, and which powers do townships hold for them?"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.db import Connection, among

from .domain import PowerHeld
from .models import item_bundles, item_forms, item_versions, items, power_copies

# What the catalogue shows of the newest version of an item; that it ends is said later.
OF_THE_NEWEST = tuple(column.name for column in items.c if column is not items.c.in_force_to)


async def list_items(connection: Connection) -> Sequence[Row[Any]]:
    """Return the newest version of each item; the catalogue is the same for every region."""
    return (await connection.execute(select(items).order_by(items.c.code))).all()


async def find_item(connection: Connection, code: str) -> Row[Any] | None:
    """Return the newest version of an item, be it in force already or not."""
    return (await connection.execute(select(items).where(items.c.code == code))).one_or_none()


async def lock_item(connection: Connection, code: str) -> Row[Any] | None:
    """Return the newest version of an item, to which nobody else adds until the transaction ends."""
    # Locked first and read then: what waits for the lock would join the version of before.
    locked = await connection.execute(select(items.c.version).where(items.c.code == code).with_for_update())
    version = locked.scalar_one_or_none()
    return None if version is None else await find_item_version(connection, code, version)


async def find_item_version(connection: Connection, code: str, version: int) -> Row[Any] | None:
    """Return everything that a version of an item says, be it in force or not; an application names its version."""
    mine = item_versions.c.code == code, item_versions.c.version == version
    return (await connection.execute(select(item_versions).where(*mine))).one_or_none()


async def find_item_on(connection: Connection, code: str, day: date) -> Row[Any] | None:
    """Return the version of an item that is in force on a day; None where none is."""
    return (await connection.execute(_OF_DAY, {"code": code, "day": day})).one_or_none()


async def find_items_on(connection: Connection, codes: Collection[str], day: date) -> dict[str, Row[Any]]:
    """Return by code the versions of items that are in force on a day."""
    mine = among(item_versions.c.code, codes), _in_force_on(day)
    return {row.code: row for row in await connection.execute(select(item_versions).where(*mine))}


async def newest_of(connection: Connection, codes: Collection[str]) -> dict[str, Row[Any]]:
    """Return by code the items among these that there are, as their newest versions have them."""
    return {row.code: row for row in await connection.execute(select(items).where(among(items.c.code, codes)))}


async def list_items_on(connection: Connection, day: date) -> Sequence[Row[Any]]:
    """Return of each item code, name, power and whether it is in force on a day; if not, as its newest version is."""
    of_day = items.outerjoin(item_versions, and_(item_versions.c.code == items.c.code, _in_force_on(day)))
    is_in_force = item_versions.c.version.is_not(None)
    query = select(
        items.c.code,
        func.coalesce(item_versions.c.name, items.c.name).label("name"),
        case((is_in_force, item_versions.c.power), else_=items.c.power).label("power"),
        is_in_force.label("in_force"),
    )
    return (await connection.execute(query.select_from(of_day).order_by(items.c.code))).all()


async def versions_of(connection: Connection, code: str) -> Sequence[Row[Any]]:
    """Return every version of an item, the newest first."""
    query = select(item_versions).where(item_versions.c.code == code).order_by(item_versions.c.version.desc())
    return (await connection.execute(query)).all()


async def add_version(connection: Connection, row: dict[str, Any]) -> Row[Any] | None:
    """Publish a version: the one before ends when it begins, and the item says what it says.

    Return its row; None where somebody else was the first to publish this item.
    """
    newest = {name: row[name] for name in OF_THE_NEWEST} | {"in_force_to": None}
    first = insert(items).values(newest)
    earlier = first.on_conflict_do_update(
        index_elements=["code"], set_=newest, where=items.c.version == first.excluded.version - 1
    )
    if (await connection.execute(earlier.returning(items.c.code))).one_or_none() is None:
        return None
    last = row["in_force_from"] - timedelta(days=1)
    lasts_longer = or_(item_versions.c.in_force_to.is_(None), item_versions.c.in_force_to > last)
    before = item_versions.c.code == row["code"], item_versions.c.version == row["version"] - 1
    await connection.execute(update(item_versions).where(*before, lasts_longer).values(in_force_to=last))
    added: Row[Any] = (await connection.execute(insert(item_versions).values(row).returning(item_versions))).one()
    return added


async def end_version(connection: Connection, code: str, version: int, said: dict[str, Any]) -> Row[Any]:
    """Let the newest version of an item end: `said` is its last day, and when, by whom and by what it was said."""
    newest = update(items).where(items.c.code == code)
    await connection.execute(newest.values(in_force_to=said["in_force_to"]))
    mine = item_versions.c.code == code, item_versions.c.version == version
    ended = update(item_versions).where(*mine).values(said).returning(item_versions)
    row: Row[Any] = (await connection.execute(ended)).one()
    return row


async def find_bundle(connection: Connection, code: str) -> Row[Any] | None:
    return (await connection.execute(select(item_bundles).where(item_bundles.c.code == code))).one_or_none()


async def list_bundles(connection: Connection) -> Sequence[Row[Any]]:
    return (await connection.execute(select(item_bundles).order_by(item_bundles.c.code))).all()


async def save_bundle(connection: Connection, row: dict[str, Any]) -> Row[Any] | None:
    """Write the next version of a bundle; None where somebody else has written it meanwhile."""
    first = insert(item_bundles).values(row)
    saved = first.on_conflict_do_update(
        index_elements=["code"], set_=row, where=item_bundles.c.version == first.excluded.version - 1
    )
    written: Row[Any] | None = (await connection.execute(saved.returning(item_bundles))).one_or_none()
    return written


async def add_form(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(item_forms).values(row))


async def forms_of(connection: Connection, item: str) -> dict[str, Row[Any]]:
    """Return by material the newest blank form of an item."""
    c = item_forms.c
    # The newest comes last, and takes the place of those before it.
    query = select(item_forms).where(c.item == item).order_by(c.material, c.id)
    return {row.material: row for row in await connection.execute(query)}


async def forms_among(connection: Connection, objects: Collection[str]) -> set[str]:
    """Return which of these objects belong to a form."""
    query = select(item_forms.c.object).where(among(item_forms.c.object, objects))
    return set((await connection.execute(query)).scalars())


async def keep_power(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a township's power; what is older than the copy changes nothing."""
    first = insert(power_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name not in {"region", "code"}}
    newer = power_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["region", "code"], set_=changed, where=newer))


async def find_power(connection: Connection, township: str, code: str) -> PowerHeld | None:
    """Return what was told of a township's power; None where it was never given it."""
    query = select(power_copies).where(power_copies.c.region == township, power_copies.c.code == code)
    row = (await connection.execute(query)).one_or_none()
    return _held(row) if row else None


async def powers_for_items(connection: Connection, township: str) -> dict[str, PowerHeld]:
    """Return by code what was told of a township's powers that items need, or needed once."""
    query = select(power_copies).where(
        power_copies.c.region == township,
        power_copies.c.code.in_(select(item_versions.c.power).where(item_versions.c.power.is_not(None))),
    )
    return {row.code: _held(row) for row in await connection.execute(query)}


def _in_force_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    ends = item_versions.c.in_force_to
    return and_(item_versions.c.in_force_from <= day, or_(ends.is_(None), ends >= day))


# Asked with every application: building it costs more than sending it.
_OF_DAY = select(item_versions).where(
    item_versions.c.code == bindparam("code"), _in_force_on(bindparam("day", type_=Date))
)


def _held(row: Row[Any]) -> PowerHeld:
    days = [(date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in row.terms]
    return PowerHeld(row.mode, row.principal, row.field, days)
