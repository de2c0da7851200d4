"""Which villages and communities does a township list, and which codes would drawn cells get there?"""

from collections.abc import Sequence
from datetime import datetime

from grid.cells.domain.communities import Community, UnknownCommunity, check_communities
from grid.cells.domain.numbering import Unnumbered, propose_codes
from grid.cells.domain.sets import BadCells, RegionNotFound, require_township, township_of
from grid.cells.repository import around
from grid.cells.repository import cells as repository
from shared.codes import is_region
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


def require_own(scope: Scope, region: str) -> None:
    """Raise NotATownship, or RegionNotFound where the caller does not reach the township."""
    if not scope.covers(require_township(region)):
        raise RegionNotFound("no such township", region=region)


async def list_communities(
    work: UnitOfWork, scope: Scope, *, region: str, given: Sequence[Community], now: datetime
) -> list[str]:
    """Let `given` be all communities of a township; return those that are new, changed or struck from the list.

    Raises NotATownship, RegionNotFound, BadCells, CommunitiesOverlap.
    """
    require_own(scope, region)
    check_communities(region, given)
    await repository.lock_region(work.connection, region)
    held = await around.communities_of(work.connection, scope, region)
    versions = await around.community_versions(work.connection, scope, region)
    wanted = {one.community: one for one in given}
    changed = [(one, True) for one in given if held.get(one.community) != one]
    changed += [(one, False) for code, one in held.items() if code not in wanted]
    rows = [
        {
            "community": one.community,
            "region": region,
            "version": versions.get(one.community, 0) + 1,
            "name": one.name,
            "rings": [[list(point) for point in ring] for ring in one.rings] if one.rings else None,
            "listed": listed,
        }
        for one, listed in changed
    ]
    if rows:
        await around.save_communities(work.connection, rows, by=scope.person_id, now=now)
    return sorted(one.community for one, _ in changed)


async def show_communities(work: UnitOfWork, scope: Scope, region: str) -> Sequence[Community]:
    return list((await around.communities_of(work.connection, scope, region)).values())


async def propose(work: UnitOfWork, scope: Scope, *, region: str, drawn: Sequence[Unnumbered]) -> dict[str, str]:
    """Return the codes that drawn cells of a township would get, by key; nothing is kept.

    Raises NotATownship, RegionNotFound, BadCells, UnknownCommunity.
    """
    require_own(scope, region)
    named = {one.community for one in drawn}
    if strange := sorted(code for code in named if not is_region(code) or township_of(code) != region):
        raise BadCells(
            "these are no communities of the township", errors=[f"{code}: not in {region}" for code in strange]
        )
    listed = await around.communities_of(work.connection, scope, region)
    if listed and (unknown := sorted(named - listed.keys())):
        raise UnknownCommunity("no such village or community", communities=unknown)
    return propose_codes(drawn, await repository.codes_ever_given(work.connection, scope, region))
