"""How is a campaign prepared, counted, approved by another, started, held up and ended?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.outreach.domain.audience import Audience, CampaignKind, check_audience
from grid.outreach.domain.campaigns import CampaignState, Step, check_approval, check_campaign, next_state
from grid.outreach.domain.refusals import CampaignNotFound, NobodyReached, TemplateUnfit, TooFew
from grid.outreach.domain.templates import TemplateState
from grid.outreach.repository import campaigns as repository
from grid.outreach.repository import history, messages, people, rules
from grid.outreach.service import audiences
from grid.outreach.service.desk import Desk, require_version
from grid.outreach.service.templates import find_template
from shared.runtime.db import new_id


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sent to whom. `posts_each`: of how many posts each is told; `per_second`: None is what the rule says."""

    region: str
    kind: CampaignKind
    title: str
    template_id: UUID
    audience: Audience
    link: str = ""
    posts_each: int = 0
    urgent: bool = False
    per_second: int | None = None


async def prepare(desk: Desk, plan: Plan) -> Row[Any]:
    """Keep a new campaign as a draft.

    Raises OutsideRegion, AudienceRefused, TemplateNotFound, TemplateUnfit, CampaignRefused.
    """
    row = await _planned(desk, plan)
    row |= {"id": new_id(), "version": 1, "prepared_by": desk.by, "prepared_at": desk.now, "free_at": desk.now}
    await repository.add_campaign(desk.work.connection, row)
    await desk.note("campaign", row["id"], 1, plan.region, Step.CREATE, template=str(plan.template_id))
    return await find_campaign(desk, row["id"])


async def change(desk: Desk, campaign_id: UUID, version: int, plan: Plan) -> Row[Any]:
    """Let a campaign that is not approved be another; its number is no more known.

    Raises CampaignNotFound, CampaignStale, IllegalStep, and what `prepare` raises.
    """
    held = await _held(desk, campaign_id, version)
    state = next_state(CampaignState(held.state), Step.CHANGE)
    row = await _planned(desk, plan) | {"counted": None, "counted_on": None, "prepared_by": desk.by}
    await _save(desk, held, Step.CHANGE, row | {"state": str(state)}, region=plan.region)
    return await find_campaign(desk, campaign_id)


async def _planned(desk: Desk, plan: Plan) -> dict[str, Any]:
    desk.require_inside(plan.region)
    check_audience(plan.audience, plan.region)
    template = await find_template(desk, plan.template_id)
    _require_fit(template, plan.kind, plan.region)
    allowed = await rules.rules_for(desk.work.connection, plan.region)
    per_second = plan.per_second or allowed.per_second
    check_campaign(
        plan.kind,
        template.text,
        link=plan.link,
        posts_each=plan.posts_each,
        urgent=plan.urgent,
        per_second=per_second,
        fastest=allowed.per_second,
    )
    return {
        "region": plan.region,
        "kind": str(plan.kind),
        "title": plan.title,
        "template_id": plan.template_id,
        "audience": plan.audience.model_dump(mode="json", exclude_defaults=True),
        "link": plan.link,
        "posts_each": plan.posts_each,
        "urgent": plan.urgent,
        "per_second": per_second,
        "state": str(CampaignState.DRAFT),
    }


def _require_fit(template: Row[Any], kind: str, region: str) -> None:
    approved = template.state == TemplateState.APPROVED
    if not (approved and template.kind == kind and region.startswith(template.region)):
        raise TemplateUnfit("not approved, or of another kind or region", state=template.state, kind=template.kind)


async def count(desk: Desk, campaign_id: UUID, version: int) -> tuple[Row[Any], audiences.Counted]:
    """Count whom a campaign means. Raises CampaignNotFound, CampaignStale, IllegalStep, AudienceRefused, TooFew."""
    held = await _held(desk, campaign_id, version)
    state = next_state(CampaignState(held.state), Step.COUNT)
    counted = await audiences.count_audience(desk, held.region, CampaignKind(held.kind), audience_of(held))
    row = {"state": str(state), "counted": counted.count, "counted_on": desk.today}
    await _save(desk, held, Step.COUNT, row, counted=counted.count)
    return await find_campaign(desk, campaign_id), counted


