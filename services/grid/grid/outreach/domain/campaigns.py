"""Which way does a sending to many people go, and who takes its steps?

draft → counted → approved (by another) → running ⇄ paused → finished; cancelled from wherever it is not over.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from grid.outreach.domain.audience import CampaignKind
from grid.outreach.domain.refusals import CampaignRefused, CountedBefore, Flaw, IllegalStep
from grid.outreach.domain.templates import placeholders_of
from shared.errors import SecondPersonNeeded


class CampaignState(StrEnum):
    DRAFT = "draft"
    COUNTED = "counted"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What is done with a campaign; `finish` is the platform's own."""

    CREATE = "create"
    CHANGE = "change"
    COUNT = "count"
    APPROVE = "approve"
    REFUSE = "refuse"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"


_S = CampaignState
TRANSITIONS: Final[Mapping[tuple[CampaignState, Step], CampaignState]] = {
    (_S.DRAFT, Step.CHANGE): _S.DRAFT,
    (_S.COUNTED, Step.CHANGE): _S.DRAFT,
    (_S.DRAFT, Step.COUNT): _S.COUNTED,
    (_S.COUNTED, Step.COUNT): _S.COUNTED,
    (_S.COUNTED, Step.APPROVE): _S.APPROVED,
    (_S.COUNTED, Step.REFUSE): _S.DRAFT,
    (_S.APPROVED, Step.START): _S.RUNNING,
    (_S.RUNNING, Step.PAUSE): _S.PAUSED,
    (_S.PAUSED, Step.RESUME): _S.RUNNING,
    (_S.RUNNING, Step.FINISH): _S.FINISHED,
    **{(state, Step.CANCEL): _S.CANCELLED for state in (_S.DRAFT, _S.COUNTED, _S.APPROVED, _S.RUNNING, _S.PAUSED)},
}


def next_state(state: CampaignState, step: Step) -> CampaignState:
    """Return where a step leads. Raises IllegalStep, naming what would be possible."""
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        possible = sorted(str(one) for of, one in TRANSITIONS if of is state and one is not Step.FINISH)
        raise IllegalStep(f"{step} is not possible when {state}", state=state, possible=possible) from None


def check_approval(*, prepared_by: str, by: str, counted_on: date | None, today: date) -> None:
    """Raise SecondPersonNeeded, or CountedBefore: whoever approves approves a number of today."""
    SecondPersonNeeded.unless_two(prepared_by, by)
    if counted_on != today:
        raise CountedBefore("the audience was not counted today", counted_on=counted_on)


def check_campaign(
    kind: CampaignKind, text: str, *, link: str, posts_each: int, urgent: bool, per_second: int, fastest: int
) -> None:
    """Raise CampaignRefused, naming all that does not go together."""
    flaws: list[tuple[str, Flaw]] = []
    asked = placeholders_of(text)
    if "link" in asked and not link:
        flaws.append(("link", Flaw.NO_LINK))
    if link and "link" not in asked:
        flaws.append(("link", Flaw.LINK_UNUSED))
    if kind is CampaignKind.JOBS and posts_each == 0:
        flaws.append(("posts_each", Flaw.NO_POSTS))
    if kind is not CampaignKind.JOBS and posts_each:
        flaws.append(("posts_each", Flaw.POSTS_UNASKED))
    if kind is CampaignKind.JOBS and urgent:
        flaws.append(("urgent", Flaw.URGENT_JOBS))
    if per_second > fastest:
        flaws.append(("per_second", Flaw.TOO_FAST))
    if flaws:
        raise CampaignRefused("this does not go together", *flaws)
