"""How do ratings come in and go out over HTTP?"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from approval_window.progress.domain import PaperKind
from approval_window.progress.schemas import ReceiptGiven
from shared.runtime.bodies import Body, Serial, Shown
from shared.runtime.text import Prose
from shared.schemas.vocabulary import Grade

from .domain.figures import Counts, FigureKind, figures_of, total_of
from .domain.follow_up import STATE_WORDS, FollowUpAction, FollowUpState, LateStep, Light
from .domain.rating import GRADE_WORDS, STEP_WORDS, RatedStep

Written = Annotated[Prose, StringConstraints(min_length=1)]


class RatingsOf(StrEnum):
    """Which ratings a list shows: bad ones that are not called back yet, those of them that are late, or all."""

    OPEN = "open"
    LATE = "late"
    ALL = "all"


class RatingBody(ReceiptGiven):
    """What stands on the receipt, and what its holder says of a step."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    step: RatedStep
    grade: Grade
    text: Prose | None = None


class RatingTaken(BaseModel):
    """A rating as its giver sees it; `step_said` and `grade_said` are both in Chinese."""

    number: str
    step: RatedStep
    step_said: str
    grade: Grade
    grade_said: str
    given_at: datetime


class StepBody(Body):
    """`version` as it was read; `text`: what was found, what was corrected, or what was said."""

    version: Serial
    text: Written


class CallBackBody(StepBody):
    """`satisfied`: whether who gave the rating is content now."""

    satisfied: bool


class FollowUpShown(BaseModel):
    """How a bad rating is followed up; `light`: how urgent the next step is, None once nothing is left to do.

    `late`: what of it was told as late to the township's leader, and when.
    """

    state: FollowUpState
    state_said: str
    version: int
    verify_due_at: datetime
    due_at: datetime
    provisional: bool
    called_back_at: datetime | None
    late: LateStep | None
    late_at: datetime | None
    light: Light | None

    @classmethod
    def of(cls, row: Any, light: Light | None) -> Self | None:
        if row.state is None:
            return None
        state = FollowUpState(row.state)
        names = ("version", "verify_due_at", "due_at", "provisional", "called_back_at", "late", "late_at")
        kept = {name: getattr(row, name) for name in names}
        return cls(state=state, state_said=STATE_WORDS[state], light=light, **kept)


class RatingShown(BaseModel):
    """A rating without its words; `has_words`: there are some, to be read with a purpose."""

    id: UUID
    paper: PaperKind
    number: str
    region: str
    item: str | None
    power: str | None
    clerk_id: str
    step: RatedStep
    step_said: str
    grade: Grade
    grade_said: str
    has_words: bool
    given_at: datetime
    follow_up: FollowUpShown | None

    @classmethod
    def of(cls, row: Any, light: Light | None) -> Self:
        names = ("id", "paper", "number", "region", "item", "power", "clerk_id", "step", "grade", "given_at")
        said = {"step_said": STEP_WORDS[RatedStep(row.step)], "grade_said": GRADE_WORDS[Grade(row.grade)]}
        more = {"has_words": row.words is not None, "follow_up": FollowUpShown.of(row, light)}
        return cls(**{name: getattr(row, name) for name in names}, **said, **more)


class RatingPage(BaseModel):
    items: list[RatingShown]
    next: UUID | None


class FollowUpStepShown(Shown):
    """One step of a follow-up, without what was written in it."""

    seq: int
    action: FollowUpAction
    from_state: FollowUpState | None
    to_state: FollowUpState
    by: str
    at: datetime
    facts: dict[str, Any]


class RatingDetail(RatingShown):
    history: list[FollowUpStepShown] = []


class StepWords(Shown):
    seq: int
    action: FollowUpAction
    words: str


class RatingWords(Shown):
    """What who rated wrote, None where he wrote nothing, and what was written in the follow-up."""

    id: UUID
    words: str | None
    steps: list[StepWords]


class FigureShown(Shown):
    """`value`: numerator by denominator, None without a denominator; `formula` in Chinese."""

    kind: FigureKind
    formula: str
    numerator: int
    denominator: int
    value: float | None

    @classmethod
    def all_of(cls, counts: Counts) -> list[Self]:
        return [cls.model_validate(figure) for figure in figures_of(counts)]


class GroupShown(BaseModel):
    """`key`: code of the item, id of the clerk who received, or code of the township; None: appeals, by item."""

    key: str | None
    figures: list[FigureShown]


class RatingFigures(BaseModel):
    """What the ratings given on these days, both inside, come to: all of them, and by what was asked for."""

    first: date
    last: date
    total: list[FigureShown]
    groups: list[GroupShown]

    @classmethod
    def of(cls, first: date, last: date, counted: Mapping[str | None, Counts], *, grouped: bool) -> Self:
        groups = [GroupShown(key=key, figures=FigureShown.all_of(counts)) for key, counts in counted.items()]
        total = FigureShown.all_of(total_of(list(counted.values())))
        return cls(first=first, last=last, total=total, groups=groups if grouped else [])
