"""What does the outside see of powers, and who gives, judges and watches over them?"""

from fastapi import APIRouter

from dispatch.powers.routes import catalogue, lives, many, register, supervision, takeovers, use

router = APIRouter()
for part in (catalogue, register, takeovers, many, use, lives, supervision):
    router.include_router(part.router)
