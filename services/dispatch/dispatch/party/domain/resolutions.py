"""What does a committee's resolution need, and what may rest on it?

A committee meets with more than half of its members and approves by more than half of all of them: the usual practice,
not checked against a text. Which share a kind of subject needs is therefore data (`Share`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from dispatch.party.domain.organisations import COMMITTEES, OrgFacts
from dispatch.party.domain.refusals import (
    AnotherCommittee,
    AnotherSubject,
    MeetingToCome,
    MeetingTooEarly,
    NoQuorum,
    NotACommittee,
    NotCarried,
    NotSigned,
    NotThisCommittees,
    ResolutionIsDecided,
    SaysOtherwise,
    SecondPersonNeeded,
    StaleResolution,
    TooManyPresent,
    UsedAlready,
)


class SubjectKind(StrEnum):
    """What a committee resolves on here."""

    ADMISSION = "admission"
    MAJOR_CASE = "major-case"


class Decision(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


class State(StrEnum):
    DRAWN_UP = "drawn-up"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    USED = "used"


class Act(StrEnum):
    SIGN = "sign"
    WITHDRAW = "withdraw"
    USE = "use"


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.DRAWN_UP, Act.SIGN): State.SIGNED,
    (State.DRAWN_UP, Act.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED, Act.USE): State.USED,
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part that has to be exceeded: one of two is more than half."""

    of: int
    among: int

    def is_exceeded(self, count: int, total: int) -> bool:
        return count * self.among > total * self.of

    def __str__(self) -> str:
        return f"{self.of}/{self.among}"


HALF = Share(1, 2)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided on; `region` is that of the committee whose decision it is."""

    kind: SubjectKind
    id: UUID
    region: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a committee decided: how many were present, how many of them in favour."""

    number: str
    decided_on: date
    kind: SubjectKind
    subject: UUID
    present: int
    in_favour: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution as it stands; `region` is that of its committee."""

    id: UUID
    region: str
    number: str
    kind: SubjectKind
    subject: UUID
    decision: Decision
    state: State
    version: int
    drawn_up_by: str


def check_meeting(
    meeting: Meeting, committee: OrgFacts, subject: Subject, *, share: Share, days: tuple[date, date]
) -> None:
    """Raise where no resolution on a subject can come of a meeting; `days`: since when it waits for one, and today.

    NotACommittee, MeetingToCome, MeetingTooEarly, NotThisCommittees, TooManyPresent, NoQuorum, NotCarried.
    """
    since, today = days
    seats = committee.seats or 0
    if committee.kind not in COMMITTEES:
        raise NotACommittee("a committee resolves", kind=committee.kind)
    if meeting.decided_on > today:
        raise MeetingToCome("the meeting is still to come", decided_on=meeting.decided_on)
    if committee.region != subject.region:
        raise NotThisCommittees("another committee resolves on this", region=subject.region)
    if meeting.decided_on < since:
        raise MeetingTooEarly("nobody had put this to the committee yet", decided_on=meeting.decided_on, since=since)
    if not meeting.in_favour <= meeting.present <= seats:
        raise TooManyPresent("more than there are", seats=seats, present=meeting.present, in_favour=meeting.in_favour)
    if not share.is_exceeded(meeting.present, seats):
        raise NoQuorum("too few members were present", seats=seats, present=meeting.present, share=str(share))
    carried = share.is_exceeded(meeting.in_favour, seats)
    if carried != (meeting.decision is Decision.APPROVE):
        raise NotCarried("the votes say otherwise", seats=seats, in_favour=meeting.in_favour, share=str(share))


def next_state(resolution: Resolution, act: Act, *, by: str, version: int | None = None) -> State:
    """Return the state after an act. Raises StaleResolution, ResolutionIsDecided, SecondPersonNeeded."""
    if version is not None and version != resolution.version:
        raise StaleResolution("the resolution has moved on", version=resolution.version, state=resolution.state)
    to = TRANSITIONS.get((resolution.state, act))
    if to is None:
        raise ResolutionIsDecided("it is past that", state=resolution.state, act=act)
    if act is Act.SIGN:
        SecondPersonNeeded.unless_two(resolution.drawn_up_by, by)
    return to


def require_fit(resolution: Resolution, subject: Subject, decision: Decision) -> None:
    """Raise where a decision on this subject cannot rest on the resolution.

    AnotherCommittee, AnotherSubject, UsedAlready, NotSigned, SaysOtherwise.
    """
    facts: dict[str, object] = {"resolution": resolution.number}
    if resolution.region != subject.region:
        raise AnotherCommittee("another committee's resolution", region=subject.region, **facts)
    if (resolution.kind, resolution.subject) != (subject.kind, subject.id):
        raise AnotherSubject("a resolution on something else", subject=str(resolution.subject), **facts)
    if resolution.state is State.USED:
        raise UsedAlready("a resolution is used once", **facts)
    if resolution.state is not State.SIGNED:
        raise NotSigned("a resolution binds when another person has signed it", state=resolution.state, **facts)
    if resolution.decision is not decision:
        raise SaysOtherwise("the committee decided the other way", decision=resolution.decision, **facts)
