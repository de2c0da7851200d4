"""Is an applicant's number right, and until when must the window say what is missing?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from approval_window.items.domain import ItemKind, PowerHeld
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.codes import RegionLevel, is_citizen_number, is_credit_code
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.qualified import Held, Required, missing_fields

# Licence law art. 32 (4): everything that is missing is told at once within five days; art. 82: working days.
NOTICE_WORKING_DAYS = 5
# Activities of licences begin with it, as those of penalties do with theirs.
LICENCE = "licence:"


class ApplicationState(StrEnum):
    RECEIVED = "received"
    GRANTED = "granted"


class ApplicationAction(StrEnum):
    RECEIVE = "receive"
    GRANT = "grant"
    RECOMPUTE_NOTICE = "recompute-notice"
    HAND_OVER = "hand-over"


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class ApplicationNotFound(NotFound):
    code = "applications.not-found"
    said = "没有这个办件"


class RegionOutside(Forbidden):
    code = "applications.region-outside"
    said = "该地点不在您的管辖范围内"


class ItemUnknown(Invalid):
    code = "applications.item-unknown"
    said = "没有这个政务服务事项"


class PowerNotInForce(Conflict):
    """The township may not handle this item today: the power that it needs is the county's."""

    code = "applications.power-not-in-force"
    said = "该事项今日不由本乡镇（街道）办理，请向县级部门申请"


class IllegalAction(Conflict):
    """What was granted is not granted again."""

    code = "applications.illegal-action"
    said = "办件当前状态不能办理这一步"


class HandedOver(Conflict):
    """A department of the county goes on with it: the township's power was taken back. `to` is that department."""

    code = "applications.handed-over"
    said = "该事项已收回，由县级部门继续办理"


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile; `version` is that of now."""

    code = "applications.version-conflict"
    said = "办件已被他人更新，请重新读取"


class NoLicence(Conflict):
    """A service of the window is given, not granted: nothing holds from then on."""

    code = "applications.no-licence"
    said = "该事项是服务事项，不产生许可"


class NotPassedOn(Forbidden):
    """What a township was given it uses itself: a village or community does not decide by it (licence law art. 24)."""

    code = "applications.power-not-passed-on"
    said = "赋权事项须由乡镇（街道）自行办理，不得再转村（社区）"


class EndsBeforeItBegins(Invalid):
    code = "applications.ends-before-it-begins"
    said = "有效期截止日早于起始日"


class NotQualified(Forbidden):
    """Who receives an application by a power that the township was given has been trained for it."""

    code = "applications.not-qualified"
    said = "受理人员不具备该事项的上岗资格"


class NumberMalformed(Invalid):
    """The facts name what kind of number was expected, never the number."""

    code = "applications.number-malformed"
    said = "证件号码或统一社会信用代码不正确"


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


def require_not_passed_on(power: str | None, scope_region: str) -> None:
    """Raise NotPassedOn for who decides for less than a township by a power that the county gave to it."""
    if power is not None and len(scope_region) > RegionLevel.TOWNSHIP.digits:
        raise NotPassedOn("the township decides by this power itself", power=power, article="行政许可法 24")


def require_not_handed_over(handed_to: str | None) -> None:
    """Raise HandedOver, also where the township was given the power anew since."""
    if handed_to is not None:
        raise HandedOver("a department of the county goes on with this", to=handed_to)


def require_grantable(state: ApplicationState, kind: ItemKind, version: int, expected: int) -> None:
    """Raise VersionConflict, IllegalAction or NoLicence."""
    if version != expected:
        raise VersionConflict("this application has changed", version=version)
    if state is not ApplicationState.RECEIVED:
        raise IllegalAction("this application is decided", state=state)
    if kind is ItemKind.PUBLIC_SERVICE:
        raise NoLicence("no licence comes of this item", kind=kind)


def require_days(granted_on: date, valid_to: date | None) -> None:
    """Raise EndsBeforeItBegins; without a last day a licence holds until further notice (licence law art. 39)."""
    if valid_to is not None and valid_to < granted_on:
        raise EndsBeforeItBegins("a licence ends on its first day at the earliest", granted_on=granted_on.isoformat())


def activities_of(power: str, field: str | None) -> list[str]:
    """Return what a requirement may name a licence power by: itself, or its field."""
    return [f"{LICENCE}{power}", *([f"{LICENCE}{field}"] if field else [])]


def require_qualified(person: str, held: Collection[Held], required: Required, on: date) -> bool:
    """Tell whether a person is qualified. Raises NotQualified where the township is held to it and he is not."""
    missing = missing_fields(held, required.fields, on)
    if missing and required.binding:
        facts = {"person": person, "activity": required.activity, "on": on.isoformat()}
        raise NotQualified("not qualified for this today", missing=missing, **facts)
    return not missing


def deadline_for_notice(received_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when the one notice of what is missing must be given (licence law art. 32 (4), 82).

    After it the application counts as accepted from the day on which it was received.
    """
    return calendar.deadline_after(received_at, NOTICE_WORKING_DAYS, TermUnit.WORKING_DAYS)
