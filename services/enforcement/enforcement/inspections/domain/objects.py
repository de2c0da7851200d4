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


class NumberMalformed(Invalid):
    code = "inspections.number-malformed"
    said = "统一社会信用代码不正确"


class ObjectKnown(Conflict):
    """The township has this enterprise in this field already; `object` is its id."""

    code = "inspections.object-known"
    said = "该监管对象已经登记"


@dataclass(frozen=True, slots=True)
class NewEnterprise:
    """An enterprise that is entered by hand; its name and number are sealed before they are saved."""

    region: str
    field: str
    name: str
    number: str


def check_number(number: str) -> None:
    """Raise NumberMalformed unless it can be a unified social credit code (GB 32100)."""
    if not is_credit_code(number):
        raise NumberMalformed("not a unified social credit code")


def is_there(valid_to: date | None, ended_on: date | None, on: date) -> bool:
    """Tell whether an object is supervised on a day: its licence holds; since `ended_on` it does no more."""
    return (valid_to is None or on <= valid_to) and (ended_on is None or on < ended_on)
