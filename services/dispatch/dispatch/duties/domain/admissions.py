"""How does a further matter come onto the lists of townships? By application, step by step, no level left out.

A county department applies in writing; the townships say what they think; the county's org office checks, the city's
reviews, the county's Party committee and government approve (the reform's 职责准入). Nothing else enters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS, Duty, DutyKind
from dispatch.duties.domain.refusals import NotYourLevel
from shared import errors
from shared.codes import RegionLevel
from shared.errors import Conflict, Invalid, NotFound

CITY_DIGITS = RegionLevel.CITY.digits


class AdmissionNotFound(NotFound):
    code = "duties.admission-not-found"
    said = "没有这份准入申请"


class SkipsALevel(Conflict):
    """Somebody else is next; `next` says which act."""

    code = "duties.skips-a-level"
    said = "不能越级办理，应先办理前一步"


class OpinionsMissing(Conflict):
    """Townships have not said what they think, and their term has not passed."""

    code = "duties.opinions-missing"
    said = "乡镇（街道）意见期内，尚有意见未提出"


class OpinionIsGiven(Conflict):
    code = "duties.opinion-is-given"
    said = "该乡镇（街道）已提出意见"


class ReasonMissing(Invalid):
    code = "duties.reason-missing"
    said = "须写明理由"


class ResolvedAlready(Conflict):
    """The Party committee, or the government, has resolved on it already; the other one is still to come."""

    code = "duties.resolved-already"
    said = "县委或县政府已作出批准，不能重复"


class StaleAdmission(Conflict):
    code = "duties.stale-admission"
    said = "准入申请已有新进展，请重新读取"


class OutsideTheCounty(Invalid):
    """A department applies for townships of its own county."""

    code = "duties.outside-the-county"
    said = "只能为本县（市、区）的乡镇（街道）申请"


class AlreadyTheTownships(Conflict):
    code = "duties.already-the-townships"
    said = "该事项已在乡镇（街道）职责清单内"


class AppliedAlready(Conflict):
    """An application for this matter is under way for one of these townships; `admission` is which."""

    code = "duties.applied-already"
    said = "该事项已在准入申请中"


class NotAnAdmission(Invalid):
    """A matter is admitted as basic or supporting; what is taken back is nothing that a township would do."""

    code = "duties.not-an-admission"
    said = "收回的事项不走准入程序"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Each level is another person: who applied does not check, who checked does not review, nor resolve on it."""

    code = "duties.second-person-needed"
    said = "须由另一人办理：各环节的经办人不能为同一人"


