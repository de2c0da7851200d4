"""What is planned to be inspected, and may an inspection rest on it (检查计划)?

国办发〔2024〕54号: who inspects enterprises plans it for a year, files the plan and publishes it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound

GUIDANCE = "国办发〔2024〕54号"
# A plan is for a year at the longest.
LONGEST_PLAN = timedelta(days=366)


class PlanState(StrEnum):
    """`drawn-up`: nobody has approved any edition of it; `approved`: one is in force; `ended`: none is any more."""

    DRAWN_UP = "drawn-up"
    APPROVED = "approved"
    ENDED = "ended"


class PlanAction(StrEnum):
    DRAW_UP = "draw-up"
    CHANGE = "change"
    APPROVE = "approve"
    END = "end"


S, A = PlanState, PlanAction
TRANSITIONS: dict[tuple[PlanState, PlanAction], PlanState] = {
    (S.DRAWN_UP, A.CHANGE): S.DRAWN_UP,
    (S.DRAWN_UP, A.APPROVE): S.APPROVED,
    (S.DRAWN_UP, A.END): S.ENDED,
    # What is in force stays so until another person approves the next edition.
    (S.APPROVED, A.CHANGE): S.APPROVED,
    (S.APPROVED, A.APPROVE): S.APPROVED,
    (S.APPROVED, A.END): S.ENDED,
}


class PlanNotFound(NotFound):
    code = "inspections.plan-not-found"
    said = "没有这份检查计划"


class PlanStepIllegal(Conflict):
    """The plan has ended, or no edition of it waits to be approved."""

    code = "inspections.plan-step-illegal"
    said = "检查计划已经终止，或者没有待批准的版本"


class PlanChanged(Conflict):
    """Somebody else took a step meanwhile; `version` is that of now."""

    code = "inspections.plan-changed"
    said = "检查计划已被他人更新，请重新读取"


class PlanDaysUnfit(Invalid):
    """A plan lasts a year at the longest, and is not over yet."""

    code = "inspections.plan-days-unfit"
    said = "检查计划的期限不得超过一年，且不得已经届满"


class PlannedTwice(Invalid):
    """The facts name the fields that stand in a plan more than once."""

    code = "inspections.planned-twice"
    said = "检查计划中同一领域只能列一次"


class PlanBelowOpened(Conflict):
    """More was inspected by this plan already; the facts name the fields."""

    code = "inspections.plan-below-opened"
    said = "变更后的检查数量少于已经实施的检查数量"


class PlanNotApproved(Conflict):
    code = "inspections.plan-not-approved"
    said = "检查计划尚未批准或者已经终止，不得据此检查"


class NotPlanned(Conflict):
    """The plan is of another `what`: place, field or day."""

    code = "inspections.not-planned"
    said = "该地区、领域或者日期不在检查计划之内"


class PlanUsedUp(Conflict):
    """All `of` inspections of the field were opened."""

    code = "inspections.plan-used-up"
    said = "检查计划中该领域的检查数量已经用完"


@dataclass(frozen=True, slots=True)
class PlannedField:
    """How often is inspected in a field."""

    field: str
    inspections: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One edition of a plan: what is inspected in a township or county from a day until a day."""

    region: str
    name: str
    first_day: date
    last_day: date
    fields: tuple[PlannedField, ...]


def check_plan(plan: Plan, today: date) -> None:
    """Raise PlanDaysUnfit, PlannedTwice."""
    if not plan.first_day <= plan.last_day < plan.first_day + LONGEST_PLAN or plan.last_day < today:
        raise PlanDaysUnfit("a year at the longest, and not over", article=GUIDANCE)
    twice = sorted(field for field, times in Counter(one.field for one in plan.fields).items() if times > 1)
    if twice:
        raise PlannedTwice("a field stands once", fields=twice)


def require_not_below(fields: Sequence[PlannedField], opened: Mapping[str, int]) -> None:
    """Raise PlanBelowOpened: what was inspected by a plan stays planned. `opened`: how many, by field."""
    planned = {one.field: one.inspections for one in fields}
    below = sorted(field for field, done in opened.items() if done > planned.get(field, 0))
    if below:
        raise PlanBelowOpened("more was inspected already", fields=below)


def next_plan_state(state: PlanState, action: PlanAction, *, waits: bool) -> PlanState:
    """Return where `action` leads. `waits`: an edition is not approved yet. Raises PlanStepIllegal."""
    if (state, action) not in TRANSITIONS or (action is A.APPROVE and not waits):
        raise PlanStepIllegal(f"{action} is not possible", state=state)
    return TRANSITIONS[state, action]


def require_plan_version(version: int, expected: int) -> None:
    """Raise PlanChanged where somebody else was faster."""
    if version != expected:
        raise PlanChanged("this plan has changed", version=version)


def require_planned(state: PlanState, plan: Plan | None, region: str, field: str, on: date) -> PlannedField:
    """Return what a plan says of a field. `plan`: the edition in force. Raises PlanNotApproved, NotPlanned."""
    if state is not PlanState.APPROVED or plan is None:
        raise PlanNotApproved("nobody approved it, or it has ended", state=state, article=GUIDANCE)
    planned = next((one for one in plan.fields if one.field == field), None)
    is_of_day = plan.first_day <= on <= plan.last_day
    fits = {"place": region.startswith(plan.region), "field": planned is not None, "day": is_of_day}
    if planned is None or not all(fits.values()):
        raise NotPlanned("another place, field or day", what=sorted(what for what, fit in fits.items() if not fit))
    return planned


def require_left(planned: PlannedField, opened: int) -> None:
    """Raise PlanUsedUp: by a plan is inspected as often as it says."""
    if opened >= planned.inspections:
        raise PlanUsedUp("all of them were opened", field=planned.field, of=planned.inspections, article=GUIDANCE)
