"""What does the outside see of cells, and of what departments call their own areas?"""

from fastapi import APIRouter

from grid.cells.routes import cells, mappings
from grid.cells.routes.cells import followed_by

__all__ = ["followed_by", "router"]

router = APIRouter()
for part in (mappings.router, cells.router):
    router.include_router(part)
