"""What does the outside see of the roster? Shifts and who is on duty, swaps, and what one shift hands to the next."""

from fastapi import APIRouter

from dispatch.roster.routes import planning, sheets, swaps

router = APIRouter(prefix="/roster", tags=["roster 值班"])
router.include_router(planning.router)
router.include_router(swaps.router)
router.include_router(sheets.router)
