"""Who of those that might be told is told? On duty before all others, the nearest office before the county."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dispatch.notices.domain import Recipient
from shared.codes import RegionLevel

# To whom it goes in the county where nobody is left in the township.
COUNTY_ROLES = ("dispatcher", "leader")


class Outcome(StrEnum):
    """What became of a notice: told as meant, told to others for want of anybody, or to nobody at all."""

    TOLD = "told"
    DIVERTED = "diverted"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Target:
    """One notice (or one step of it) and for whom it is meant."""

    notice_id: UUID
    to: Recipient
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom a notice may reach; `level` is how long the code of the region is in which he holds the role."""

    notice_id: UUID
    person_id: str
    level: int
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is told, and whether these are the ones for whom it was meant."""

    persons: tuple[str, ...]
    diverted: bool


def choose(targets: Iterable[Target], candidates: Iterable[Candidate]) -> dict[UUID, Chosen]:
    """Return who is told of each notice; one of which nobody may know is not among them."""
    of: defaultdict[UUID, list[Candidate]] = defaultdict(list)
    for one in candidates:
        of[one.notice_id].append(one)
    return {target.notice_id: _nearest(target, of[target.notice_id]) for target in targets if of[target.notice_id]}


def _nearest(target: Target, candidates: list[Candidate]) -> Chosen:
    on_duty = [one for one in candidates if one.on_duty]
    level = max(one.level for one in candidates)
    told = on_duty or [one for one in candidates if one.level == level]
    is_far = bool(target.to.region) and not on_duty and level < len(target.to.region)
    return Chosen(tuple(sorted({one.person_id for one in told})), diverted=is_far)


def county_targets(target: Target, region: str) -> list[Target]:
    """Return for whom a notice is meant of which nobody else may know: the county's centre and its leaders."""
    county = region[: RegionLevel.COUNTY.digits]
    return [Target(target.notice_id, Recipient.role(role, county), target.case_id) for role in COUNTY_ROLES]
