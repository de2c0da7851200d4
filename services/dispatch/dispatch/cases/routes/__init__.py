"""What does the outside see of cases and of the rules that they run by?"""

from fastapi import APIRouter

from dispatch.cases.routes import cases, rules

router = APIRouter()
for part in (cases, rules):
    router.include_router(part.router)
