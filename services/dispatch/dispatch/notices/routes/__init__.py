"""What does the outside see of notices? A person's inbox, and for who keeps it running the rules and what failed."""

from fastapi import APIRouter

from dispatch.notices.routes import inbox, keeping

router = APIRouter()
router.include_router(inbox.router)
router.include_router(keeping.router)
