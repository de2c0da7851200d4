"""What does the outside see of tasks, of what is asked about them, and of their photos?"""

from fastapi import APIRouter

from grid.tasks.routes import asks, photos, rules, steps, support, tasks, uploads

router = APIRouter()
for part in (support.router, tasks.router, steps.router, photos.router, uploads.router, asks.router, rules.router):
    router.include_router(part)
