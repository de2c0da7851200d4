"""What stands in the province's catalogue, and which rows of it may be taken?

Delegated, the township acts in its own name; entrusted, in the name of the principal, who answers for it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispatch.powers.domain.refusals import NotTheProvince, Problem, RowsRefused
from shared.codes import RegionLevel

ONE_DAY = timedelta(days=1)
# Administrative penalty law 2021, art. 42: at least two officers, all of them qualified.
OFFICERS_OF_A_PENALTY = 2


class PowerKind(StrEnum):
    LICENCE = "licence"
    SERVICE = "service"
    PENALTY = "penalty"


class Mode(StrEnum):
    """In whose name the township acts."""

    DELEGATED = "delegated"
    ENTRUSTED = "entrusted"


class InTheNameOf(StrEnum):
    TOWNSHIP = "township"
    PRINCIPAL = "principal"


# What lets a county's power be used by a township at all; None: a service takes nothing from anybody's rights.
# A licence in the township's own name is a concentration of licensing power that the State Council approves.
LAW: Mapping[tuple[PowerKind, Mode], str | None] = {
    (PowerKind.PENALTY, Mode.DELEGATED): "行政处罚法 24",
    (PowerKind.LICENCE, Mode.ENTRUSTED): "行政许可法 24",
    (PowerKind.LICENCE, Mode.DELEGATED): "行政许可法 25",
    (PowerKind.SERVICE, Mode.DELEGATED): None,
    (PowerKind.SERVICE, Mode.ENTRUSTED): None,
}
NAME: Mapping[Mode, InTheNameOf] = {
    Mode.DELEGATED: InTheNameOf.TOWNSHIP,
    Mode.ENTRUSTED: InTheNameOf.PRINCIPAL,
}


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A power that the province allows to be handed over. `principal` is the kind of county department whose it is.

    `matters` are those that the power is for; `officers` is how many qualified ones of `field` it needs, `equipment`
    what else; `valid_to` is its last day, None until further notice.
    """

    code: str
    name: str
    kind: PowerKind
    mode: Mode
    field: str
    principal: str
    matters: tuple[str, ...]
    legal_basis: str
    officers: int
    equipment: tuple[str, ...]
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of a power in the catalogue."""

    version: int
    valid_from: date
    valid_to: date | None


def require_province(scope_region: str) -> None:
    """Raise NotTheProvince for whoever sees only a city, a county or less."""
    if len(scope_region) > RegionLevel.PROVINCE.digits:
        raise NotTheProvince("the province keeps the catalogue", scope=scope_region)


def law_of(kind: PowerKind, mode: Mode) -> str | None:
    """Return the article by which a power of this kind is handed over in this mode; None where it needs none."""
    return LAW.get((kind, mode))


def check_rows(
    rows: Sequence[CatalogueRow], valid_from: date, known: Mapping[str, Known], matters: Collection[str]
) -> None:
    """Raise RowsRefused, naming every bad row."""
    times = Counter(row.code for row in rows)
    bad = [
        {"index": index, "power": row.code, "code": str(problem)}
        for index, row in enumerate(rows)
        for problem in _problems(row, times[row.code], valid_from, known.get(row.code), matters)
    ]
    if bad:
        raise RowsRefused("nothing of the catalogue was taken", rows=bad)


def _problems(
    row: CatalogueRow, times: int, valid_from: date, known: Known | None, matters: Collection[str]
) -> list[Problem]:
    asked = {
        Problem.TWICE: times > 1,
        Problem.UNKNOWN_MATTER: not set(row.matters) <= set(matters),
        # Penalty law art. 20, 21, 24: a township is given penalty powers by the province, in its own name.
        Problem.PENALTY_NOT_ENTRUSTED: (row.kind, row.mode) == (PowerKind.PENALTY, Mode.ENTRUSTED),
        Problem.TWO_OFFICERS_NEEDED: row.kind is PowerKind.PENALTY and row.officers < OFFICERS_OF_A_PENALTY,
        Problem.ENDS_BEFORE_IT_BEGINS: row.valid_to is not None and row.valid_to < valid_from,
        Problem.LATER_VERSION_EXISTS: known is not None and known.valid_from >= valid_from,
    }
    return [problem for problem, holds in asked.items() if holds]
