"""By which rules are people told, where are they reached, and what could not be told?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from dispatch.notices.schemas.keeping import (
    Failure,
    FailurePage,
    NumberGiven,
    NumberShown,
    RuleGiven,
    RulePage,
    RuleShown,
    RuleStep,
    Version,
    WebhookGiven,
    WebhookPage,
    WebhookShown,
)
from dispatch.notices.service import contacts, rules, sending
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.settings import Profile
from shared.runtime.text import Code, Line

router = APIRouter(tags=["notices 提醒"], route_class=IdempotentRoute)

NOTHING = status.HTTP_204_NO_CONTENT
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_NOTICES))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_INBOX))]
# Whoever sees which replies are stuck sees which messages are, and may send both again.
CanSeeFailures = Annotated[Principal, Depends(allowed(Permission.READ_REPLIES))]
CanRetry = Annotated[Principal, Depends(allowed(Permission.RETRY_REPLIES))]
After = Annotated[Code | None, Query(description="The `next` of the page before")]
Purpose = Annotated[Line, Query(description="Why the number is needed; the look is noted")]


@router.get("/notices/rules", summary="The rules of telling")
async def list_rules(who: CanManage, work: Work, after: After = None, limit: Limit = 50) -> RulePage:
    rows = await rules.list_rules(work, who.scope, after=after or "", limit=limit)
    items = [RuleShown.model_validate(row) for row in rows]
    return RulePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.put("/notices/rules/{rule_id}", summary="Let a rule hold from now on")
async def put_rule(rule_id: Code, body: RuleGiven, who: CanManage, work: Work, now: Now) -> Version:
    return Version(version=await rules.put_rule(work, who.scope, body.rule(rule_id), now=now))


@router.delete("/notices/rules/{rule_id}", status_code=NOTHING, summary="Let a rule hold no longer")
async def remove_rule(
    rule_id: Code, version: Annotated[int, Query(ge=1, lt=2**31)], who: CanManage, work: Work, now: Now
) -> None:
    await rules.remove_rule(work, who.scope, rule_id, version=version, now=now)


@router.get("/notices/rules/{rule_id}/history", summary="What a rule was")
async def rule_history(rule_id: Code, who: CanManage, work: Work) -> list[RuleStep]:
    return [RuleStep.model_validate(row) for row in await rules.history_of(work, who.scope, rule_id)]


@router.put("/notices/contacts/{person_id}", summary="Under which number somebody is reached")
async def put_number(person_id: Code, body: NumberGiven, who: CanManage, work: Work, now: Now) -> NumberShown:
    shown = await contacts.put_number(work, who.scope, person_id=person_id, number=body.number, now=now)
    return NumberShown(person_id=person_id, number=shown)


@router.get("/notices/contacts/{person_id}", summary="The number of somebody; the look is noted")
async def look_at_number(person_id: Code, purpose: Purpose, who: CanManage, work: Work, now: Now) -> NumberShown:
    number = await contacts.look_at_number(work, who.scope, person_id=person_id, purpose=purpose, now=now)
    return NumberShown(person_id=person_id, number=number)


@router.put("/inbox/number", summary="Under which number the caller is reached")
async def put_own_number(body: NumberGiven, who: CanRead, work: Work, now: Now) -> NumberShown:
    shown = await contacts.put_own_number(work, who.scope, number=body.number, now=now)
    return NumberShown(person_id=who.person_id, number=shown)


@router.get("/notices/webhooks", summary="Which units' own systems are told")
async def list_webhooks(who: CanManage, work: Work, after: After = None, limit: Limit = 50) -> WebhookPage:
    rows = await contacts.list_webhooks(work, who.scope, after=after or "", limit=limit)
    items = [WebhookShown.model_validate(row) for row in rows]
    return WebhookPage(items=items, next=items[-1].unit_id if len(items) == limit else None)


@router.put("/notices/webhooks/{unit_id}", status_code=NOTHING, summary="Where a unit's system listens")
async def put_webhook(unit_id: Code, body: WebhookGiven, who: CanManage, work: Work, held: Held, now: Now) -> None:
    plain = held.settings.general.profile is not Profile.PRODUCTION
    given = {"url": body.url, "secret": body.secret.get_secret_value()}
    await contacts.put_webhook(work, who.scope, unit_id=unit_id, **given, plain_allowed=plain, now=now)


@router.delete("/notices/webhooks/{unit_id}", status_code=NOTHING, summary="Tell a unit's system no more")
async def remove_webhook(unit_id: Code, who: CanManage, work: Work) -> None:
    await contacts.remove_webhook(work, who.scope, unit_id=unit_id)


@router.get("/notices/failures", summary="Messages that were given up, and notices that reached nobody")
async def list_failures(who: CanSeeFailures, work: Work, after: UUID | None = None, limit: Limit = 50) -> FailurePage:
    rows = await sending.list_failed(work, who.scope, after=after, limit=limit)
    items = [Failure.model_validate(row) for row in rows]
    return FailurePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/notices/failures/{failure_id}/retry", status_code=status.HTTP_202_ACCEPTED, summary="Send one again")
async def retry(failure_id: UUID, who: CanRetry, work: Work, now: Now) -> dict[str, str]:
    await sending.retry(work, who.scope, failure_id, now=now)
    return {"state": "waiting"}
