"""Whom do the read copies know as an officer on a day, and which powers may he use?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

from .domain import Certificate, PowerHeld
from .models import officer_certificates, officer_conflicts, power_copies

# As the centre tells it (penalty law art. 24).
DELEGATED = "delegated"


async def list_officers(connection: Connection, scope: Scope, on: date) -> Sequence[Row[Any]]:
    """Return the officers of the day in the scope's region, by id."""
    return await persons_with_role(connection, scope, Role.OFFICER, on)


async def officers_among(connection: Connection, ids: Collection[str], on: date) -> dict[str, str]:
    """Return person id → region of those of `ids` who are officers on the day."""
    rows = await persons_with_role(connection, ids, Role.OFFICER, on)
    return {row.person_id: row.region for row in rows}


async def keep_power(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a township's power; what is older than the copy changes nothing.

    The same version told again is kept: by then we may keep more of it.
    """
    first = insert(power_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name not in {"region", "code"}}
    newer = power_copies.c.version <= first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["region", "code"], set_=changed, where=newer))


async def given_in_county(connection: Connection, county: str, matter: str) -> bool:
    """Tell whether any township of a county was told to hold a power for a matter."""
    c = power_copies.c
    inside = c.region >= county, c.region < str(int(county) + 1)
    query = select(c.code).where(*inside, c.matters.contains([matter])).limit(1)
    return (await connection.execute(query)).first() is not None


async def powers_for(connection: Connection, township: str, matter: str) -> list[PowerHeld]:
    """Return what was told of a township's powers for a matter."""
    query = select(power_copies.c.code, power_copies.c.terms).where(power_copies.c.region == township)
    rows = await connection.execute(query.where(power_copies.c.matters.contains([matter])))
    day = date.fromisoformat
    return [PowerHeld(row.code, [(day(a), day(b) if b else None) for a, b in row.terms]) for row in rows]


async def mode_of_powers(connection: Connection, township: str, codes: Sequence[str]) -> tuple[str | None, str | None]:
    """Return whether a township holds the first of these powers delegated or entrusted, and by whom: a kind of unit."""
    c = power_copies.c
    query = select(c.mode, c.principal).where(c.region == township, c.code.in_(codes)).order_by(c.code).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return (row.mode, row.principal) if row is not None else (None, None)


async def fields_of_powers(connection: Connection, township: str, codes: Collection[str]) -> set[str]:
    """Return in which fields a township's powers lie, as far as the centre said so."""
    c = power_copies.c
    query = select(c.field).where(c.region == township, among(c.code, codes), c.field.is_not(None))
    return set((await connection.execute(query)).scalars())


async def delegated_powers(connection: Connection, township: str, codes: Sequence[str]) -> list[PowerHeld]:
    """Return those of some powers that a township was told to hold in its own name."""
    c = power_copies.c
    query = select(c.code, c.terms).where(c.region == township, among(c.code, codes), c.mode == DELEGATED)
    rows, day = await connection.execute(query), date.fromisoformat
    return [PowerHeld(row.code, [(day(a), day(b) if b else None) for a, b in row.terms]) for row in rows]


async def add_certificate(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, officer_certificates, [row])


async def lock_certificate(
    connection: Connection, scope: Scope, certificate_id: UUID, *, confirmed: bool
) -> Row[Any] | None:
    """Return a certificate that somebody has confirmed, or nobody yet, held until the transaction ends."""
    c = officer_certificates.c
    waits = c.confirmed_by.is_not(None) if confirmed else c.confirmed_by.is_(None)
    mine = c.id == certificate_id, waits, visible_in(scope, officer_certificates)
    return (await connection.execute(select(officer_certificates).where(*mine).with_for_update())).one_or_none()


async def others_with_number(connection: Connection, number: str, person: str) -> set[str]:
    """Return who else holds a confirmed certificate of a number; nobody else confirms one meanwhile."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"certificate\n{number}", 0))))
    c = officer_certificates.c
    theirs = c.number == number, c.person_id != person, c.confirmed_by.is_not(None)
    return set((await connection.execute(select(c.person_id).where(*theirs))).scalars())


async def save_certificate(connection: Connection, certificate_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    mine = update(officer_certificates).where(officer_certificates.c.id == certificate_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(officer_certificates))).one()
    return saved


async def list_certificates(connection: Connection, scope: Scope, person: str) -> Sequence[Row[Any]]:
    """Return an officer's certificates, the newest first."""
    mine = officer_certificates.c.person_id == person, visible_in(scope, officer_certificates)
    query = select(officer_certificates).where(*mine).order_by(officer_certificates.c.id.desc())
    return (await connection.execute(query)).all()


async def confirmed_of(connection: Connection, persons: Collection[str]) -> list[Certificate]:
    """Return the certificates of persons that somebody confirmed."""
    c = officer_certificates.c
    columns = c.person_id, c.region, c.fields, c.valid_from, c.valid_to, c.revoked_from, c.number
    rows = await connection.execute(select(*columns).where(among(c.person_id, persons), c.confirmed_by.is_not(None)))
    return [Certificate(row.person_id, row.region, tuple(row.fields), *row[3:]) for row in rows]


async def keeps_register(connection: Connection, township: str) -> bool:
    """Tell whether any certificate of a township was ever confirmed."""
    c = officer_certificates.c
    here = c.region.startswith(township, autoescape=True), c.confirmed_by.is_not(None)
    return (await connection.execute(select(c.id).where(*here).limit(1))).first() is not None


async def add_conflict(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, officer_conflicts, [row])


async def list_conflicts(connection: Connection, scope: Scope, person: str) -> Sequence[Row[Any]]:
    """Return what an officer has to do with parties, the newest first; who they are cannot be read."""
    mine = officer_conflicts.c.person_id == person, visible_in(scope, officer_conflicts)
    query = select(officer_conflicts).where(*mine).order_by(officer_conflicts.c.id.desc())
    return (await connection.execute(query)).all()


async def lock_conflict(connection: Connection, scope: Scope, conflict_id: UUID) -> Row[Any] | None:
    """Return a conflict that has not ended, held until the transaction ends."""
    c = officer_conflicts.c
    mine = c.id == conflict_id, c.ended_by.is_(None), visible_in(scope, officer_conflicts)
    return (await connection.execute(select(officer_conflicts).where(*mine).with_for_update())).one_or_none()


async def save_conflict(connection: Connection, conflict_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    mine = update(officer_conflicts).where(officer_conflicts.c.id == conflict_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(officer_conflicts))).one()
    return saved


async def conflicted_with(connection: Connection, marks: Collection[bytes]) -> set[str]:
    """Return who has something to do with a party himself, by the marks of its number."""
    c = officer_conflicts.c
    rows = await connection.execute(select(c.person_id).where(among(c.party_mark, marks), c.ended_by.is_(None)))
    return set(rows.scalars())
