"""Who may be put where? A person follows his post: moved with it, lent while the county keeps it, or stationed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dispatch.resources.domain.agencies import STATIONED
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.domain.proposals import Mode, MoveLine, PlacementLine
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

    @property
    def is_stationed(self) -> bool:
        return self.kind.startswith(STATIONED)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person is before: the unit that he belongs to, as long as that is known, and the post that he sits on:
    whose, of which kind, and since when.
    """

    unit_id: str | None
    holder: str | None = None
    placed_from: date | None = None
    kind: PostKind | None = None
    until: date | None = None

    @property
    def keeper(self) -> str | None:
        """The unit that keeps his post: where he is, if nothing else is known."""
        return self.holder or self.unit_id


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


def move_problems(
    line: MoveLine, person: Whereabouts | None, seats: Mapping[str, Seat], valid_from: date
) -> list[Problem]:
    """Return why a person cannot go with his post; `seats` knows both units of the line."""
    if person is None:
        return [Problem.UNKNOWN_PERSON]
    found = []
    if line.from_unit != person.keeper:
        found.append(Problem.NOT_IN_THAT_UNIT)
    elif person.kind not in {None, line.kind}:
        found.append(Problem.OTHER_KIND_OF_POST)
    if person.placed_from is not None and person.placed_from >= valid_from:
        found.append(Problem.OVERLAP)
    if seats[line.to_unit].is_stationed:
        found.append(Problem.NOT_A_STATIONED_AGENCY)
    return found


def as_placement(line: MoveLine, seats: Mapping[str, Seat]) -> PlacementLine:
    """Return where the person sits then: sent down with his post, or on a post of his department again."""
    about: dict[str, Any] = {"person_id": line.person_id, "to_unit": line.to_unit, "kind": line.kind}
    if seats[line.to_unit].is_townships:
        return PlacementLine(mode=Mode.TRANSFERRED, from_unit=line.from_unit, power=line.power, **about)
    return PlacementLine(mode=Mode.OWN, from_unit=line.to_unit, **about)


def leaving_problems(person: Whereabouts | None, valid_from: date) -> list[Problem]:
    """Return why a person cannot leave on that day: he is not there, or has been put elsewhere from then on."""
    if person is None:
        return [Problem.UNKNOWN_PERSON]
    return [Problem.OVERLAP] if person.placed_from is not None and person.placed_from >= valid_from else []


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
    if (mode is Mode.STATIONED) != after.is_stationed:
        found.append(Problem.NOT_A_STATIONED_AGENCY)
    return found