class State(StrEnum):
    APPLIED = "applied"
    CHECKED = "checked"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What is done with an application; `apply` is how it begins."""

    APPLY = "apply"
    OPINE = "opine"
    CHECK = "check"
    REVIEW = "review"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"


class Verdict(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"


class Body(StrEnum):
    """Who resolves for the county: both do."""

    COMMITTEE = "committee"
    GOVERNMENT = "government"


# A resolution leads on once both bodies have taken it.
TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.APPLIED, Act.OPINE): State.APPLIED,
    (State.APPLIED, Act.CHECK): State.CHECKED,
    (State.CHECKED, Act.REVIEW): State.REVIEWED,
    (State.REVIEWED, Act.RESOLVE): State.APPROVED,
    (State.APPLIED, Act.WITHDRAW): State.WITHDRAWN,
    (State.CHECKED, Act.WITHDRAW): State.WITHDRAWN,
    (State.REVIEWED, Act.WITHDRAW): State.WITHDRAWN,
}
UNDER_WAY = frozenset({State.APPLIED, State.CHECKED, State.REVIEWED})
NEXT: Mapping[State, Act] = {State.APPLIED: Act.CHECK, State.CHECKED: Act.REVIEW, State.REVIEWED: Act.RESOLVE}
DECIDES = frozenset({Act.CHECK, Act.REVIEW, Act.RESOLVE})


@dataclass(frozen=True, slots=True)
class Application:
    """What a department writes: what the townships shall do, why, and what it gives them for it."""

    townships: Sequence[str]
    duty: Duty
    why: str
    persons: int
    money_fen: int
    training: str
    wanted_from: date


@dataclass(frozen=True, slots=True)
class Admission:
    """An application as it stands; `opinions` by township, `resolved` by body, `due_at` of the act that is next.

    `led`: who applied, checked and reviewed.
    """

    county: str
    townships: tuple[str, ...]
    unit: str
    state: State
    version: int
    due_at: datetime
    opinions: Mapping[str, Verdict] = field(default_factory=dict)
    resolved: Mapping[Body, str] = field(default_factory=dict)
    led: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """An act as somebody takes it: from which region (his office), with which verdict, for which body.

    `document` is the number of the minutes of a resolution, `resolution` that of the Party committee itself.
    """

    act: Act
    region: str
    by: str
    version: int
    verdict: Verdict = Verdict.AGREED
    reason: str | None = None
    body: Body | None = None
    document: str | None = None
    unit: str | None = None
    resolution: UUID | None = None


def next_act(admission: Admission) -> Act | None:
    """Return the act that somebody has to take now; None where all is decided. The townships are heard first."""
    if admission.state is State.APPLIED and not_heard(admission):
        return Act.OPINE
    return NEXT.get(admission.state)


def not_heard(admission: Admission) -> list[str]:
    """Return the townships that have not said what they think."""
    return [township for township in admission.townships if township not in admission.opinions]


def next_state(admission: Admission, taken: Taken, now: datetime) -> State:
    """Return the state after an act.

    Raises StaleAdmission, SkipsALevel, NotYourLevel, SecondPersonNeeded, ReasonMissing, OpinionIsGiven,
    OpinionsMissing, ResolvedAlready.
    """
    if taken.version != admission.version:
        raise StaleAdmission("the application has moved on", version=admission.version, state=str(admission.state))
    to = TRANSITIONS.get((admission.state, taken.act))
    if to is None:
        expected = NEXT.get(admission.state)
        raise SkipsALevel("another step is next", state=str(admission.state), next=str(expected) if expected else None)
    _require_level(admission, taken)
    if taken.act in DECIDES and taken.by in admission.led:
        raise SecondPersonNeeded("another person takes each step", act=str(taken.act), by=taken.by)
    if taken.verdict is Verdict.REFUSED and not taken.reason:
        raise ReasonMissing("who refuses says why", field="reason")
    if taken.act is Act.OPINE and taken.region in admission.opinions:
        raise OpinionIsGiven("this township has said what it thinks", township=taken.region)
    if taken.act is Act.CHECK:
        _require_opinions(admission, now)
    if taken.act is Act.RESOLVE:
        to = _resolved(admission, taken)
    return State.REJECTED if taken.act in DECIDES and taken.verdict is Verdict.REFUSED else to


def after_act(admission: Admission, taken: Taken, state: State) -> Admission:
    """Return an application as an act leaves it."""
    opinions, resolved = dict(admission.opinions), dict(admission.resolved)
    if taken.act is Act.OPINE:
        opinions[taken.region] = taken.verdict
    if taken.act is Act.RESOLVE and taken.body is not None:
        resolved[taken.body] = taken.by
    return replace(admission, state=state, version=admission.version + 1, opinions=opinions, resolved=resolved)


def _resolved(admission: Admission, taken: Taken) -> State:
    if taken.body in admission.resolved:
        raise ResolvedAlready("this body has resolved on it", body=str(taken.body))
    if taken.by in admission.resolved.values():
        raise NotYourLevel("another person signs for the other body", by=taken.by)
    return State.APPROVED if admission.resolved else State.REVIEWED


def _require_level(admission: Admission, taken: Taken) -> None:
    """Raise NotYourLevel where the office of the caller is not the one whose act this is."""
    county = admission.county
    expected: Collection[str] = {
        Act.OPINE: admission.townships,
        Act.CHECK: (county,),
        Act.REVIEW: (county[:CITY_DIGITS],),
        Act.RESOLVE: (county,),
        Act.WITHDRAW: (county,),
    }[taken.act]
    if taken.region not in expected or (taken.act is Act.WITHDRAW and taken.unit != admission.unit):
        raise NotYourLevel("this step is for another office", act=str(taken.act), region=sorted(expected))


def _require_opinions(admission: Admission, now: datetime) -> None:
    missing = not_heard(admission)
    if missing and now <= admission.due_at:
        raise OpinionsMissing("these townships may still say what they think", townships=missing)


def require_admissible(duty: Duty) -> None:
    """Raise NotAnAdmission for what would give townships nothing to do."""
    if duty.kind is DutyKind.TAKEN_BACK:
        raise NotAnAdmission("what is taken back is not admitted", kind=str(duty.kind))


def require_own_county(county: str, townships: Collection[str]) -> None:
    """Raise OutsideTheCounty where a county's department names what is no township of that county."""
    strange = [one for one in townships if len(one) != TOWNSHIP_DIGITS or not one.startswith(county)]
    if len(county) != COUNTY_DIGITS or strange or not townships:
        raise OutsideTheCounty("a county's department applies for its townships", county=county, townships=strange)
