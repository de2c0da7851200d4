"""By whose power is an item handled, and who may use it?"""

from collections.abc import Collection
from datetime import date

from approval_window.items.domain import PowerHeld
from shared.codes import RegionLevel
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.qualified import Held, Required, missing_fields

# Activities of licences begin with it, as those of penalties do with theirs.
LICENCE = "licence:"


class ApplicationNotFound(NotFound):
    code = "applications.not-found"
    said = "没有这个办件"


class RegionOutside(Forbidden):
    code = "applications.region-outside"
    said = "该地点不在您的管辖范围内"


class ItemUnknown(Invalid):
    code = "applications.item-unknown"
    said = "没有这个政务服务事项"


class ItemNotInForce(Conflict):
    """It begins later, or was withdrawn; `on` is the day of today."""

    code = "applications.item-not-in-force"
    said = "该事项今日不在实施期内"


class PowerNotInForce(Conflict):
    """The township may not handle this item today: the power that it needs is the county's."""

    code = "applications.power-not-in-force"
    said = "该事项今日不由本乡镇（街道）办理，请向县级部门申请"


class HandedOver(Conflict):
    """A department of the county goes on with it: the township's power was taken back. `to` is that department."""

    code = "applications.handed-over"
    said = "该事项已收回，由县级部门继续办理"


class NotPassedOn(Forbidden):
    """What a township was given it uses itself: a village or community does not decide by it (licence law art. 24)."""

    code = "applications.power-not-passed-on"
    said = "赋权事项须由乡镇（街道）自行办理，不得再转村（社区）"


class NotQualified(Forbidden):
    """Who receives an application by a power that the township was given has been trained for it."""

    code = "applications.not-qualified"
    said = "受理人员不具备该事项的上岗资格"


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
