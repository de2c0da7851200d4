"""How is a case handed on, and who is called to help with it, over HTTP?"""

from fastapi import APIRouter

from dispatch.coordination.routes import hand_ups, handovers, subtasks, transfers, whistles

router = APIRouter()
for part in (handovers, subtasks, whistles, hand_ups, transfers):
    router.include_router(part.router)

# The list for those who keep the duty lists lies with these: `/duties` is answered by the process of the registers.
register_router = handovers.register_router
