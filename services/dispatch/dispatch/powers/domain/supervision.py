"""Who watches over what was handed over (批管衔接), and which powers, licences and duties does nobody watch?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.powers.domain.refusals import (
    CheckImpossible,
    CoachNotThePrincipal,
    DepartmentUnknown,
    NotTheSupervisor,
)
from shared.terms import add_months


class SubjectKind(StrEnum):
    """What somebody watches over: a power in force, a licence granted, a duty on a township's list."""

    POWER = "power"
    LICENCE = "licence"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Subject:
    """`key` is the id of a power's life or of a licence, and region:matter of a duty. Who watches over `under` watches
    over this, too: the life of the power by which a licence was granted, the matter in the county of a duty.
    """

    kind: SubjectKind
    key: str
    region: str
    code: str
    under: str | None = None


# What a subject may be under.
ABOVE: Mapping[SubjectKind, SubjectKind] = {
    SubjectKind.POWER: SubjectKind.POWER,
    SubjectKind.LICENCE: SubjectKind.POWER,
    SubjectKind.DUTY: SubjectKind.DUTY,
}


class Vacuum(StrEnum):
    """What is missing in a supervision."""

    NO_AGENCY = "no-agency"
    NO_PLAN = "no-plan"
    NEVER_CHECKED = "never-checked"
    CHECK_OVERDUE = "check-overdue"


@dataclass(frozen=True, slots=True)
class Supervision:
    """The agency that watches over something; `plan` says how, `every_months` how often, None before it has one."""

    agency: str
    plan: str | None
    every_months: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """A sampling of how something was used: so many acts looked at, and what was found, by its code."""

    checked_on: date
    sampled: int
    findings: Mapping[str, int]


def vacuum_of(supervision: Supervision | None, last_check: date | None, on: date) -> list[Vacuum]:
    """Return what is missing in a supervision on a day; nothing where it is watched over."""
    if supervision is None:
        return [Vacuum.NO_AGENCY]
    missing = [Vacuum.NO_PLAN] if supervision.plan is None or supervision.every_months is None else []
    if last_check is None:
        missing.append(Vacuum.NEVER_CHECKED)
    elif supervision.every_months is not None and add_months(last_check, supervision.every_months) < on:
        missing.append(Vacuum.CHECK_OVERDUE)
    return missing


def require_check(check: Check, today: date) -> None:
    """Raise CheckImpossible for a day to come, and for more findings than samples."""
    if check.checked_on > today or sum(check.findings.values()) > check.sampled:
        raise CheckImpossible("a check is of the past and finds no more than it looks at", sampled=check.sampled)


def require_supervisor(agency: str, unit: str | None) -> None:
    """Raise NotTheSupervisor for whoever is not of the agency that watches over it."""
    if unit != agency:
        raise NotTheSupervisor("another agency watches over this", agency=agency)


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a unit is, and of which kind."""

    region: str
    kind: str


def require_department(unit: str, county: str, units: Mapping[str, Unit]) -> str:
    """Return the kind of a county's own unit. Raises DepartmentUnknown; `units`: those of today, by id."""
    if unit not in units or units[unit].region != county:
        raise DepartmentUnknown("no such department in this county today", unit=unit)
    return units[unit].kind


def require_coach(unit: str, county: str, principal: str, units: Mapping[str, Unit]) -> None:
    """Raise DepartmentUnknown, and CoachNotThePrincipal for another department than the one whose power it is."""
    if require_department(unit, county, units) != principal:
        raise CoachNotThePrincipal("the department whose power it is coaches", unit=unit, principal=principal)
