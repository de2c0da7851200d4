"""What does the outside see of audiences, templates and campaigns?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from grid.outreach.domain.campaigns import CampaignState, Step
from grid.outreach.domain.messages import MessageState
from grid.outreach.domain.templates import TemplateState, Verdict
from grid.outreach.routes.permits import CanApprove, CanManage, CanPrepare, CanRead
from grid.outreach.schemas.sending import (
    AudienceCount,
    AudienceGiven,
    CampaignChange,
    CampaignGiven,
    CampaignList,
    CampaignSeen,
    FunnelSeen,
    MessageList,
    MessageSeen,
    RulesGiven,
    RulesList,
    RulesSeen,
    StepList,
    StepSeen,
    StepTaken,
    TemplateGiven,
    TemplateList,
    TemplateSeen,
    VersionKept,
)
from grid.outreach.service import audiences, campaigns, funnel, rules, templates
from grid.outreach.service.campaigns import Plan
from grid.outreach.service.desk import Desk
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal
from shared.runtime.db import UnitOfWork
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode
from shared.sheets.short import CSV_MEDIA

router = APIRouter(prefix="/outreach", tags=["outreach 精准发送"], route_class=IdempotentRoute)

Month = Annotated[date, Query(alias="since", description="Any day of the month")]


@router.get("/rules", summary="Pace, quiet hours and smallest audience of regions")
async def rules_of_regions(who: CanRead, work: Work, now: Now) -> RulesList:
    return RulesList(
        items=[RulesSeen.model_validate(row) for row in await rules.list_rules(Desk(work, who.scope, now))]
    )


@router.put("/rules/{region}", summary="Set pace, quiet hours and smallest audience of a region")
async def put_rules(region: RegionCode, body: RulesGiven, who: CanManage, work: Work, now: Now) -> VersionKept:
    return VersionKept(version=await rules.put_rules(Desk(work, who.scope, now), region, body.version, body.read()))


@router.post("/audiences/count", summary="How many would be written to 人数统计")
async def count_audience(body: AudienceGiven, who: CanPrepare, work: Work, now: Now) -> AudienceCount:
    found = await audiences.count_audience(Desk(work, who.scope, now), body.region, body.kind, body.audience)
    return AudienceCount.model_validate(found)


# ----------------------------------------------------------------------------------------------------------- templates
@router.post("/templates", status_code=status.HTTP_201_CREATED, summary="Write the next edition of a text")
async def write_template(body: TemplateGiven, who: CanPrepare, work: Work, now: Now) -> TemplateSeen:
    written = await templates.write_template(Desk(work, who.scope, now), **body.model_dump())
    return TemplateSeen.model_validate(written)


@router.get("/templates", summary="Texts and what was decided about them")
async def list_templates(
    who: CanRead,
    work: Work,
    now: Now,
    state: TemplateState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> TemplateList:
    rows = await templates.list_templates(Desk(work, who.scope, now), state=state, after=after, limit=limit)
    items = [TemplateSeen.model_validate(row) for row in rows]
    return TemplateList(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/templates/{template_id}/{verdict}", summary="Approve, refuse or withdraw a text (another person)")
async def decide_template(
    template_id: UUID, verdict: Verdict, body: StepTaken, who: CanApprove, work: Work, now: Now
) -> TemplateSeen:
    decided = await templates.decide_template(Desk(work, who.scope, now), template_id, body.version, verdict)
    return TemplateSeen.model_validate(decided)


# ----------------------------------------------------------------------------------------------------------- campaigns
@router.post("/campaigns", status_code=status.HTTP_201_CREATED, summary="Prepare a campaign")
async def prepare(body: CampaignGiven, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    return CampaignSeen.model_validate(await campaigns.prepare(Desk(work, who.scope, now), Plan(**body.fields())))


@router.get("/campaigns", summary="Campaigns, the latest first")
async def list_campaigns(
    who: CanRead,
    work: Work,
    now: Now,
    state: CampaignState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> CampaignList:
    rows = await campaigns.list_campaigns(Desk(work, who.scope, now), state=state, after=after, limit=limit)
    items = [CampaignSeen.model_validate(row) for row in rows]
    return CampaignList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/campaigns/{campaign_id}", summary="A campaign")
async def read(campaign_id: UUID, who: CanRead, work: Work, now: Now) -> CampaignSeen:
    return CampaignSeen.model_validate(await campaigns.find_campaign(Desk(work, who.scope, now), campaign_id))


@router.put("/campaigns/{campaign_id}", summary="Change a campaign that is not approved")
async def change(campaign_id: UUID, body: CampaignChange, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    plan = Plan(**body.campaign.fields())
    changed = await campaigns.change(Desk(work, who.scope, now), campaign_id, body.version, plan)
    return CampaignSeen.model_validate(changed)


@router.post("/campaigns/{campaign_id}/count", summary="Count whom it means; approved is a number of the same day")
async def count(campaign_id: UUID, body: StepTaken, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    counted, _ = await campaigns.count(Desk(work, who.scope, now), campaign_id, body.version)
    return CampaignSeen.model_validate(counted)


@router.post("/campaigns/{campaign_id}/approve", summary="Approve a campaign (another person)")
async def approve(campaign_id: UUID, body: StepTaken, who: CanApprove, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.APPROVE)


@router.post("/campaigns/{campaign_id}/refuse", summary="Give a campaign back")
async def refuse(campaign_id: UUID, body: StepTaken, who: CanApprove, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.REFUSE)


@router.post("/campaigns/{campaign_id}/start", summary="Start: who is meant is settled now")
async def start(campaign_id: UUID, body: StepTaken, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.START)


@router.post("/campaigns/{campaign_id}/pause", summary="Let nothing more go out for now")
async def pause(campaign_id: UUID, body: StepTaken, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.PAUSE)


@router.post("/campaigns/{campaign_id}/resume", summary="Go on")
async def resume(campaign_id: UUID, body: StepTaken, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.RESUME)


@router.post("/campaigns/{campaign_id}/cancel", summary="End it; what has not gone out never does")
async def cancel(campaign_id: UUID, body: StepTaken, who: CanPrepare, work: Work, now: Now) -> CampaignSeen:
    return await _step(who, work, now, campaign_id, body, Step.CANCEL)


async def _step(
    who: Principal, work: UnitOfWork, now: Now, campaign_id: UUID, body: StepTaken, step: Step
) -> CampaignSeen:
    taken = await campaigns.take_step(Desk(work, who.scope, now), campaign_id, body.version, step)
    return CampaignSeen.model_validate(taken)


@router.get("/campaigns/{campaign_id}/messages", summary="What became of each message")
async def list_messages(
    campaign_id: UUID,
    who: CanRead,
    work: Work,
    now: Now,
    state: MessageState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> MessageList:
    desk = Desk(work, who.scope, now)
    rows = await campaigns.list_messages(desk, campaign_id, state=state, after=after, limit=limit)
    items = [MessageSeen.model_validate(row) for row in rows]
    return MessageList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/campaigns/{campaign_id}/history", summary="What was done with a campaign, by whom")
async def campaign_history(campaign_id: UUID, who: CanRead, work: Work, now: Now) -> StepList:
    steps = await campaigns.steps_of(Desk(work, who.scope, now), campaign_id)
    return StepList(items=[StepSeen.model_validate(step) for step in steps])


# -------------------------------------------------------------------------------------------------------------- funnel
@router.get("/campaigns/{campaign_id}/funnel", summary="What came of a campaign")
async def campaign_funnel(campaign_id: UUID, who: CanRead, work: Work, now: Now) -> FunnelSeen:
    return FunnelSeen.model_validate(await funnel.of_campaign(Desk(work, who.scope, now), campaign_id))


@router.get("/campaigns/{campaign_id}/funnel.csv", summary="The same as CSV", response_class=Response)
async def campaign_funnel_csv(campaign_id: UUID, who: CanRead, work: Work, now: Now) -> Response:
    found = await funnel.of_campaign(Desk(work, who.scope, now), campaign_id)
    return Response(funnel.as_csv(found), media_type=CSV_MEDIA)


@router.get("/funnel", summary="What came of the campaigns of a month")
async def month_funnel(
    month: Month, who: CanRead, work: Work, now: Now, region: RegionCode | None = None
) -> FunnelSeen:
    return FunnelSeen.model_validate(await funnel.of_month(Desk(work, who.scope, now), region or "", month))


@router.get("/funnel.csv", summary="The same as CSV", response_class=Response)
async def month_funnel_csv(
    month: Month, who: CanRead, work: Work, now: Now, region: RegionCode | None = None
) -> Response:
    return Response(
        funnel.as_csv(await funnel.of_month(Desk(work, who.scope, now), region or "", month)), media_type=CSV_MEDIA
    )
