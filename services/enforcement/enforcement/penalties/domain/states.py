"""Where does a penalty case stand, and which step leads where?"""

from enum import StrEnum

from shared.errors import Conflict, NotFound


class PenaltyState(StrEnum):
    INVESTIGATING = "investigating"
    CONCLUDED = "concluded"
    NOTIFIED = "notified"
    DECIDED = "decided"
    SERVED = "served"
    CLOSED = "closed"


class PenaltyAction(StrEnum):
    """`file` is how a case begins."""

    FILE = "file"
    ADD_EVIDENCE = "add-evidence"
    CONCLUDE = "conclude"
    SUPPLEMENT = "supplement"
    NOTIFY = "notify"
    STATE_DEFENCE = "state-defence"
    CHECK_DEFENCE = "check-defence"
    WAIVE_DEFENCE = "waive-defence"
    ASK_HEARING = "ask-hearing"
    FIX_HEARING = "fix-hearing"
    HOLD_HEARING = "hold-hearing"
    REVIEW = "review"
    DISCUSS = "discuss"
    DECIDE = "decide"
    SERVE = "serve"
    PAY = "pay"
    CLOSE = "close"


S, A = PenaltyState, PenaltyAction
_BEFORE_DECISION = (
    *(A.STATE_DEFENCE, A.CHECK_DEFENCE, A.WAIVE_DEFENCE, A.ASK_HEARING, A.FIX_HEARING, A.HOLD_HEARING),
    *(A.REVIEW, A.DISCUSS),
)

TRANSITIONS: dict[tuple[PenaltyState, PenaltyAction], PenaltyState] = {
    (S.INVESTIGATING, A.ADD_EVIDENCE): S.INVESTIGATING,
    (S.INVESTIGATING, A.CONCLUDE): S.CONCLUDED,
    (S.CONCLUDED, A.SUPPLEMENT): S.INVESTIGATING,
    (S.CONCLUDED, A.NOTIFY): S.NOTIFIED,
    # What is not punished needs no notice (art. 57 (2), (3)).
    (S.CONCLUDED, A.DECIDE): S.DECIDED,
    (S.NOTIFIED, A.SUPPLEMENT): S.INVESTIGATING,
    **{(S.NOTIFIED, action): S.NOTIFIED for action in _BEFORE_DECISION},
    (S.NOTIFIED, A.DECIDE): S.DECIDED,
    (S.DECIDED, A.SERVE): S.SERVED,
    (S.SERVED, A.PAY): S.SERVED,
    (S.SERVED, A.CLOSE): S.CLOSED,
}


class PenaltyNotFound(NotFound):
    code = "penalties.not-found"
    said = "没有这个处罚案件"


class IllegalStep(Conflict):
    """The step is none of those that are possible; they are named."""

    code = "penalties.illegal-step"
    said = "案件当前状态不能办理这一步"


class VersionConflict(Conflict):
    """Somebody else took a step meanwhile; `version` is that of now."""

    code = "penalties.version-conflict"
    said = "案件已被他人更新，请重新读取"


def next_state(state: PenaltyState, action: PenaltyAction) -> PenaltyState:
    """Return where `action` leads from `state`. Raises IllegalStep, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        raise IllegalStep(f"{action} is not possible when {state}", state=state, possible=possible) from None


def require_version(version: int, expected: int) -> None:
    """Raise VersionConflict where somebody else was faster."""
    if version != expected:
        raise VersionConflict("this case has changed", version=version)
