"""What does the outside see of training, and who runs it?

There is no route by which somebody is made qualified: that follows from certificates, and those from examinations.
"""

from fastapi import APIRouter

from dispatch.training.routes import bindings, certificates, coaching, courses

router = APIRouter()
for part in (courses, certificates, bindings, coaching):
    router.include_router(part.router)
