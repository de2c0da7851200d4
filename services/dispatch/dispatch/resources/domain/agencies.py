"""Which agencies may a township open and close?

How many it may have, and what counts as one, is the rule of the organisation register.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.organisation.domain.agencies import AGENCY_KINDS, MOST, SECTION, first_day_beyond, is_township
from dispatch.resources.domain.refusals import NoSections, NotAnAgencyKind, NotATownship, TooManyAgencies
from shared.errors import Unfit
from shared.runtime.bodies import Day
from shared.runtime.text import Code, Line, RegionCode

STATIONED = "stationed-"


@dataclass(frozen=True, slots=True)
class Agency:
    """A unit of a township on some days, both ends among them; `within` names the agency that it would be part of."""

    id: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None = None
    within: str | None = None

    @property
    def counts(self) -> bool:
        return self.kind in AGENCY_KINDS

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgencyOpened(_Given):
    """`within` names the agency that it would be a section of, which is refused."""

    id: Code
    kind: Code
    name: Line
    valid_from: Day
    within: Code | None = None

    def as_agency(self) -> Agency:
        return Agency(self.id, self.kind, self.name, self.valid_from, within=self.within)


class AgencyClosed(_Given):
    id: Code
    last_day: Day


class Agencies(_Given):
    """What opens and what closes in a township, at once; one proposes it, another confirms it."""

    what: Literal["agencies"] = "agencies"
    region: RegionCode
    opens: list[AgencyOpened] = Field(default_factory=list, max_length=50)
    closes: list[AgencyClosed] = Field(default_factory=list, max_length=50)
    synthetic: bool = False

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.lines:
            raise Unfit("something opens or closes", "须写明设立或撤销的机构")
        return self

    @property
    def lines(self) -> list[AgencyOpened | AgencyClosed]:
        return [*self.opens, *self.closes]


def require_township(region: str) -> None:
    if not is_township(region):
        raise NotATownship("agencies are those of a township", region=region)


def require_agency(agency: Agency) -> None:
    """Raise NoSections, NotAnAgencyKind for what a township cannot open."""
    if agency.within is not None or agency.kind == SECTION:
        raise NoSections("an agency of a township has no sections inside", unit=agency.id, within=agency.within)
    if not agency.counts and not agency.kind.startswith(STATIONED):
        raise NotAnAgencyKind("no agency of a township is of this kind", unit=agency.id, kind=agency.kind)


def agencies_on(agencies: Iterable[Agency], on: date) -> int:
    """Return how many functional agencies a township has on a day."""
    return sum(one.counts and one.holds_on(on) for one in agencies)


def check_number(agencies: Sequence[Agency], since: date) -> None:
    """Raise TooManyAgencies for the first day from `since` on with more than nine."""
    found = first_day_beyond([one for one in agencies if one.counts], since)
    if found is not None:
        day, number = found
        raise TooManyAgencies("a township has nine agencies at most", on=day.isoformat(), agencies=number, most=MOST)


def closed_after(agencies: Sequence[Agency], unit_id: str, last_day: date) -> list[Agency]:
    """Return the agencies with what holds of one of them on that day ended there; what begins again later stays."""
    return [
        replace(one, valid_to=last_day) if one.id == unit_id and one.holds_on(last_day) else one for one in agencies
    ]
