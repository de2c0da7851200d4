"""Where does an appeal stand, and what is its citizen told? It follows the case that the centre made of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.schemas.vocabulary import CaseState, ContactMade, ContactOutcome, Result


class AppealState(StrEnum):
    FILED = "filed"
    HANDLING = "handling"
    ANSWERED = "answered"
    TOLD = "told"


class Whose(StrEnum):
    """Whose a matter is by the duty list of the place; said to the citizen at the counter."""

    TOWNSHIP = "township"
    COUNTY = "county"


# What is on nobody's list is not the township's either, but nobody can tell the citizen whose it is.
WHOSE = {"basic": Whose.TOWNSHIP, "supporting": Whose.COUNTY, "taken-back": Whose.COUNTY}


class AppealAction(StrEnum):
    """`file` is how an appeal begins; it leads on from no state."""

    FILE = "file"
    FOLLOW = "follow"
    ANSWER = "answer"
    CONFIRM = "confirm"
    TELL = "tell"


# A case may be reopened after its answer was told, and end otherwise: then there is a new answer to tell.
TRANSITIONS: dict[tuple[AppealState, AppealAction], AppealState] = {
    (AppealState.FILED, AppealAction.FOLLOW): AppealState.HANDLING,
    (AppealState.FILED, AppealAction.ANSWER): AppealState.ANSWERED,
    (AppealState.HANDLING, AppealAction.FOLLOW): AppealState.HANDLING,
    (AppealState.HANDLING, AppealAction.ANSWER): AppealState.ANSWERED,
    (AppealState.ANSWERED, AppealAction.FOLLOW): AppealState.HANDLING,
    (AppealState.ANSWERED, AppealAction.ANSWER): AppealState.ANSWERED,
    (AppealState.ANSWERED, AppealAction.CONFIRM): AppealState.ANSWERED,
    (AppealState.ANSWERED, AppealAction.TELL): AppealState.TOLD,
    (AppealState.TOLD, AppealAction.FOLLOW): AppealState.HANDLING,
    (AppealState.TOLD, AppealAction.ANSWER): AppealState.ANSWERED,
    (AppealState.TOLD, AppealAction.CONFIRM): AppealState.TOLD,
}

ENDED = frozenset({CaseState.CLOSED, CaseState.REJECTED, CaseState.VOIDED})

ANSWERS: dict[CaseState, str] = {
    CaseState.CLOSED: "您反映的事项已办结。",
    CaseState.REJECTED: "您反映的事项依照规定不予受理，窗口将告知您办理的途径。",
    CaseState.VOIDED: "您反映的事项已作废，如有疑问请与窗口联系。",
}
CLOSED_ANSWERS: dict[Result, str] = {
    Result.SOLVED: "您反映的问题已处理完毕。",
    Result.NOTHING_FOUND: "工作人员已到现场核实，未发现您反映的情况。",
    Result.PERSUADED: "工作人员已到现场劝导，当事人已改正。",
    Result.NEEDS_OTHERS: "您反映的问题需由其他部门办理，已转交有关部门。",
    Result.EXPLAINED: "工作人员已就您反映的事项作出解释说明。",
}


CONTACTS: dict[ContactOutcome, str] = {
    ContactOutcome.MET: "工作人员已与您当面沟通。",
    ContactOutcome.REACHED: "工作人员已与您电话沟通。",
    ContactOutcome.NOT_REACHED: "工作人员曾与您联系，未能联系上。",
}


class AppealNotFound(NotFound):
    code = "appeals.not-found"
    said = "没有这件诉求"


class RegionOutside(Forbidden):
    code = "appeals.region-outside"
    said = "该地点不在您的管辖范围内"


class CategoryMalformed(Invalid):
    code = "appeals.category-malformed"
    said = "诉求类别代码格式不正确"


class IllegalAction(Conflict):
    code = "appeals.illegal-action"
    said = "诉求当前状态不能办理这一步"


class StaleVersion(Conflict):
    code = "appeals.stale-version"
    said = "诉求已被他人更新，请重新读取"


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as the centre told it; `version` counts within one case, `hidden`: it hides from somebody.

    `contact`: the newest with its citizen, by whoever has the case.
    """

    case_id: UUID
    version: int
    number: str
    state: CaseState
    outcome: str | None
    result: Result | None
    changed_at: datetime
    hidden: bool = False
    contact: ContactMade | None = None

    def ends_like(self, other: "CaseSeen") -> bool:
        return (self.state, self.outcome, self.result) == (other.state, other.outcome, other.result)


@dataclass(frozen=True, slots=True)
class Appeal:
    """What of an appeal decides its next step; `case` is the newest state that was taken over."""

    state: AppealState
    case: CaseSeen | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The step that a case's news makes of an appeal; `answered_at` is None while there is no answer."""

    action: AppealAction
    state: AppealState
    answered_at: datetime | None


def is_news(appeal: Appeal, case: CaseSeen) -> bool:
    """Tell whether `case` is newer than what the appeal knows.

    Versions compare within one case. A report may move to another case (merge, split): then the later moment counts,
    and the case that was merged away says nothing more.
    """
    known = appeal.case
    if known is None:
        return True
    if known.case_id == case.case_id:
        return case.version > known.version
    return case.state is not CaseState.MERGED and case.changed_at >= known.changed_at


def decide_progress(appeal: Appeal, case: CaseSeen) -> Progress | None:
    """Decide what the news of `case` makes of the appeal; None where it is merely old."""
    if not is_news(appeal, case):
        return None
    action = _action(appeal, case)
    ended = case.state in ENDED
    return Progress(action, next_state(appeal.state, action), case.changed_at if ended else None)


def _action(appeal: Appeal, case: CaseSeen) -> AppealAction:
    if case.state not in ENDED:
        return AppealAction.FOLLOW
    has_answer = appeal.state in {AppealState.ANSWERED, AppealState.TOLD}
    if has_answer and appeal.case is not None and case.ends_like(appeal.case):
        return AppealAction.CONFIRM
    return AppealAction.ANSWER


def contact_after(known: ContactMade | None, told: ContactMade | None) -> ContactMade | None:
    """Return the newest contact with the citizen: a report that moved to another case takes with it what was."""
    if known is None or told is None:
        return told or known
    return told if told.at >= known.at else known


def next_state(state: AppealState, action: AppealAction) -> AppealState:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(a for s, a in TRANSITIONS if s is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def answer_in_words(state: CaseState | None, result: Result | None) -> str | None:
    """Return what the citizen is told, in Chinese; None while the case has not ended."""
    if state not in ENDED:
        return None
    assert state is not None
    if state is CaseState.CLOSED and result is not None:
        return CLOSED_ANSWERS[result]
    return ANSWERS[state]
