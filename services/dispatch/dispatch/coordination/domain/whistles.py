"""Who may be called to a place, what may a called unit and the county say of it, and how does it count?

Whistle (吹哨报到): a township calls units of its own and departments of its county to a place by a time. They come, or
say why not; a refusal, a silence and a no-show go to the county at once, whose ruling binds both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dispatch.coordination.domain.handovers import UnitOn
from dispatch.coordination.domain.refusals import (
    CalledTwice,
    CallNotPossible,
    ComeByMissing,
    ComeByPast,
    IsTheSubject,
    NobodyCalled,
    NotATownship,
    NotTheCounty,
    RatingMissing,
    RatingReasonMissing,
    RatingUncalledFor,
    SecondPersonNeeded,
    UnitUnknown,
    WhistleOver,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS
from shared.geo import Position
from shared.schemas.vocabulary import Result, Urgency

# Nobody is called for a day that he cannot plan.
LONGEST_AHEAD = timedelta(days=31)
# The last two steps of five are bad ones and say why (好差评).
LOWEST_WITHOUT_REASON = 3


class WhistleState(StrEnum):
    BLOWN = "blown"
    ENDED = "ended"
    CANCELLED = "cancelled"


class CallState(StrEnum):
    """`ignored`: said nothing in time; `absent`: was to come and did not; `bound`: the county says that it must;
    `excused`, `unexcused`: the county finds its reason good, or not; `released`: not needed any more.
    """

    CALLED = "called"
    COMING = "coming"
    REFUSED = "refused"
    IGNORED = "ignored"
    ABSENT = "absent"
    BOUND = "bound"
    ARRIVED = "arrived"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    RELEASED = "released"


class CallAct(StrEnum):
    COME = "come"
    REFUSE = "refuse"
    ARRIVE = "arrive"
    FALL_SILENT = "fall-silent"
    STAY_AWAY = "stay-away"
    MUST_COME = "must-come"
    WELL_FOUNDED = "well-founded"
    UNFOUNDED = "unfounded"
    RELEASE = "release"


class Ruling(StrEnum):
    """What the county says of a refusal, a silence or a no-show; `unfounded` where it is too late to come."""

    MUST_COME = "must-come"
    WELL_FOUNDED = "well-founded"
    UNFOUNDED = "unfounded"


# It is expected, and by when is known.
EXPECTED = frozenset({CallState.CALLED, CallState.COMING, CallState.BOUND})
# It lies with the county.
AT_COUNTY = frozenset({CallState.REFUSED, CallState.IGNORED, CallState.ABSENT})

_S, _A = CallState, CallAct
TRANSITIONS: Mapping[tuple[CallState, CallAct], CallState] = {
    (_S.CALLED, _A.COME): _S.COMING,
    (_S.CALLED, _A.REFUSE): _S.REFUSED,
    (_S.CALLED, _A.FALL_SILENT): _S.IGNORED,
    (_S.COMING, _A.REFUSE): _S.REFUSED,
    (_S.COMING, _A.STAY_AWAY): _S.ABSENT,
    (_S.BOUND, _A.STAY_AWAY): _S.ABSENT,
    # Better late than never: that it was late stays on record.
    (_S.REFUSED, _A.COME): _S.COMING,
    (_S.IGNORED, _A.COME): _S.COMING,
    **{(state, _A.ARRIVE): _S.ARRIVED for state in (*EXPECTED, *AT_COUNTY, _S.EXCUSED)},
    **{(state, _A.MUST_COME): _S.BOUND for state in AT_COUNTY},
    **{(state, _A.WELL_FOUNDED): _S.EXCUSED for state in AT_COUNTY},
    **{(state, _A.UNFOUNDED): _S.UNEXCUSED for state in AT_COUNTY},
    **{(state, _A.RELEASE): _S.RELEASED for state in EXPECTED},
}


@dataclass(frozen=True, slots=True)
class Rating:
    """What the caller thinks of how a unit helped: 5 very satisfied … 1 very dissatisfied."""

    unit: str
    score: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Blow:
    """A whistle as somebody wants it blown; `place` and `text` may name people and are sealed."""

    units: Sequence[str]
    matter: str
    urgency: Urgency
    reason: str
    place: str
    text: str | None
    come_by: datetime
    case_id: UUID | None
    position: Position | None


@dataclass(frozen=True, slots=True)
class Ending:
    """With what a caller ends a whistle: the result, what he says of it, and a rating of each unit that came."""

    result: Result
    text: str | None
    ratings: Sequence[Rating]


def next_state(state: CallState, act: CallAct) -> CallState:
    """Return the state of a call after an act. Raises CallNotPossible, naming what would be."""
    to = TRANSITIONS.get((state, act))
    if to is None:
        possible = sorted(str(one) for known, one in TRANSITIONS if known is state)
        raise CallNotPossible(f"no {act} when {state}", state=str(state), possible=possible)
    return to


def due_at(state: CallState, answer_by: datetime, come_by: datetime) -> datetime | None:
    """Return when a call that stays as it is goes to the county, None where it does not by itself."""
    if state is CallState.CALLED:
        return answer_by
    return come_by if state in EXPECTED else None


def require_callable(
    region: str,
    wanted: Sequence[str],
    units: Collection[UnitOn],
    subjects: Collection[str],
) -> None:
    """Raise what is wrong with whom a township calls.

    NotATownship, NobodyCalled, CalledTwice, UnitUnknown (not there today, or not of the township or its county),
    IsTheSubject.
    """
    if len(region) < TOWNSHIP_DIGITS:
        raise NotATownship("a township blows the whistle", region=region)
    if not wanted:
        raise NobodyCalled("who is called?", field="units")
    twice = sorted({unit for unit in wanted if wanted.count(unit) > 1})
    if twice:
        raise CalledTwice("a unit is called once", units=twice)
    homes = {region[:TOWNSHIP_DIGITS], region[:COUNTY_DIGITS]}
    near = {unit.id for unit in units if unit.region in homes}
    far = sorted(set(wanted) - near)
    if far:
        raise UnitUnknown("not there today, or neither of this township nor of its county", units=far, region=region)
    about = sorted(set(wanted) & set(subjects))
    if about:
        raise IsTheSubject("the case complains of it", units=about)


def require_come_by(come_by: datetime, now: datetime) -> None:
    """Raise ComeByPast for a time that is over, or further away than anybody plans."""
    if come_by <= now:
        raise ComeByPast("nobody can come in the past", field="come_by", now=now.isoformat())
    if come_by > now + LONGEST_AHEAD:
        latest = (now + LONGEST_AHEAD).isoformat()
        raise ComeByPast("that is too far ahead", field="come_by", latest=latest)


def require_blown(state: WhistleState) -> None:
    """Raise WhistleOver once it was ended or cancelled."""
    if state is not WhistleState.BLOWN:
        raise WhistleOver("this whistle is over", state=str(state))


def require_ruler(scope_region: str, by: str, concerned: Iterable[str | None]) -> None:
    """Raise NotTheCounty, or SecondPersonNeeded for who called or answered himself."""
    if len(scope_region) > COUNTY_DIGITS:
        raise NotTheCounty("the county rules", region=scope_region)
    for person in concerned:
        SecondPersonNeeded.unless_two(person, by)


def bound_until(ruling: Ruling, given: datetime | None, come_by: datetime, now: datetime) -> datetime:
    """Return by when a unit has to come after a ruling: the time that the county sets, else the caller's while it is
    still ahead. Raises ComeByPast, ComeByMissing.
    """
    if ruling is not Ruling.MUST_COME:
        return come_by
    if given is not None:
        require_come_by(given, now)
        return given
    if come_by <= now:
        raise ComeByMissing("the time is over: by when must it come?", field="come_by")
    return come_by


def require_ratings(ratings: Sequence[Rating], came: Collection[str]) -> None:
    """Raise RatingMissing, RatingUncalledFor, RatingReasonMissing: each unit that came is rated, and a bad rating says
    why.
    """
    rated = {one.unit for one in ratings}
    missing = sorted(set(came) - rated)
    if missing:
        raise RatingMissing("who came is rated", units=missing)
    if not rated <= set(came) or len(rated) < len(ratings):
        raise RatingUncalledFor("who came is rated, once", units=sorted(came))
    silent = sorted(one.unit for one in ratings if one.score < LOWEST_WITHOUT_REASON and not one.reason)
    if silent:
        raise RatingReasonMissing("a bad rating says why", units=silent)
