"""From when to when does a certificate hold, and who is qualified by those that he has?

Administrative Penalty Law 2021, art. 42: who enforces is qualified for it. It is derived from certificates, never put
down: nobody can be made qualified by hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispatch.training.domain.refusals import (
    ConfirmedAlready,
    NotInForce,
    Problem,
    RequirementInThePast,
    RevokedAlready,
    SecondPersonNeeded,
)
from shared.terms import add_months

ONE_DAY = timedelta(days=1)


class RevokeReason(StrEnum):
    """Why a certificate is taken away."""

    ISSUED_IN_ERROR = "issued-in-error"
    MISCONDUCT = "misconduct"
    LEFT_ENFORCEMENT = "left-enforcement"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Both days belong to it; from the day `revoked_on` it holds no longer."""

    field: str
    valid_from: date
    valid_to: date
    revoked_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to and (self.revoked_on is None or day < self.revoked_on)

    @property
    def told(self) -> tuple[date, date] | None:
        """From when to when it holds for others; None where it was revoked before it ever held."""
        end = self.valid_to if self.revoked_on is None else min(self.valid_to, self.revoked_on - ONE_DAY)
        return (self.valid_from, end) if self.valid_from <= end else None


def is_qualified(certificates: Collection[Certificate], fields: Collection[str], on: date) -> bool:
    """Tell whether the certificates of one person cover, on a day, all fields that a power requires."""
    return set(fields) <= {one.field for one in certificates if one.holds_on(on)}


def last_day(valid_from: date, months: int) -> date:
    """Return the last day of a certificate that holds for some months: the day before the same day of the month.

    Where that month has no such day, it ends with the month.
    """
    end = add_months(valid_from, months)
    return end if end.day < valid_from.day else end - ONE_DAY


def decide_renewal(known: Sequence[Certificate], valid_from: date) -> tuple[Certificate | None, Problem | None]:
    """Return the certificate of the same field that a new one closes on the day before, or why there can be none.

    Validity never overlaps: where one begins on that day or later, the new one is refused. What was taken away is
    won back by an examination of a later day alone.
    """
    if any(one.revoked_on is not None and valid_from < one.revoked_on for one in known):
        return None, Problem.BEFORE_REVOCATION
    if any(one.valid_from >= valid_from for one in known):
        return None, Problem.OVERLAPPING_VALIDITY
    return next((one for one in known if one.valid_to >= valid_from), None), None


def decide_revocation(certificate: Certificate, on: date) -> date:
    """Return the last day that a certificate keeps in the register. Raises RevokedAlready, NotInForce."""
    if certificate.revoked_on is not None:
        raise RevokedAlready("this certificate was revoked before", revoked_on=certificate.revoked_on.isoformat())
    if certificate.valid_to < on:
        raise NotInForce("this certificate is over", valid_to=certificate.valid_to.isoformat())
    return max(certificate.valid_from, on - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Which fields a power asks for, all of them, from a day on; in force once another person confirmed it."""

    activity: str
    version: int
    fields: tuple[str, ...]
    valid_from: date
    drawn_up_by: str
    confirmed_by: str | None = None


def requirement_on(known: Collection[Requirement], on: date) -> Requirement | None:
    """Return what one power requires on a day."""
    begun = [one for one in known if one.confirmed_by is not None and one.valid_from <= on]
    return max(begun, key=lambda one: (one.valid_from, one.version), default=None)


def require_confirmable(one: Requirement, known: Collection[Requirement], *, by: str, today: date) -> None:
    """Raise ConfirmedAlready, SecondPersonNeeded or RequirementInThePast.

    The first requirement of a power may look back: before it nothing was required that it could change.
    """
    if one.confirmed_by is not None:
        raise ConfirmedAlready("this requirement is in force", activity=one.activity, version=one.version)
    SecondPersonNeeded.unless_two(one.drawn_up_by, by)
    if one.valid_from < today and any(other.confirmed_by is not None for other in known):
        raise RequirementInThePast("what was required in the past stays", valid_from=one.valid_from.isoformat())
