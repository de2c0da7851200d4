"""Who may ask for which data, and by which acts does a request become a grant, or not, or no longer?

A set that is shared without condition is granted by that rule, at once and on record. For every other one its owner
says what he thinks, and then another person decides. A grant is a request that was granted, under the same id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch.exchange.domain.catalogue import SHAPES, SetGiven, Sharing
from dispatch.exchange.domain.refusals import (
    ColumnsOutsideTheSet,
    DaysImpossible,
    IllegalAct,
    NoReceiver,
    NotShared,
    NotTheAsker,
    NotTheOwner,
    OpinionMissing,
    OutsideTheField,
    OutsideTheRegion,
    PurposeMissing,
    ReasonMissing,
    SecondPersonNeeded,
    StaleRequest,
    TooManyDays,
)


class Mode(StrEnum):
    """A subscription may be queried too, so that a receiver that lost what it had can begin anew."""

    QUERY = "query"
    SUBSCRIPTION = "subscription"


class State(StrEnum):
    ASKED = "asked"
    HEARD = "heard"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    ENDED = "ended"


class Act(StrEnum):
    """`ask` is how it begins; `grant-by-rule` and `end` are the platform's alone."""

    ASK = "ask"
    GRANT_BY_RULE = "grant-by-rule"
    OPINE = "opine"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    END = "end"


class Verdict(StrEnum):
    """What the owner thinks of it."""

    AGREED = "agreed"
    OPPOSED = "opposed"


# Who decides may do so without the owner once the owner's term has passed.
TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.ASKED, Act.GRANT_BY_RULE): State.GRANTED,
    (State.ASKED, Act.OPINE): State.HEARD,
    (State.ASKED, Act.APPROVE): State.GRANTED,
    (State.ASKED, Act.REFUSE): State.REFUSED,
    (State.ASKED, Act.WITHDRAW): State.WITHDRAWN,
    (State.HEARD, Act.APPROVE): State.GRANTED,
    (State.HEARD, Act.REFUSE): State.REFUSED,
    (State.HEARD, Act.WITHDRAW): State.WITHDRAWN,
    (State.GRANTED, Act.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Act.RESUME): State.GRANTED,
    (State.GRANTED, Act.REVOKE): State.REVOKED,
    (State.SUSPENDED, Act.REVOKE): State.REVOKED,
    (State.GRANTED, Act.END): State.ENDED,
    (State.SUSPENDED, Act.END): State.ENDED,
}
DECIDES = frozenset({Act.APPROVE, Act.REFUSE})
NEEDS_A_REASON = frozenset({Act.REFUSE, Act.SUSPEND, Act.REVOKE})
# Which act the term of a state is for.
NEXT: Mapping[State, Act] = {State.ASKED: Act.OPINE, State.HEARD: Act.APPROVE}
WAITING = tuple(NEXT)
# What ends for good: what was kept for sending is thrown away.
OVER = frozenset({State.REVOKED, State.ENDED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a department writes: which columns of which rows, why and by which law, how, and until when."""

    set_code: str
    purpose: str
    legal_basis: str
    columns: Sequence[str]
    place: str
    fields: Sequence[str]
    since: date
    until: date
    mode: Mode
    last_day: date


@dataclass(frozen=True, slots=True)
class Department:
    """Who asks: a unit of a county, the fields of its duty, and whether it has an address to push to."""

    unit: str
    county: str
    fields: frozenset[str]
    has_receiver: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands; `due_at` of the act that is next, `opined_by` and `verdict` once the owner has spoken."""

    state: State
    version: int
    unit: str
    owner: str
    asked_by: str
    due_at: datetime
    opined_by: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An act as somebody takes it."""

    act: Act
    by: str
    unit: str | None
    version: int
    reason: str | None = None
    verdict: Verdict | None = None


def check_asked(asked: Asked, found: SetGiven, department: Department, today: date) -> None:
    """Refuse what a department may not be given of a set.

    Raises NotShared, PurposeMissing, ColumnsOutsideTheSet, OutsideTheRegion, OutsideTheField, DaysImpossible,
    TooManyDays, NoReceiver.
    """
    if found.sharing is Sharing.NOT_SHARED:
        raise NotShared("the catalogue says that this is not shared", set=found.code, ground=found.ground)
    for name, text in (("purpose", asked.purpose), ("legal_basis", asked.legal_basis)):
        if not text.strip():
            raise PurposeMissing("data is given for a purpose and on a legal basis", field=name)
    strange = sorted(set(asked.columns) - {one.name for one in found.columns})
    if strange or not asked.columns:
        raise ColumnsOutsideTheSet("these columns are not in the set", set=found.code, columns=strange)
    if not asked.place.startswith(department.county):
        raise OutsideTheRegion("a department asks for its own county", region=asked.place, county=department.county)
    _require_own_field(asked, found.code, department)
    _require_days(asked, found, today)
    if asked.mode is Mode.SUBSCRIPTION and not department.has_receiver:
        raise NoReceiver("no address is noted to push to", unit=department.unit)


def _require_own_field(asked: Asked, code: str, department: Department) -> None:
    strange = sorted(set(asked.fields) - department.fields)
    if SHAPES[code].by_field and (strange or not asked.fields):
        raise OutsideTheField("a department asks for its own field", fields=strange, own=sorted(department.fields))


def _require_days(asked: Asked, found: SetGiven, today: date) -> None:
    if asked.until < asked.since:
        raise DaysImpossible("the last day is before the first", since=asked.since, until=asked.until)
    if asked.last_day < today:
        raise DaysImpossible("it would have ended before it begins", last_day=asked.last_day, today=today)
    limits = found.limits
    for what, days, most in (
        ("days", (asked.until - asked.since).days + 1, limits.days),
        ("grant_days", (asked.last_day - today).days + 1, limits.grant_days),
    ):
        if days > most:
            raise TooManyDays("more days than the catalogue allows", what=what, days=days, most=most)


def next_state(request: Request, taken: Taken, now: datetime) -> State:
    """Return the state after an act.

    Raises StaleRequest, IllegalAct, ReasonMissing, NotTheOwner, NotTheAsker, OpinionMissing, SecondPersonNeeded.
    """
    if taken.version != request.version:
        raise StaleRequest("the request has moved on", version=request.version, state=str(request.state))
    to = TRANSITIONS.get((request.state, taken.act))
    if to is None:
        follow = sorted(str(act) for state, act in TRANSITIONS if state is request.state)
        raise IllegalAct("this does not follow on where it stands", state=str(request.state), next=follow)
    _require_reason(request, taken)
    if taken.act is Act.OPINE and taken.unit != request.owner:
        raise NotTheOwner("the owner of the data says what he thinks", owner=request.owner)
    if taken.act is Act.WITHDRAW and taken.unit != request.unit:
        raise NotTheAsker("who asked takes it back", unit=request.unit)
    if taken.act in DECIDES:
        if request.state is State.ASKED and now <= request.due_at:
            raise OpinionMissing("the owner may still say what he thinks", owner=request.owner, due_at=request.due_at)
        SecondPersonNeeded.unless_two(request.asked_by, taken.by)
        SecondPersonNeeded.unless_two(request.opined_by, taken.by)
    return to


def _require_reason(request: Request, taken: Taken) -> None:
    against = taken.act is Act.APPROVE and request.verdict is Verdict.OPPOSED
    needed = taken.act in NEEDS_A_REASON or taken.verdict is Verdict.OPPOSED or against
    if needed and not taken.reason:
        raise ReasonMissing("who refuses, or decides against the owner, says why", field="reason")
