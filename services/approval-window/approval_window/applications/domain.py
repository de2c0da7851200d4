"""Is an applicant's number right, and until when must the window say what is missing?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from approval_window.items.domain import PowerHeld
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.codes import is_citizen_number, is_credit_code
from shared.errors import Conflict, Forbidden, Invalid, NotFound

# Licence law art. 32 (4): everything that is missing is told at once within five days; art. 82: working days.
NOTICE_WORKING_DAYS = 5


class ApplicationState(StrEnum):
    RECEIVED = "received"


class ApplicationAction(StrEnum):
    RECEIVE = "receive"
    RECOMPUTE_NOTICE = "recompute-notice"


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class ApplicationNotFound(NotFound):
    code = "applications.not-found"


class RegionOutside(Forbidden):
    code = "applications.region-outside"


class ItemUnknown(Invalid):
    code = "applications.item-unknown"


class PowerNotInForce(Conflict):
    """The township may not handle this item today: the power that it needs is the county's."""

    code = "applications.power-not-in-force"


class NumberMalformed(Invalid):
    """The facts name what kind of number was expected, never the number."""

    code = "applications.number-malformed"


@dataclass(frozen=True, slots=True)
class Applicant:
    kind: ApplicantKind
    name: str
    number: str


def check_number(applicant: Applicant, *, today: date) -> None:
    """Raises NumberMalformed unless a person's number fits GB 11643 and an organisation's GB 32100."""
    if applicant.kind is ApplicantKind.PERSON:
        if not is_citizen_number(applicant.number, today=today):
            raise NumberMalformed("not a citizen's identity number", kind=applicant.kind, standard="GB 11643")
    elif not is_credit_code(applicant.number):
        raise NumberMalformed("not a unified social credit code", kind=applicant.kind, standard="GB 32100")


def require_power(power: str, held: PowerHeld | None, *, region: str, on: date) -> PowerHeld:
    """Return the power that an item needs. Raises PowerNotInForce where the township may not use it on that day."""
    if held is None or not held.is_in_force(on):
        raise PowerNotInForce("this is the county's to handle", power=power, region=region, on=on.isoformat())
    return held


def deadline_for_notice(received_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when the one notice of what is missing must be given (licence law art. 32 (4), 82).

    After it the application counts as accepted from the day on which it was received.
    """
    return calendar.deadline_after(received_at, NOTICE_WORKING_DAYS, TermUnit.WORKING_DAYS)
