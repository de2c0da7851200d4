"""What do other services see of the registry?"""

from fastapi import APIRouter

from grid.registry.routes.permits import CanLookUp
from grid.registry.schemas.lookups import AnswerSeen, LookupsAnswered, LookupsAsked, hit
from grid.registry.service.lookups import Question, look_up
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/registry/lookups", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.post("", summary="Records by identity number, phone or credit code, for another service; each look is kept")
async def look_up_records(body: LookupsAsked, who: CanLookUp, work: Work, now: Now) -> LookupsAnswered:
    asked = [Question(one.kind, one.field, one.value) for one in body.items]
    whose = {"purpose": body.purpose, "on_behalf_of": body.on_behalf_of}
    answers = await look_up(work, who.scope, asked, now=now, **whose)
    pairs = zip(asked, answers, strict=True)
    return LookupsAnswered(items=[AnswerSeen(found=[hit(q.kind, one) for one in found]) for q, found in pairs])
