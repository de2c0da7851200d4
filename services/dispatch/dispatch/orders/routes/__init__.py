"""Over which doors does the centre speak with the platforms that its orders come from?"""

from fastapi import APIRouter

from dispatch.orders.routes import applications, orders, replies, wordings

router = APIRouter()
# What is named before what has an id in its place.
for part in (replies.sent_router, wordings.router, orders.router, applications.router, replies.router):
    router.include_router(part)
