"""Who is in a township and its county, and what is open there?"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import hides_from_nobody
from dispatch.organisation.models import roles_held, unit_terms
from dispatch.powers.domain.supervision import Unit
from dispatch.powers.models import licence_copies, power_applications
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among


async def units_among(connection: Connection, ids: Iterable[str], on: date) -> dict[str, Unit]:
    """Return where units are on a day and of which kind, by id."""
    query = select(unit_terms.c.unit_id, unit_terms.c.region, unit_terms.c.kind)
    rows = await connection.execute(query.where(among(unit_terms.c.unit_id, ids), in_force(unit_terms, on)))
    return {row.unit_id: Unit(row.region, row.kind) for row in rows}


async def department_of(connection: Connection, county: str, kind: str, on: date, coach: str | None) -> str | None:
    """Return the county's department of a kind on a day; of several the one that coached the township."""
    mine = and_(unit_terms.c.region == county, unit_terms.c.kind == kind, in_force(unit_terms, on))
    unit = unit_terms.c.unit_id
    query = select(unit).where(mine).order_by((unit == (coach or "")).desc(), unit).limit(1)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def officers_among(connection: Connection, ids: Collection[str], on: date) -> dict[str, list[str]]:
    """Return where each of `ids` holds the role officer on a day."""
    officer = and_(roles_held.c.role == "officer", among(roles_held.c.person_id, ids), in_force(roles_held, on))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(select(roles_held.c.person_id, roles_held.c.region).where(officer)):
        found[row.person_id].append(row.region)
    return found


async def open_cases(connection: Connection, region: str, of_matters: Collection[str]) -> dict[str, UUID]:
    """Return the open cases of these matters in a township, by number; those about somebody go nowhere by a list."""
    here = and_(cases.c.region.startswith(region, autoescape=True), cases.c.closed_at.is_(None), hides_from_nobody())
    query = select(cases.c.number, cases.c.id).where(here, among(cases.c.matter, of_matters)).order_by(cases.c.number)
    return {row.number: row.id for row in await connection.execute(query)}


async def open_applications(connection: Connection, region: str, power: str) -> list[str]:
    """Return the numbers of the window's applications that rest on a power in a township and that nobody has ended."""
    c = power_applications.c
    granted = select(licence_copies.c.licence_id).where(licence_copies.c.application_id == c.application_id).exists()
    here = and_(c.region.startswith(region, autoescape=True), c.power == power, c.ended_at.is_(None), ~granted)
    return list((await connection.execute(select(c.number).where(here).order_by(c.number))).scalars())
