"""What follows a bad rating, until when, and how urgent is it? Verified, corrected, called back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.codes import RegionLevel
from shared.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class FollowUpTerms:
    """In working days: until when it is verified, until when all is done, and how long before that it turns yellow."""

    verify_days: int
    all_days: int
    yellow_days: int
    source: str


# Configuration: the source asks for verification, answer and call-back; how many days they may take, places decide.
TERMS = FollowUpTerms(
    verify_days=5,
    all_days=15,
    yellow_days=2,
    source="国务院办公厅 政务服务好差评 2019-51号: 差评 verified and answered, call-back",
)


class FollowUpState(StrEnum):
    OPENED = "opened"
    VERIFIED = "verified"
    CORRECTED = "corrected"
    CALLED_BACK = "called-back"


class FollowUpAction(StrEnum):
    """`open` is how a follow-up begins; `recompute-terms` and `tell-late` leave its state as it is."""

    OPEN = "open"
    VERIFY = "verify"
    CORRECT = "correct"
    CALL_BACK = "call-back"
    RECOMPUTE_TERMS = "recompute-terms"
    TELL_LATE = "tell-late"


class LateStep(StrEnum):
    """What is late of a follow-up: that it is verified, or all of it."""

    VERIFICATION = "verification"
    ALL = "all"


S, A = FollowUpState, FollowUpAction

TRANSITIONS: dict[tuple[FollowUpState, FollowUpAction], FollowUpState] = {
    (S.OPENED, A.VERIFY): S.VERIFIED,
    (S.VERIFIED, A.CORRECT): S.CORRECTED,
    (S.CORRECTED, A.CALL_BACK): S.CALLED_BACK,
}
STATE_WORDS: dict[FollowUpState, str] = {
    S.OPENED: "待核实",
    S.VERIFIED: "已核实，待整改",
    S.CORRECTED: "已整改，待回访",
    S.CALLED_BACK: "已回访",
}


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class NoFollowUp(Conflict):
    """Only the two lowest grades are followed up."""

    code = "ratings.no-follow-up"
    said = "该评价不是差评，无需整改回访"


class NotOfTheTownship(Forbidden):
    """The township follows up what is said of its own counter."""

    code = "ratings.not-of-the-township"
    said = "差评由本乡镇（街道）核实整改"


class IllegalAction(Conflict):
    """The step is none of those that are possible; they are named."""

    code = "ratings.illegal-action"
    said = "差评整改当前状态不能办理这一步"


class StaleVersion(Conflict):
    """Somebody else changed it meanwhile; `version` is that of now."""

    code = "ratings.stale-version"
    said = "差评整改已被他人更新，请重新读取"


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    """Until when a bad rating is verified, and until when all is done."""

    verify: Deadline
    all: Deadline

    @property
    def provisional(self) -> bool:
        return self.verify.provisional or self.all.provisional


def next_state(state: FollowUpState, action: FollowUpAction) -> FollowUpState:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def require_version(version: int, expected: int) -> None:
    """Raise StaleVersion where somebody else was faster."""
    if version != expected:
        raise StaleVersion("this follow-up has changed", version=version)


def require_of_township(region: str, scope_region: str) -> None:
    """Raise NotOfTheTownship for who is of a county or a province: they see it, and the township answers for it."""
    if len(scope_region) < RegionLevel.TOWNSHIP.digits:
        raise NotOfTheTownship("a person of the township follows it up", region=region)


def deadlines_of(given_at: datetime, calendar: WorkCalendar) -> FollowUpDue:
    """Return until when what must be done about a bad rating that was given at `given_at` (`TERMS.source`)."""
    days = TermUnit.WORKING_DAYS
    return FollowUpDue(
        calendar.deadline_after(given_at, TERMS.verify_days, days),
        calendar.deadline_after(given_at, TERMS.all_days, days),
    )


def next_due_at(state: FollowUpState, verify_due_at: datetime, due_at: datetime) -> datetime | None:
    """Return until when the next step must be done, None where nothing is left to do."""
    if state is S.CALLED_BACK:
        return None
    return verify_due_at if state is S.OPENED else due_at


def light_of(due_at: datetime | None, now: datetime, calendar: WorkCalendar) -> Light | None:
    """Return how urgent a step is that is due at `due_at`: yellow on its last working days, red after them."""
    if due_at is None:
        return None
    if due_at < now:
        return Light.RED
    soon = calendar.deadline_after(now, TERMS.yellow_days, TermUnit.WORKING_DAYS).due_at
    return Light.YELLOW if due_at <= soon else Light.GREEN


def late_step(
    state: FollowUpState, verify_due_at: datetime, due_at: datetime, told: LateStep | None, now: datetime
) -> LateStep | None:
    """Return what has become late since the last time that it was `told`, each once; None where nothing has."""
    if state is S.CALLED_BACK or told is LateStep.ALL:
        return None
    if due_at < now:
        return LateStep.ALL
    is_unverified = state is S.OPENED and verify_due_at < now
    return LateStep.VERIFICATION if is_unverified and told is None else None
