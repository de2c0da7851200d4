"""What must be said when a power is taken back? From when on, by which document, and who goes on with what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from dispatch.powers.domain.refusals import HandOverIncomplete
from dispatch.powers.domain.supervision import Unit, require_department


@dataclass(frozen=True, slots=True)
class Ending:
    """From when on and by which document a power is the county's again, and which department goes on with what.

    `cases` are the centre's, `applications` the window's that rest on the power, `penalties` the team's, by number.
    """

    from_day: date
    document: str
    cases: Mapping[str, str]
    applications: Mapping[str, str]
    penalties: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        from_day = date.fromisoformat(kept["from_day"])
        return cls(from_day, kept["document"], kept["cases"], kept["applications"], kept.get("penalties", {}))

    @property
    def departments(self) -> set[str]:
        return {*self.cases.values(), *self.applications.values(), *self.penalties.values()}


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in a township by a power, and the units that are to go on with it."""

    cases: Sequence[str]
    applications: Sequence[str]
    units: Mapping[str, Unit]


def require_complete(county: str, ending: Ending, known: Open) -> None:
    """Raise DepartmentUnknown, and HandOverIncomplete, naming what is open and goes to nobody."""
    for department in ending.departments:
        require_department(department, county, known.units)
    cases = [number for number in known.cases if number not in ending.cases]
    applications = [number for number in known.applications if number not in ending.applications]
    if cases or applications:
        raise HandOverIncomplete(
            "what is open by this power is not handed over", missing=cases, missing_applications=applications
        )
