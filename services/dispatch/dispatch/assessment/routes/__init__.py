"""What does the outside see of an assessment: while the year runs, and once it is fixed?"""

from fastapi import APIRouter

from dispatch.assessment.routes import results, year

router = APIRouter()
for part in (year, results):
    router.include_router(part.router)