def audience_of(row: Row[Any]) -> Audience:
    return Audience.model_validate(row.audience)


async def take_step(desk: Desk, campaign_id: UUID, version: int, step: Step) -> Row[Any]:
    """Approve, refuse, start, pause, resume or cancel a campaign.

    Raises CampaignNotFound, CampaignStale, IllegalStep, SecondPersonNeeded, CountedBefore, NobodyReached, TooFew,
    TemplateUnfit.
    """
    held = await _held(desk, campaign_id, version)
    row: dict[str, Any] = {"state": str(next_state(CampaignState(held.state), step))}
    facts: dict[str, Any] = {}
    if step is Step.APPROVE:
        check_approval(prepared_by=held.prepared_by, by=desk.by, counted_on=held.counted_on, today=desk.today)
        row["approved_by"] = desk.by
    elif step is Step.START:
        row |= {"started_at": desk.now, "free_at": desk.now, "audience_size": await _freeze(desk, held)}
        facts = {"audience": row["audience_size"]}
    elif step is Step.CANCEL:
        row["ended_at"] = desk.now
        facts = {"not_sent": await messages.cancel_waiting(desk.work.connection, campaign_id)}
    await _save(desk, held, step, row, **facts)
    return await find_campaign(desk, campaign_id)


async def _freeze(desk: Desk, held: Row[Any]) -> int:
    """Make a message for each who is meant today; what the approver saw was a number, this is who."""
    _require_fit(await find_template(desk, held.template_id), held.kind, held.region)
    audience, kind = audience_of(held), CampaignKind(held.kind)
    query = await audiences.people_of(desk, held.region, kind, audience)
    await people.in_memory(desk.work.connection)
    size = await messages.freeze_audience(desk.work.connection, held.id, query, desk.now)
    least = (await rules.rules_for(desk.work.connection, held.region)).least_with_care
    if audience.care and size < least:
        raise TooFew("so few that one of them could be known", least=least)
    if size == 0:
        raise NobodyReached("nobody is meant who agreed to be written to")
    return size


async def finish_where_over(desk: Desk, held: Row[Any]) -> bool:
    """Let a running campaign, whose row is held, be finished where nothing of it is open; tell whether it is."""
    if not await messages.is_over(desk.work.connection, held.id):
        return False
    state = next_state(CampaignState(held.state), Step.FINISH)
    await _save(desk, held, Step.FINISH, {"state": str(state), "ended_at": desk.now})
    return True


async def _save(desk: Desk, held: Row[Any], step: Step, row: dict[str, Any], region: str = "", **facts: Any) -> None:
    version = held.version + 1
    await repository.save_campaign(desk.work.connection, {"id": held.id, "version": version} | row)
    await desk.note("campaign", held.id, version, region or held.region, step, **facts)


async def find_campaign(desk: Desk, campaign_id: UUID) -> Row[Any]:
    """Return a campaign within the scope. Raises CampaignNotFound."""
    found = await repository.find_campaign(desk.work.connection, desk.scope, campaign_id)
    if found is None:
        raise CampaignNotFound("no such campaign", campaign=campaign_id)
    return found


async def _held(desk: Desk, campaign_id: UUID, version: int) -> Row[Any]:
    found = await repository.find_campaign(desk.work.connection, desk.scope, campaign_id, lock=True)
    if found is None:
        raise CampaignNotFound("no such campaign", campaign=campaign_id)
    require_version(found.version, version)
    return found


async def list_campaigns(desk: Desk, *, state: str | None, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await repository.list_campaigns(desk.work.connection, desk.scope, state=state, after=after, limit=limit)


async def list_messages(
    desk: Desk, campaign_id: UUID, *, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what became of each message: to which record, never to whom. Raises CampaignNotFound."""
    await find_campaign(desk, campaign_id)
    return await messages.list_messages(
        desk.work.connection, desk.scope, campaign_id, state=state, after=after, limit=limit
    )


async def steps_of(desk: Desk, campaign_id: UUID) -> Sequence[Row[Any]]:
    """Return what was done with a campaign, by whom. Raises CampaignNotFound."""
    await find_campaign(desk, campaign_id)
    return await history.steps_of(desk.work.connection, desk.scope, campaign_id)
