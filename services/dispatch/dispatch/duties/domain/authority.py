"""Who may be given a matter in a region on a day? The one door to the registers, asked on the day of the act."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shared.codes import RegionLevel

TOWNSHIP_DIGITS = RegionLevel.TOWNSHIP.digits
COUNTY_DIGITS = RegionLevel.COUNTY.digits
# Stands for whatever it is about, where no list is loaded that could name it.
ANY_MATTER = "*"
# Where a county department applies for what is not on the list.
ADMISSION_FORM = "/duties/admissions"


class DutyKind(StrEnum):
    """How a matter stands on a duty list."""

    BASIC = "basic"
    SUPPORTING = "supporting"
    TAKEN_BACK = "taken-back"


class Standing(StrEnum):
    """What a list says of a matter, or why it says nothing."""

    BASIC = "basic"
    SUPPORTING = "supporting"
    TAKEN_BACK = "taken-back"
    NOT_LISTED = "not-listed"
    NOT_LOADED = "not-loaded"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a list. `lead` and `support` are kinds of unit: of the township's where it is basic, of the county's
    where it is supporting or taken back.
    """

    matter: str
    kind: DutyKind
    lead: str
    support: tuple[str, ...]
    legal_basis: str


def line_of(duty: Duty) -> dict[str, object]:
    """Return a duty as it is kept and told."""
    return {
        "matter": duty.matter,
        "kind": str(duty.kind),
        "lead": duty.lead,
        "support": list(duty.support),
        "legal_basis": duty.legal_basis,
    }


def duty_from(line: Mapping[str, Any]) -> Duty:
    """Return the duty of a kept line."""
    return Duty(line["matter"], DutyKind(line["kind"]), line["lead"], tuple(line["support"]), line["legal_basis"])


@dataclass(frozen=True, slots=True)
class DutyList:
    """A list from a day on; `valid_to` is the last day, None until further notice."""

    region: str
    version: int
    valid_from: date
    valid_to: date | None
    duties: Mapping[str, Duty]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the registers say. `binding`: the township is held to its list; else it is observed and counted.

    `region` and `version` name the list that spoke: the township's own line goes before that of its county.
    """

    standing: Standing
    binding: bool
    region: str | None = None
    version: int | None = None
    duty: Duty | None = None

    @property
    def is_the_townships(self) -> bool:
        return self.standing is Standing.BASIC

    def explained(self) -> dict[str, object]:
        """Return what stands in an explanation; without any free text."""
        said: dict[str, object] = {"standing": str(self.standing), "binding": self.binding}
        return said | ({"list": self.region, "version": self.version} if self.region else {})


# (matter, region) → what the registers say on the day of the act.
WhoMay = Callable[[str, str], Answer]


@dataclass(frozen=True, slots=True)
class Registers:
    """All lists by region, in the order of their days, and from which day a township is held to its list."""

    lists: Mapping[str, Sequence[DutyList]] = field(default_factory=dict)
    bound_from: Mapping[str, date] = field(default_factory=dict)

    def list_on(self, region: str, on: date) -> DutyList | None:
        """Return the list of a region on a day."""
        of_region = self.lists.get(region)
        if not of_region:
            return None
        index = bisect_right(of_region, on, key=_begins) - 1
        found = of_region[index] if index >= 0 else None
        return found if found and (found.valid_to is None or on <= found.valid_to) else None

    def who_may(self, matter: str, region: str, on: date) -> Answer:
        """Return what the lists of a township (or of a place in it) and its county say of a matter on a day."""
        township = region[:TOWNSHIP_DIGITS]
        bound_from = self.bound_from.get(township)
        binding = bound_from is not None and bound_from <= on
        newest = None
        for home in (township, region[:COUNTY_DIGITS]):
            found = self.list_on(home, on)
            if found is None:
                continue
            newest = newest or found
            duty = found.duties.get(matter)
            if duty is not None:
                return Answer(Standing(duty.kind), binding, home, found.version, duty)
        if newest is None:
            return Answer(Standing.NOT_LOADED, binding=False)
        return Answer(Standing.NOT_LISTED, binding, newest.region, newest.version)

    def on(self, day: date) -> WhoMay:
        """Return the question as it is asked on a day."""

        def asked(matter: str, region: str) -> Answer:
            return self.who_may(matter, region, day)

        return asked


def _begins(duties: DutyList) -> date:
    return duties.valid_from
