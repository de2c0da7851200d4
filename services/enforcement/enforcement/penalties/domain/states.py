"""Where does a penalty case stand, and which step leads where?"""

from enum import StrEnum

from shared.errors import Conflict, NotFound


class PenaltyState(StrEnum):
    INVESTIGATING = "investigating"
    CONCLUDED = "concluded"
    NOTIFIED = "notified"
    DECIDED = "decided"
    SERVED = "served"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class PenaltyAction(StrEnum):
    """`file` is how a case begins, `decide-on-the-spot` one of the simple procedure.

    `hand-over` is the platform's alone, by the list that the county signed when it took a power back.
    """

    FILE = "file"
    DECIDE_ON_THE_SPOT = "decide-on-the-spot"
    NAME_ADDRESS = "name-address"
    ADD_EVIDENCE = "add-evidence"
    EXCLUDE_EVIDENCE = "exclude-evidence"
    PRESERVE = "preserve"
    SETTLE_PRESERVED = "settle-preserved"
    ASK_RECUSAL = "ask-recusal"
    DECIDE_RECUSAL = "decide-recusal"
    CONCLUDE = "conclude"
    SUPPLEMENT = "supplement"
    APPROVE_DEVIATION = "approve-deviation"
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
    HAND_IN = "hand-in"
    PUT_OFF = "put-off"
    APPEAL = "appeal"
    END_APPEAL = "end-appeal"
    DEMAND = "demand"
    APPLY_TO_COURT = "apply-to-court"
    CHECK_CORRECTION = "check-correction"
    TAKE_GOODS = "take-goods"
    DISPOSE_GOODS = "dispose-goods"
    RETURN_GOODS = "return-goods"
    CLOSE = "close"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    TRANSFER = "transfer"
    TAKE_BACK = "take-back"
    HAND_OVER = "hand-over"
    ASK_MEASURE = "ask-measure"
    APPROVE_MEASURE = "approve-measure"
    IMPOSE_MEASURE = "impose-measure"
    IMPOSE_URGENT_MEASURE = "impose-urgent-measure"
    REPORT_URGENT_MEASURE = "report-urgent-measure"
    EXTEND_MEASURE = "extend-measure"
    EXAMINE_MEASURE = "examine-measure"
    END_EXAMINATION = "end-examination"
    SELL_PERISHABLES = "sell-perishables"
    LIFT_MEASURE = "lift-measure"
    RETURN_MEASURE = "return-measure"
    DISPOSE_MEASURE = "dispose-measure"


S, A = PenaltyState, PenaltyAction
_BEFORE_DECISION = (
    *(A.STATE_DEFENCE, A.CHECK_DEFENCE, A.WAIVE_DEFENCE, A.ASK_HEARING, A.FIX_HEARING, A.HOLD_HEARING),
    *(A.REVIEW, A.DISCUSS, A.APPROVE_DEVIATION),
)

# Nobody has decided: it may stand still, or end without a decision.
UNDECIDED = (S.INVESTIGATING, S.CONCLUDED, S.NOTIFIED)
# Something is sealed up or seized before it is decided, and what becomes of it is said afterwards, too (coercion law).
_IMPOSING = (
    *(A.ASK_MEASURE, A.APPROVE_MEASURE, A.IMPOSE_MEASURE, A.IMPOSE_URGENT_MEASURE, A.REPORT_URGENT_MEASURE),
    *(A.EXTEND_MEASURE, A.EXAMINE_MEASURE),
)
_SETTLING = (A.END_EXAMINATION, A.SELL_PERISHABLES, A.LIFT_MEASURE, A.RETURN_MEASURE, A.DISPOSE_MEASURE)

TRANSITIONS: dict[tuple[PenaltyState, PenaltyAction], PenaltyState] = {
    (S.INVESTIGATING, A.ADD_EVIDENCE): S.INVESTIGATING,
    (S.INVESTIGATING, A.PRESERVE): S.INVESTIGATING,
    (S.INVESTIGATING, A.SETTLE_PRESERVED): S.INVESTIGATING,
    (S.INVESTIGATING, A.CONCLUDE): S.CONCLUDED,
    (S.CONCLUDED, A.SUPPLEMENT): S.INVESTIGATING,
    (S.CONCLUDED, A.APPROVE_DEVIATION): S.CONCLUDED,
    (S.CONCLUDED, A.NOTIFY): S.NOTIFIED,
    # What is not punished needs no notice (art. 57 (2), (3)).
    (S.CONCLUDED, A.DECIDE): S.DECIDED,
    (S.NOTIFIED, A.SUPPLEMENT): S.INVESTIGATING,
    **{(S.NOTIFIED, action): S.NOTIFIED for action in _BEFORE_DECISION},
    (S.NOTIFIED, A.DECIDE): S.DECIDED,
    **{(state, A.EXCLUDE_EVIDENCE): state for state in UNDECIDED},
    # A party that has moved is served, pressed and enforced against where it lives now.
    **{(state, A.NAME_ADDRESS): state for state in (*UNDECIDED, S.DECIDED, S.SERVED)},
    **{(state, A.ASK_RECUSAL): state for state in UNDECIDED},
    **{(state, A.DECIDE_RECUSAL): state for state in UNDECIDED},
    **{(state, A.EXTEND): state for state in UNDECIDED},
    **{(state, A.SUSPEND): S.SUSPENDED for state in UNDECIDED},
    # Where it goes on stands in its course.
    (S.SUSPENDED, A.RESUME): S.INVESTIGATING,
    **{(state, A.TERMINATE): S.CLOSED for state in (*UNDECIDED, S.SUSPENDED)},
    (S.DECIDED, A.TRANSFER): S.CLOSED,
    # Only from the police, where no crime is pursued (art. 27 (1)).
    (S.CLOSED, A.TAKE_BACK): S.INVESTIGATING,
    (S.DECIDED, A.SERVE): S.SERVED,
    (S.SERVED, A.PAY): S.SERVED,
    (S.SERVED, A.HAND_IN): S.SERVED,
    (S.SERVED, A.CHECK_CORRECTION): S.SERVED,
    **{(S.SERVED, action): S.SERVED for action in (A.TAKE_GOODS, A.DISPOSE_GOODS, A.RETURN_GOODS)},
    **{(S.SERVED, action): S.SERVED for action in (A.PUT_OFF, A.APPEAL, A.END_APPEAL, A.DEMAND, A.APPLY_TO_COURT)},
    (S.SERVED, A.CLOSE): S.CLOSED,
    **{(state, action): state for state in UNDECIDED for action in _IMPOSING},
    **{(state, action): state for state in (*UNDECIDED, S.DECIDED, S.SERVED) for action in _SETTLING},
}


