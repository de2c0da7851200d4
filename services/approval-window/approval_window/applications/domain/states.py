"""Where does an application stand, and which step leads where?"""

from enum import StrEnum

from shared.errors import Conflict


class ApplicationState(StrEnum):
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    PAUSED = "paused"
    GRANTED = "granted"
    REFUSED = "refused"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    ARCHIVED = "archived"


class ApplicationAction(StrEnum):
    """`receive` is how an application begins; `recompute-terms` and `hand-over` leave its state as it is."""

    RECEIVE = "receive"
    REJECT = "reject"
    CORRECT = "correct"
    NOTIFY = "notify"
    HAND_IN = "hand-in"
    ACCEPT = "accept"
    ACCEPT_BY_SILENCE = "accept-by-silence"
    NAME_OFFICIALS = "name-officials"
    VERIFY = "verify"
    SIGN = "sign"
    ASK_SUPPORT = "ask-support"
    EXTEND = "extend"
    OPINE = "opine"
    PAUSE = "pause"
    RESUME = "resume"
    TELL_HEARING = "tell-hearing"
    ASK_HEARING = "ask-hearing"
    WAIVE_HEARING = "waive-hearing"
    SCHEDULE_HEARING = "schedule-hearing"
    HOLD_HEARING = "hold-hearing"
    GRANT = "grant"
    REFUSE = "refuse"
    COMPLETE = "complete"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    ARCHIVE = "archive"
    ASK_CORRECTION = "ask-correction"
    CORRECT_DECISION = "correct-decision"
    DECLINE_CORRECTION = "decline-correction"
    HAND_TO = "hand-to"
    RECOMPUTE_TERMS = "recompute-terms"
    HAND_OVER = "hand-over"


S, A = ApplicationState, ApplicationAction

# Nobody has decided: it may be withdrawn, its applicant may die, and a department of the county may go on with it.
OPEN = (S.RECEIVED, S.CORRECTING, S.ACCEPTED, S.PAUSED)
# Somebody at the counter has something to do with it, or waits for it.
WAITING = (*OPEN, S.GRANTED, S.REFUSED)
# A term of the law runs in these: of the notice, of the decision, of the delivery.
TIMED = (S.RECEIVED, S.ACCEPTED, S.GRANTED, S.REFUSED)
# An error in a decision is corrected when somebody has it, and in the archive as well.
CORRECTING = (A.ASK_CORRECTION, A.CORRECT_DECISION, A.DECLINE_CORRECTION)
_ENDED = (S.DELIVERED, S.REJECTED, S.WITHDRAWN, S.TERMINATED)

TRANSITIONS: dict[tuple[ApplicationState, ApplicationAction], ApplicationState] = {
    (S.RECEIVED, A.REJECT): S.REJECTED,
    (S.RECEIVED, A.CORRECT): S.RECEIVED,
    (S.RECEIVED, A.NOTIFY): S.CORRECTING,
    (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, A.ACCEPT_BY_SILENCE): S.ACCEPTED,
    (S.CORRECTING, A.ACCEPT): S.ACCEPTED,
    **{(state, A.HAND_IN): state for state in (S.RECEIVED, S.CORRECTING, S.ACCEPTED)},
    **{(S.ACCEPTED, action): S.ACCEPTED for action in (A.NAME_OFFICIALS, A.VERIFY, A.SIGN, A.ASK_SUPPORT, A.EXTEND)},
    **{(state, A.OPINE): state for state in (S.ACCEPTED, S.PAUSED)},
    (S.ACCEPTED, A.PAUSE): S.PAUSED,
    (S.PAUSED, A.RESUME): S.ACCEPTED,
    (S.ACCEPTED, A.TELL_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.WAIVE_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.ASK_HEARING): S.PAUSED,
    (S.PAUSED, A.SCHEDULE_HEARING): S.PAUSED,
    (S.PAUSED, A.HOLD_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.GRANT): S.GRANTED,
    (S.ACCEPTED, A.COMPLETE): S.GRANTED,
    (S.ACCEPTED, A.REFUSE): S.REFUSED,
    (S.GRANTED, A.DELIVER): S.DELIVERED,
    (S.REFUSED, A.DELIVER): S.DELIVERED,
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in OPEN},
    **{(state, A.TERMINATE): S.TERMINATED for state in OPEN},
    **{(state, A.ARCHIVE): S.ARCHIVED for state in _ENDED},
    **{(state, action): state for state in (S.DELIVERED, S.ARCHIVED) for action in CORRECTING},
    **{(state, A.HAND_TO): state for state in WAITING},
}


class IllegalAction(Conflict):
    """The step is none of those that are possible; they are named."""

    code = "applications.illegal-action"
    said = "办件当前状态不能办理这一步"


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile; `version` is that of now."""

    code = "applications.version-conflict"
    said = "办件已被他人更新，请重新读取"


def next_state(state: ApplicationState, action: ApplicationAction) -> ApplicationState:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def require_version(version: int, expected: int) -> None:
    """Raise VersionConflict where somebody else was faster."""
    if version != expected:
        raise VersionConflict("this application has changed", version=version)
