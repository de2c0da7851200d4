"""Who may draw cells, read them, and map a department's own areas onto them?"""

from typing import Annotated

from fastapi import Depends

from grid.cells.domain.drawing import refuse_department
from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.permissions import Permission


async def _may_draw(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    # A department hears why, not only that its role has no such permission.
    refuse_department({str(role) for role in who.roles})
    return require(who, Permission.MANAGE_CELLS)


_may_draw.permission = Permission.MANAGE_CELLS  # type: ignore[attr-defined] # as `allowed` says it

CanDrawCells = Annotated[Principal, Depends(_may_draw)]
CanReadCells = Annotated[Principal, Depends(allowed(Permission.READ_CELLS))]
CanMapCells = Annotated[Principal, Depends(allowed(Permission.MAP_CELLS))]
CanReadMappings = Annotated[Principal, Depends(allowed(Permission.READ_CELL_MAPPINGS))]
