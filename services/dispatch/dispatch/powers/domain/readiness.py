"""Can a township carry a power? People trained for it, officers qualified in its field, what it needs to work with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.powers.domain.refusals import NotReady
from shared.errors import Reason


class Lack(Reason):
    """What a township lacks for a power."""

    NOT_AN_OFFICER = "powers.not-an-officer", "不是当地的执法人员"
    NOT_QUALIFIED = "powers.not-qualified", "执法人员不具备该领域资格"
    TOO_FEW_OFFICERS = "powers.too-few-officers", "合格执法人员不足"
    EQUIPMENT_MISSING = "powers.equipment-missing", "装备不齐"
    UNTRAINED = "powers.untrained", "人员尚未接受该事项培训"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a township reports; `trained_on` is the day on which its people were trained for this power.

    It names its officers. What they have learnt and until when that holds stands in the register of certificates.
    """

    officers: Sequence[str]
    equipment: Collection[str]
    trained_on: date | None


@dataclass(frozen=True, slots=True)
class Required:
    """What a power needs; `field` is that of the certificates."""

    field: str
    officers: int
    equipment: Sequence[str]


def lacks_of(
    readiness: Readiness, required: Required, officers: Collection[str], qualified: Collection[str], on: date
) -> list[dict[str, object]]:
    """Return what a township lacks on a day, each thing by its code.

    `officers` hold that role in it on the day; `qualified` are so by their certificates.
    """
    lacks: list[dict[str, object]] = []
    fit: set[str] = set()
    for person in readiness.officers if required.officers else ():
        if person not in officers:
            lacks.append({"code": str(Lack.NOT_AN_OFFICER), "person": person})
        elif person not in qualified:
            lacks.append({"code": str(Lack.NOT_QUALIFIED), "person": person, "field": required.field})
        else:
            fit.add(person)
    if len(fit) < required.officers:
        lacks.append({"code": str(Lack.TOO_FEW_OFFICERS), "needed": required.officers, "fit": len(fit)})
    lacks += [
        {"code": str(Lack.EQUIPMENT_MISSING), "equipment": name}
        for name in required.equipment
        if name not in readiness.equipment
    ]
    if readiness.trained_on is None or readiness.trained_on > on:
        lacks.append({"code": str(Lack.UNTRAINED)})
    return lacks


def require_ready(
    readiness: Readiness | None, required: Required, officers: Collection[str], qualified: Collection[str], on: date
) -> None:
    """Raise NotReady, naming all that is missing; a township that has reported nothing is untrained.

    One officer too many who is unfit does no harm; one too few does.
    """
    harmless = {str(Lack.NOT_AN_OFFICER), str(Lack.NOT_QUALIFIED)}
    lacks = lacks_of(readiness or Readiness((), (), None), required, officers, qualified, on)
    if any(lack["code"] not in harmless for lack in lacks):
        raise NotReady("the township cannot carry this power yet", lacks=lacks)
