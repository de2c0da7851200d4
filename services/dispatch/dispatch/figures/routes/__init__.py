"""What does the outside see of figures, and who changes a formula?"""

from fastapi import APIRouter

from dispatch.figures.routes import briefs, files, formulas, numbers

router = APIRouter()
# The formulas' own paths before those with a figure's code in them.
router.include_router(briefs.router)
router.include_router(formulas.facts_router)
router.include_router(formulas.router)
router.include_router(files.router)
router.include_router(numbers.router)
