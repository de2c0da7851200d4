"""What does the outside see of workers? Who holds what, leave and plans, phones, positions."""

from fastapi import APIRouter

from grid.workers.routes import devices, holders, leading, me, positions
from grid.workers.routes.access import KNOWN_DEVICE, guarded

__all__ = ["guarded", "router"]

router = APIRouter(tags=["workers 网格员"])
# What a phone must be able to ask when it is not known, or not any more.
router.include_router(devices.open_router)
for part in (me, leading, positions, devices, holders):
    router.include_router(part.router, dependencies=[KNOWN_DEVICE])