_PENALTY, _COERCION = "行政处罚法", "行政强制法"
# Which article says when a step comes; suspending, resuming and terminating are of the rules of procedure alone.
ARTICLES: dict[PenaltyAction, str] = {
    A.NAME_ADDRESS: f"{_PENALTY} 59",
    A.ADD_EVIDENCE: f"{_PENALTY} 46、54",
    A.EXCLUDE_EVIDENCE: f"{_PENALTY} 46",
    **dict.fromkeys((A.PRESERVE, A.SETTLE_PRESERVED), f"{_PENALTY} 56"),
    **dict.fromkeys((A.ASK_RECUSAL, A.DECIDE_RECUSAL), f"{_PENALTY} 43"),
    **dict.fromkeys((A.CONCLUDE, A.DISCUSS, A.DECIDE), f"{_PENALTY} 57"),
    A.SUPPLEMENT: f"{_PENALTY} 40",
    A.APPROVE_DEVIATION: f"{_PENALTY} 34",
    A.NOTIFY: f"{_PENALTY} 44",
    **dict.fromkeys((A.STATE_DEFENCE, A.CHECK_DEFENCE), f"{_PENALTY} 45"),
    A.WAIVE_DEFENCE: f"{_PENALTY} 62",
    **dict.fromkeys((A.ASK_HEARING, A.FIX_HEARING, A.HOLD_HEARING), f"{_PENALTY} 63、64"),
    A.REVIEW: f"{_PENALTY} 58",
    A.SERVE: f"{_PENALTY} 61",
    A.PAY: f"{_PENALTY} 67",
    A.HAND_IN: f"{_PENALTY} 71",
    **dict.fromkeys((A.PUT_OFF, A.CLOSE), f"{_PENALTY} 66"),
    **dict.fromkeys((A.APPEAL, A.END_APPEAL), f"{_PENALTY} 73"),
    A.DEMAND: f"{_COERCION} 54",
    A.APPLY_TO_COURT: f"{_COERCION} 53",
    A.CHECK_CORRECTION: f"{_PENALTY} 28",
    A.TAKE_GOODS: f"{_PENALTY} 66",
    A.DISPOSE_GOODS: f"{_PENALTY} 74",
    A.RETURN_GOODS: "国家赔偿法 32、36",
    A.EXTEND: f"{_PENALTY} 60",
    **dict.fromkeys((A.TRANSFER, A.TAKE_BACK), f"{_PENALTY} 27"),
    **dict.fromkeys((A.ASK_MEASURE, A.APPROVE_MEASURE, A.IMPOSE_MEASURE), f"{_COERCION} 18"),
    **dict.fromkeys((A.IMPOSE_URGENT_MEASURE, A.REPORT_URGENT_MEASURE), f"{_COERCION} 19"),
    **dict.fromkeys((A.EXTEND_MEASURE, A.EXAMINE_MEASURE, A.END_EXAMINATION), f"{_COERCION} 25"),
    A.DISPOSE_MEASURE: f"{_COERCION} 27",
    **dict.fromkeys((A.SELL_PERISHABLES, A.LIFT_MEASURE, A.RETURN_MEASURE), f"{_COERCION} 28"),
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


class HandedOver(Conflict):
    """A department of the county goes on with it: the power was taken back. `to` is that department."""

    code = "penalties.handed-over"
    said = "该事项的处罚权已收回，本案由县级部门继续办理"


def require_not_handed_over(handed_to: str | None) -> None:
    """Raise HandedOver, also where the township was given the power anew since (art. 24)."""
    if handed_to is not None:
        raise HandedOver("a department of the county goes on with this", to=handed_to, article="行政处罚法 24")


def next_state(state: PenaltyState, action: PenaltyAction) -> PenaltyState:
    """Return where `action` leads from `state`. Raises IllegalStep, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        of = {"article": ARTICLES[action]} if action in ARTICLES else {}
        raise IllegalStep(f"{action} is not possible when {state}", state=state, possible=possible, **of) from None


def require_version(version: int, expected: int) -> None:
    """Raise VersionConflict where somebody else was faster."""
    if version != expected:
        raise VersionConflict("this case has changed", version=version)
