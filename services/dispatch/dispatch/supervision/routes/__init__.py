"""How is what is late seen, and how are orders about it given and answered, over HTTP?"""

from fastapi import APIRouter

from dispatch.supervision.routes import late, orders, rules

router = APIRouter()
for part in (rules, late, orders):
    router.include_router(part.router)
