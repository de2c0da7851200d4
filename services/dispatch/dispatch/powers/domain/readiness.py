"""Can a township carry a power? People trained for it, officers qualified in its field, what it needs to work with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.powers.domain.refusals import NotReady


class Lack(StrEnum):
    """What a township lacks for a power."""

    NOT_AN_OFFICER = "powers.not-an-officer"
    NOT_QUALIFIED = "powers.not-qualified"
    TOO_FEW_OFFICERS = "powers.too-few-officers"
    EQUIPMENT_MISSING = "powers.equipment-missing"
    UNTRAINED = "powers.untrained"


@dataclass(frozen=True, slots=True)
class Qualified:
    """An officer as the report names him: in which fields his certificate holds, and until which day."""

    person_id: str
    fields: tuple[str, ...]
    certified_until: date


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a township reports; `trained_on` is the day on which its people were trained for this power."""

    officers: Sequence[Qualified]
    equipment: Collection[str]
    trained_on: date | None


@dataclass(frozen=True, slots=True)
class Required:
    """What a power needs; `field` is that of the certificates."""

    field: str
    officers: int
    equipment: Sequence[str]


def lacks_of(
    readiness: Readiness, required: Required, officers_today: Collection[str], on: date
) -> list[dict[str, object]]:
    """Return what a township lacks on a day, each thing by its code; `officers_today` hold that role in it."""
    lacks: list[dict[str, object]] = []
    fit: set[str] = set()
    for officer in readiness.officers if required.officers else ():
        if officer.person_id not in officers_today:
            lacks.append({"code": str(Lack.NOT_AN_OFFICER), "person": officer.person_id})
        elif required.field not in officer.fields or officer.certified_until < on:
            lacks.append({"code": str(Lack.NOT_QUALIFIED), "person": officer.person_id, "field": required.field})
        else:
            fit.add(officer.person_id)
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


def is_ready(readiness: Readiness, required: Required, officers_today: Collection[str], on: date) -> bool:
    """Tell whether a township can carry a power. One officer too many who is unfit does no harm; one too few does."""
    harmless = {str(Lack.NOT_AN_OFFICER), str(Lack.NOT_QUALIFIED)}
    return all(lack["code"] in harmless for lack in lacks_of(readiness, required, officers_today, on))


def require_ready(readiness: Readiness | None, required: Required, officers_today: Collection[str], on: date) -> None:
    """Raise NotReady, naming all that is missing; a township that has reported nothing is untrained."""
    given = readiness or Readiness((), (), None)
    if not is_ready(given, required, officers_today, on):
        lacks = lacks_of(given, required, officers_today, on)
        raise NotReady("the township cannot carry this power yet", lacks=lacks)
