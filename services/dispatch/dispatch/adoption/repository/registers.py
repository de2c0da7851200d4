"""What do the registers say of a township on a day, as far as a standard asks?"""

from collections import Counter
from datetime import date

from sqlalchemy import and_, func, or_, select

from dispatch.adoption.domain.gaps import Town
from dispatch.adoption.domain.standards import AgencyWanted
from dispatch.duties.models import duty_bindings
from dispatch.duties.repository.lists import duties_on, find_list
from dispatch.organisation.domain.agencies import AGENCY_KINDS
from dispatch.organisation.models import regions, roles_held, unit_terms
from dispatch.powers.models import power_catalogue, power_terms, powers
from dispatch.training.models import training_certificates
from dispatch.triage.models import cell_copies, worker_copies
from shared.codes import RegionLevel
from shared.runtime.copies import in_force
from shared.runtime.db import Connection
from shared.runtime.scope import Scope


async def town_on(connection: Connection, scope: Scope, region: str, on: date) -> Town:
    """Return what the registers say of a township that the scope reaches."""
    agencies = Counter(one.kind for one in await agencies_on(connection, region, on))
    held = await _powers(connection, region, on)
    certified = await _certified(connection, region, on)
    fields: dict[str, int] = {}
    for _, field, officers in held.values():
        if officers:
            fields[field] = max(officers, fields.get(field, 0))
    return Town(
        agencies=agencies,
        people=await _people(connection, region, on),
        duties=await _duties(connection, scope, region, on),
        bound=await _is_bound(connection, region, on),
        powers={code: kind for code, (kind, _, _) in held.items()},
        villages=await _villages(connection, region),
        workers=await _workers(connection, region, on),
        qualified=Counter(field for fields in certified.values() for field in fields),
        fields=fields,
        officers_qualified=len(certified),
    )


async def agencies_on(connection: Connection, region: str, on: date) -> list[AgencyWanted]:
    """Return the functional agencies of a township on a day; what county departments keep there is not counted."""
    query = select(unit_terms.c.kind, unit_terms.c.name).where(unit_terms.c.region == region, in_force(unit_terms, on))
    rows = await connection.execute(query.order_by(unit_terms.c.unit_id))
    return [AgencyWanted(row.kind, row.name) for row in rows if row.kind in AGENCY_KINDS]


async def _people(connection: Connection, region: str, on: date) -> dict[str, int]:
    here = and_(roles_held.c.region.startswith(region, autoescape=True), in_force(roles_held, on))
    number = func.count(roles_held.c.person_id.distinct()).label("people")
    query = select(roles_held.c.role, number).where(here).group_by(roles_held.c.role)
    return {row.role: row.people for row in await connection.execute(query)}


async def _duties(connection: Connection, scope: Scope, region: str, on: date) -> dict[str, str] | None:
    """Return the kind of each duty of a township by matter: its county's lines, and its own before them."""
    county = region[: RegionLevel.COUNTY.digits]
    lists = [await find_list(connection, scope, one, on) for one in (county, region)]
    if not any(lists):
        return None
    return {duty.matter: str(duty.kind) for one in (county, region) for duty in await duties_on(connection, one, on)}


async def _is_bound(connection: Connection, region: str, on: date) -> bool:
    mine = duty_bindings.c.region == region, duty_bindings.c.bound_from <= on
    return (await connection.execute(select(func.count()).where(*mine))).scalar_one() > 0


async def _powers(connection: Connection, region: str, on: date) -> dict[str, tuple[str, str, int]]:
    """Return the powers in force by code: kind, field, and how many officers it needs."""
    row = power_catalogue.c
    query = (
        select(powers.c.code, row.kind, row.field, row.officers)
        .join(power_terms, power_terms.c.power_id == powers.c.id)
        .join(power_catalogue, and_(row.code == powers.c.code, row.version == powers.c.catalogue_version))
        .where(powers.c.region == region, in_force(power_terms, on))
    )
    return {one.code: (one.kind, one.field, one.officers) for one in await connection.execute(query)}


async def _certified(connection: Connection, region: str, on: date) -> dict[str, set[str]]:
    """Return the fields in which each officer of a township holds a certificate on a day."""
    one = training_certificates.c
    is_officer = and_(
        roles_held.c.person_id == one.person_id,
        roles_held.c.role == "officer",
        roles_held.c.region.startswith(region, autoescape=True),
        in_force(roles_held, on),
    )
    holds = and_(one.valid.contains(on), or_(one.revoked_on.is_(None), one.revoked_on > on))
    found: dict[str, set[str]] = {}
    for row in await connection.execute(select(one.person_id, one.field).join(roles_held, is_officer).where(holds)):
        found.setdefault(row.person_id, set()).add(row.field)
    return found


async def _villages(connection: Connection, region: str) -> int:
    """Return how many villages and communities the table of regions names in a township."""
    query = select(func.count()).select_from(regions).where(regions.c.parent == region)
    return int((await connection.execute(query)).scalar_one())


async def _workers(connection: Connection, region: str, on: date) -> dict[str, int]:
    """Return how many workers hold each cell of a township, none included; of the grid's telling."""
    inside = cell_copies.c.region.startswith(region, autoescape=True)
    cells = (await connection.execute(select(cell_copies.c.cell).where(inside, in_force(cell_copies, on)))).scalars()
    holders = select(worker_copies.c.cells).where(worker_copies.c.region.startswith(region, autoescape=True))
    held = Counter(one["cell"] for cells in (await connection.execute(holders)).scalars() for one in cells)
    return {cell: held[cell] for cell in cells}
