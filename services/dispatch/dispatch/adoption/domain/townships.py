"""When is a township taken in, changed or upgraded, and when may it be shown to others?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispatch.adoption.domain.gaps import Gap
from dispatch.adoption.domain.refusals import (
    EndsBeforeItBegins,
    LaterAdoptionExists,
    OlderVersion,
    ProposalIsDecided,
    VersionNotInForce,
)
from dispatch.adoption.domain.standards import Overlay, Pack, TownType

ONE_DAY = timedelta(days=1)


class Step(StrEnum):
    """What happened to a township or a standard; stands in its history."""

    ADOPTED = "adopted"
    CHANGED = "changed"
    CORRECTED = "corrected"
    UPGRADED = "upgraded"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"
    DRAWN_UP = "drawn-up"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Adoption:
    """By which standard a township is taken in from a day on; `reason`: why its type is not that of its code."""

    region: str
    type: TownType
    version: int
    valid_from: date
    document: str
    overlay: Overlay
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a township shall be taken in; without a version by the one that holds on the day, without an overlay with the
    one that it has.
    """

    region: str
    type: TownType
    version: int | None
    valid_from: date
    document: str
    overlay: Overlay | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What an adoption is, what it asks of the township, and what the one before it asked; no step: nothing new."""

    adoption: Adoption
    step: Step | None
    pack: Pack
    before: Pack | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A township beside the standard of its type, of `version`; `adopted_version` is the one that took it in."""

    type: TownType
    version: int
    adopted_version: int | None
    pack: Pack
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A township that its county would show to others from a day on."""

    region: str
    valid_from: date
    why: str
    document: str


def require_in_force(version: int, begins: date, valid_from: date) -> None:
    """Raise VersionNotInForce for a standard that begins after the day from which a township would be taken in."""
    if begins > valid_from:
        raise VersionNotInForce(
            "the standard holds later", version=version, valid_from=valid_from.isoformat(), begins=begins.isoformat()
        )


def decide_adoption(before: Adoption | None, given: Adoption) -> Step | None:
    """Return what an adoption is, given the newest before it; None where it says nothing new.

    Raises LaterAdoptionExists for one that would begin before the newest, OlderVersion for a step back in its type.
    """
    if before is None:
        return Step.ADOPTED
    if given == before:
        return None
    if given.type is before.type and given.version < before.version:
        raise OlderVersion("the township has a newer standard", version=given.version, has=before.version)
    if given.valid_from < before.valid_from:
        raise LaterAdoptionExists(
            "a later adoption stands already", region=given.region, valid_from=before.valid_from.isoformat()
        )
    if given.valid_from == before.valid_from:
        return Step.CORRECTED
    return Step.UPGRADED if given.type is before.type and given.version > before.version else Step.CHANGED


def require_proposed(state: str) -> None:
    """Raise ProposalIsDecided for a proposal that is approved or refused."""
    if state != ProposalState.PROPOSED:
        raise ProposalIsDecided("this proposal is decided", state=state)


def require_end(valid_from: date, last_day: date) -> None:
    if last_day < valid_from:
        raise EndsBeforeItBegins(
            "a demonstration ends on its first day at the earliest",
            valid_from=valid_from.isoformat(),
            last_day=last_day.isoformat(),
        )
