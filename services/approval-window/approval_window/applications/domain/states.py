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
    UPLOAD = "upload"
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
    FIND_INTERESTS = "find-interests"
    TELL_HEARING = "tell-hearing"
    ANNOUNCE_HEARING = "announce-hearing"
    ASK_HEARING = "ask-hearing"
    WAIVE_HEARING = "waive-hearing"
    SCHEDULE_HEARING = "schedule-hearing"
    HOLD_HEARING = "hold-hearing"
    GRANT = "grant"
    RENEW = "renew"
    RENEW_BY_SILENCE = "renew-by-silence"
    LAPSE = "lapse"
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
    ASK_HELP = "ask-help"
    GIVE_HELP = "give-help"
    HELP_COLLECT = "help-collect"
    HELP_BRING = "help-bring"
    HELP_DELIVER = "help-deliver"
    END_HELP = "end-help"
    RECOMPUTE_TERMS = "recompute-terms"
    HAND_OVER = "hand-over"


S, A = ApplicationState, ApplicationAction

# Nobody has decided: it may be withdrawn, its applicant may die, and a department of the county may go on with it.
OPEN = (S.RECEIVED, S.CORRECTING, S.ACCEPTED, S.PAUSED)
# It lies with the organ: where it says nothing until a licence ends, that is extended (licence law art. 50 (2)).
SILENT = (S.RECEIVED, S.ACCEPTED, S.PAUSED)
# Somebody at the counter has something to do with it, or waits for it.
WAITING = (*OPEN, S.GRANTED, S.REFUSED)
# A term of the law runs in these: of the notice, of the decision, of the delivery.
TIMED = (S.RECEIVED, S.ACCEPTED, S.GRANTED, S.REFUSED)
# An error in a decision is corrected when somebody has it, and in the archive as well.
CORRECTING = (A.ASK_CORRECTION, A.CORRECT_DECISION, A.DECLINE_CORRECTION)
_ENDED = (S.DELIVERED, S.REJECTED, S.WITHDRAWN, S.TERMINATED)

# Who helps an applicant takes these steps himself; all others are those of an official.
ERRANDS = (A.HELP_COLLECT, A.HELP_BRING, A.HELP_DELIVER)

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
    (S.ACCEPTED, A.FIND_INTERESTS): S.ACCEPTED,
    (S.ACCEPTED, A.TELL_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.ANNOUNCE_HEARING): S.PAUSED,
    (S.PAUSED, A.ANNOUNCE_HEARING): S.PAUSED,
    (S.ACCEPTED, A.WAIVE_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.ASK_HEARING): S.PAUSED,
    (S.PAUSED, A.SCHEDULE_HEARING): S.PAUSED,
    (S.PAUSED, A.HOLD_HEARING): S.ACCEPTED,
    (S.ACCEPTED, A.GRANT): S.GRANTED,
    (S.ACCEPTED, A.RENEW): S.GRANTED,
    **{(state, A.RENEW_BY_SILENCE): S.GRANTED for state in SILENT},
    (S.CORRECTING, A.LAPSE): S.TERMINATED,
    (S.ACCEPTED, A.COMPLETE): S.GRANTED,
    (S.ACCEPTED, A.REFUSE): S.REFUSED,
    (S.GRANTED, A.DELIVER): S.DELIVERED,
    (S.REFUSED, A.DELIVER): S.DELIVERED,
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in OPEN},
    **{(state, A.TERMINATE): S.TERMINATED for state in OPEN},
    **{(state, A.ARCHIVE): S.ARCHIVED for state in _ENDED},
    **{(state, action): state for state in (S.DELIVERED, S.ARCHIVED) for action in CORRECTING},
    **{(state, A.HAND_TO): state for state in WAITING},
    # A file for a material; after the decision nothing is added.
    **{(state, A.UPLOAD): state for state in OPEN},
    **{(state, action): state for state in WAITING for action in (A.ASK_HELP, A.GIVE_HELP)},
    **{(state, action): state for state in OPEN for action in (A.HELP_COLLECT, A.HELP_BRING)},
    **{(state, A.HELP_DELIVER): state for state in (S.GRANTED, S.REFUSED, S.DELIVERED)},
    **{(state, A.END_HELP): state for state in S if state is not S.ARCHIVED},
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
