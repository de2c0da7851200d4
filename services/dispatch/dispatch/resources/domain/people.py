"""Who may be put where? A person follows his post: moved with it, lent while the county keeps it, or stationed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.resources.domain.agencies import STATIONED
from dispatch.resources.domain.proposals import Mode, PlacementLine
from dispatch.resources.domain.refusals import Problem
from shared.codes import RegionLevel


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a unit is and what it is, on a day."""

    region: str
    kind: str

    @property
    def is_townships(self) -> bool:
        return len(self.region) == RegionLevel.TOWNSHIP.digits


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person is before: the unit that he belongs to, the one whose post he sits on, when that began."""

    unit_id: str | None
    holder: str | None = None
    placed_from: date | None = None


def placement_problems(
    line: PlacementLine, person: Whereabouts | None, seats: Mapping[str, Seat], valid_from: date
) -> list[Problem]:
    """Return why a person cannot be placed so; `seats` knows both units of the line."""
    if person is None:
        return [Problem.UNKNOWN_PERSON]
    found = []
    if line.from_unit not in {person.unit_id, person.holder}:
        found.append(Problem.NOT_IN_THAT_UNIT)
    return [*found, *_seat_problems(line, person, seats, valid_from)]


def stock_problems(
    line: PlacementLine, person: Whereabouts | None, seats: Mapping[str, Seat], valid_from: date
) -> list[Problem]:
    """Return why it cannot be taken over that a person was sent down so; he may be in his new unit already."""
    if person is None:
        return [Problem.UNKNOWN_PERSON]
    if person.placed_from is not None:
        return [Problem.KEPT_ALREADY]
    found = [] if person.unit_id in {line.from_unit, line.to_unit} else [Problem.NOT_IN_THAT_UNIT]
    return [*found, *_seat_problems(line, person, seats, valid_from)]


def _seat_problems(
    line: PlacementLine, person: Whereabouts, seats: Mapping[str, Seat], valid_from: date
) -> list[Problem]:
    found = []
    if person.placed_from is not None and person.placed_from >= valid_from:
        found.append(Problem.OVERLAP)
    return [*found, *_mode_problems(line.mode, line, seats[line.from_unit], seats[line.to_unit])]


def _mode_problems(mode: Mode, line: PlacementLine, before: Seat, after: Seat) -> list[Problem]:
    if mode is Mode.OWN:
        return [] if line.from_unit == line.to_unit else [Problem.NOT_IN_THAT_UNIT]
    found = []
    if not after.is_townships:
        found.append(Problem.NOT_A_TOWNSHIP_UNIT)
    if mode.keeps_post and before.is_townships:
        found.append(Problem.NOT_A_COUNTY_UNIT)
    if (mode is Mode.STATIONED) != after.kind.startswith(STATIONED):
        found.append(Problem.NOT_A_STATIONED_AGENCY)
    return found
