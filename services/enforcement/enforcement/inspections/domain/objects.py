"""Which objects are supervised, and is one of them there on a day?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.codes import is_credit_code
from shared.errors import Conflict, Invalid, NotFound


class ObjectKind(StrEnum):
    """What the window licensed, or an enterprise that the team entered itself."""

    LICENCE = "licence"
    ENTERPRISE = "enterprise"


class ObjectNotFound(NotFound):
    code = "inspections.object-not-found"
    said = "没有这个监管对象"


class ObjectChanged(Conflict):
    """Somebody else corrected or ended it meanwhile; `version` is that of now."""

    code = "inspections.object-changed"
    said = "该监管对象已被他人更新，请重新读取"


class ObjectOfWindow(Conflict):
    """What the window licensed is corrected and ended there; here is a copy of it."""

    code = "inspections.object-of-window"
    said = "持证对象由审批窗口办理变更和注销，不得在此修改"


class ObjectEnded(Conflict):
    """It is supervised no more since `ended_on`."""

    code = "inspections.object-ended"
    said = "该监管对象已经终止"


class EndDayUnfit(Invalid):
    """An enterprise ends today or before, and not before it was entered."""

    code = "inspections.end-day-unfit"
    said = "终止日期不得晚于今天，也不得早于登记之日"


class ObjectInspected(Conflict):
    """An inspection of it is on its way; `inspection` is its number."""

    code = "inspections.object-inspected"
    said = "该监管对象有尚未办结的检查，不得终止"


class NumberMalformed(Invalid):
    code = "inspections.number-malformed"
    said = "统一社会信用代码不正确"


class ObjectKnown(Conflict):
    """The township has this enterprise in this field already; `object` is its id."""

    code = "inspections.object-known"
    said = "该监管对象已经登记"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an enterprise is; all of it is sealed before it is saved."""

    name: str
    number: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class NewEnterprise:
    """An enterprise that is entered by hand."""

    region: str
    field: str
    identity: Identity


def check_number(number: str) -> None:
    """Raise NumberMalformed unless it can be a unified social credit code (GB 32100)."""
    if not is_credit_code(number):
        raise NumberMalformed("not a unified social credit code")


def is_there(valid_to: date | None, ended_on: date | None, on: date) -> bool:
    """Tell whether an object is supervised on a day: its licence holds; since `ended_on` it does no more."""
    return (valid_to is None or on <= valid_to) and (ended_on is None or on < ended_on)


def require_changeable(kind: ObjectKind, version: int, expected: int, ended_on: date | None) -> None:
    """Raise ObjectOfWindow, ObjectChanged, ObjectEnded: an enterprise that was entered by hand, as it was read."""
    if kind is not ObjectKind.ENTERPRISE:
        raise ObjectOfWindow("the window keeps it")
    if version != expected:
        raise ObjectChanged("this object has changed", version=version)
    if ended_on is not None:
        raise ObjectEnded("it has ended", ended_on=ended_on.isoformat())


def require_end_day(ended_on: date, added_on: date, today: date) -> None:
    """Raise EndDayUnfit."""
    if not added_on <= ended_on <= today:
        raise EndDayUnfit("between the day of its entry and today", added_on=added_on.isoformat())


def require_not_ended(ended_on: date | None, today: date) -> None:
    """Raise ObjectEnded: who is supervised no more is not inspected as an object of the list."""
    if ended_on is not None and ended_on <= today:
        raise ObjectEnded("it has ended", ended_on=ended_on.isoformat())
