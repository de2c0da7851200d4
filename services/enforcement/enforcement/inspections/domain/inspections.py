"""Where does an inspection stand, what is it opened for, and which step leads where?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.schemas.vocabulary import Result

from .checklists import Answer
from .quiet import Reason, require_proved


class InspectionState(StrEnum):
    OPEN = "open"
    SIGNED = "signed"
    ORDERED = "ordered"
    UNCORRECTED = "uncorrected"
    CLOSED = "closed"


class InspectionAction(StrEnum):
    OPEN = "open"
    SHOW_CREDENTIALS = "show-credentials"
    TAKE_PHOTO = "take-photo"
    ANSWER = "answer"
    SIGN = "sign"
    FIND_NOTHING = "find-nothing"
    ORDER = "order"
    ASK_SUPPORT = "ask-support"
    RECHECK = "recheck"
    FILE_PENALTY = "file-penalty"
    HAND_OVER = "hand-over"
    BREAK_OFF = "break-off"


class Ground(StrEnum):
    """What an inspection is opened for: a clue of the centre, a plan, a draw, or by the team itself."""

    CLUE = "clue"
    PLAN = "plan"
    DRAW = "draw"
    OWN = "own"


class Outcome(StrEnum):
    """`broken-off`: nobody was inspected, and whatever it was opened for is as before."""

    NOTHING_FOUND = "nothing-found"
    CORRECTED = "corrected"
    PENALTY = "penalty"
    HANDED_OVER = "handed-over"
    BROKEN_OFF = "broken-off"


# What the centre hears of the clue that an inspection came from.
RESULTS: dict[Outcome, Result] = {
    Outcome.NOTHING_FOUND: Result.NOTHING_FOUND,
    Outcome.CORRECTED: Result.SOLVED,
    Outcome.PENALTY: Result.SOLVED,
    Outcome.HANDED_OVER: Result.NEEDS_OTHERS,
}

S, A = InspectionState, InspectionAction
TRANSITIONS: dict[tuple[InspectionState, InspectionAction], InspectionState] = {
    (S.OPEN, A.SHOW_CREDENTIALS): S.OPEN,
    (S.OPEN, A.ANSWER): S.OPEN,
    (S.OPEN, A.BREAK_OFF): S.CLOSED,
    # With the last signature.
    (S.OPEN, A.SIGN): S.SIGNED,
    **{(state, A.TAKE_PHOTO): state for state in S if state is not S.CLOSED},
    (S.SIGNED, A.FIND_NOTHING): S.CLOSED,
    (S.SIGNED, A.ORDER): S.ORDERED,
    (S.ORDERED, A.ASK_SUPPORT): S.ORDERED,
    # Where it was corrected; else `uncorrected`.
    (S.ORDERED, A.RECHECK): S.CLOSED,
    (S.UNCORRECTED, A.ORDER): S.ORDERED,
    **{(state, A.FILE_PENALTY): S.CLOSED for state in (S.SIGNED, S.UNCORRECTED)},
    **{(state, A.HAND_OVER): S.CLOSED for state in (S.SIGNED, S.UNCORRECTED)},
}


class InspectionNotFound(NotFound):
    code = "inspections.not-found"
    said = "没有这次检查"


class IllegalStep(Conflict):
    """The step is none of those that are possible; they are named."""

    code = "inspections.illegal-step"
    said = "检查当前状态不能办理这一步"


class VersionConflict(Conflict):
    """Somebody else took a step meanwhile; `version` is that of now."""

    code = "inspections.version-conflict"
    said = "检查记录已被他人更新，请重新读取"


class NotYourInspection(Forbidden):
    """The officers who inspect do so, and no others (penalty law art. 42)."""

    code = "inspections.not-your-inspection"
    said = "您不是本次检查的执法人员"


class GroundUnfit(Invalid):
    """Each ground names what it rests on, and nothing else: a clue, a plan, a draw or a reason."""

    code = "inspections.ground-unfit"
    said = "检查依据与所附材料不符"


class ObjectOrPlace(Invalid):
    code = "inspections.object-or-place"
    said = "须写明监管对象或者检查地点，二者择一"


class ObjectUnfit(Invalid):
    """The object lies in another township, or belongs to another field."""

    code = "inspections.object-unfit"
    said = "该监管对象不属于本地或者本领域"


class ClueNotAccepted(Conflict):
    code = "inspections.clue-not-accepted"
    said = "该线索尚未接收、已经办结，或者不属于本地"


class ClueInspected(Conflict):
    """An inspection from this clue is on its way; `inspection` is its number."""

    code = "inspections.clue-inspected"
    said = "该线索已有正在进行的检查"


@dataclass(frozen=True, slots=True)
class NewInspection:
    """What an inspection is opened for. `why` and `place` are sealed; `reason`: why although he is left in peace.

    It rests on `proof`, the number of a complaint or an accident, which is sealed, or on an earlier inspection.
    """

    region: str
    field: str
    ground: Ground
    second_officer: str | None
    object_id: UUID | None = None
    place: str | None = None
    clue_id: UUID | None = None
    draw_id: UUID | None = None
    plan_id: UUID | None = None
    why: str | None = None
    reason: Reason | None = None
    proof: str | None = None
    recheck_of: UUID | None = None
    power: str | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    at: datetime
    officers: tuple[str, ...]
    corrected: bool


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was done at an inspection so far."""

    credentials_shown: bool = False
    answers: tuple[Answer, ...] = ()
    signed_by: tuple[str, ...] = ()
    rechecks: tuple[Recheck, ...] = ()


def require_ground(new: NewInspection) -> None:
    """Raise ObjectOrPlace, GroundUnfit, ReasonUnproved: one object or place, and what ground and reason rest on."""
    if (new.object_id is None) is (new.place is None):
        raise ObjectOrPlace("an object or a place")
    rests = {Ground.CLUE: new.clue_id, Ground.PLAN: new.plan_id, Ground.DRAW: new.draw_id, Ground.OWN: new.why}
    named = {ground for ground, given in rests.items() if given is not None}
    # A reason in words may stand beside every ground.
    if new.ground not in named or named - {new.ground, Ground.OWN}:
        raise GroundUnfit("the ground names what it rests on", ground=new.ground, named=sorted(named))
    if new.ground is Ground.DRAW and new.object_id is None:
        raise ObjectOrPlace("objects are drawn", ground=new.ground)
    require_proved(new.reason, new.recheck_of, new.proof, of_clue=new.ground is Ground.CLUE)


def next_state(state: InspectionState, action: InspectionAction) -> InspectionState:
    """Return where `action` leads from `state`. Raises IllegalStep, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        raise IllegalStep(f"{action} is not possible when {state}", state=state, possible=possible) from None


def was_ordered(state: InspectionState, outcome: Outcome | None) -> bool:
    """Tell whether an inspection ordered to correct something, done or not."""
    return state in {InspectionState.ORDERED, InspectionState.UNCORRECTED} or outcome is Outcome.CORRECTED


def require_version(version: int, expected: int) -> None:
    """Raise VersionConflict where somebody else was faster."""
    if version != expected:
        raise VersionConflict("this inspection has changed", version=version)


def require_own(officer: str, officers: tuple[str, ...]) -> None:
    """Raise NotYourInspection (penalty law art. 42)."""
    if officer not in officers:
        raise NotYourInspection("another team's inspection", article="行政处罚法 42")
