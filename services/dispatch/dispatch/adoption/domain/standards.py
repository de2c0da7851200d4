"""What does the standard of a type of township ask, and how does a township's own overlay change it?"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from dispatch.adoption.domain.refusals import (
    LaterStandardExists,
    NotATownship,
    OverlayRefused,
    PackRefused,
    TypeDoesNotFit,
)
from dispatch.duties.domain.authority import Duty, DutyKind, duty_from
from dispatch.organisation.domain.agencies import AGENCY_KINDS, FEWEST, MOST
from dispatch.organisation.domain.terms import PersonRole
from dispatch.powers.domain.catalogue import PowerKind
from shared.codes import RegionLevel, is_region
from shared.errors import Reason


class TownType(StrEnum):
    STREET = "street"
    TOWN = "town"
    RURAL = "rural"


# GB/T 10114: what the last three digits of a township's code say of its type.
_BY_CODE: Final = ((1, 99, TownType.STREET), (100, 199, TownType.TOWN), (200, 399, TownType.RURAL))


class Problem(Reason):
    """Why a part of a standard or of an overlay is refused."""

    TOO_FEW_AGENCIES = "adoption.too-few-agencies", "乡镇（街道）职能机构不得少于七个"
    TOO_MANY_AGENCIES = "adoption.too-many-agencies", "乡镇（街道）职能机构不得超过九个"
    NO_AGENCY_KIND = "adoption.no-agency-kind", "不是乡镇（街道）职能机构的类别"
    TWICE = "adoption.twice", "同一对象出现两次"
    NOT_IN_PACK = "adoption.not-in-pack", "标准没有这个机构"
    IN_PACK_ALREADY = "adoption.in-pack-already", "标准已有这个机构"
    UNKNOWN_ROLE = "adoption.unknown-role", "没有这个角色"
    UNKNOWN_KIND = "adoption.unknown-kind", "没有这个类别"
    UNKNOWN_MATTER = "adoption.unknown-matter", "没有这个事项"
    NO_AGENCY_LEADS = "adoption.no-agency-leads", "标准没有牵头机构"


@dataclass(frozen=True, slots=True)
class AgencyWanted:
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What a standard asks at least: `people` by role, `duties` and `powers` by kind; and by name: whole lines of the
    duty list, powers and items by code.
    """

    agencies: tuple[AgencyWanted, ...]
    people: Mapping[str, int] = field(default_factory=dict)
    duties: Mapping[str, int] = field(default_factory=dict)
    powers: Mapping[str, int] = field(default_factory=dict)
    named_duties: tuple[Duty, ...] = ()
    named_powers: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    cells_per_village: int = 1
    workers_per_cell: int = 1
    qualified_officers: int = 2


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a township has otherwise than the standard of its type: names by kind, agencies more and agencies less."""

    rename: Mapping[str, str] = field(default_factory=dict)
    add: tuple[AgencyWanted, ...] = ()
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardWanted:
    """A standard as somebody draws it up: a pack, or the township from which it is derived."""

    type: TownType
    valid_from: date
    title: str
    adopted_by: str
    pack: Pack | None
    derived_from: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A standard that stands already: its version and its days."""

    version: int
    valid_from: date
    valid_to: date | None


def kept(given: Pack | Overlay) -> dict[str, Any]:
    """Return a standard or an overlay as it is kept."""
    return asdict(given)


def pack_from(said: Mapping[str, Any]) -> Pack:
    """Return the standard that was kept."""
    lists = {name: tuple(said[name]) for name in ("named_powers", "items")}
    # Standards of before lines could be named have none.
    lines = tuple(duty_from(one) for one in said.get("named_duties", ()))
    agencies = tuple(AgencyWanted(**one) for one in said["agencies"])
    return Pack(**{**said, **lists, "named_duties": lines, "agencies": agencies})


def overlay_from(said: Mapping[str, Any]) -> Overlay:
    """Return the overlay that was kept."""
    return Overlay(said["rename"], tuple(AgencyWanted(**one) for one in said["add"]), tuple(said["leave_out"]))


def type_of(region: str) -> TownType | None:
    """Return the type that a township's code says, None for a zone, which has none. Raises NotATownship."""
    if not is_region(region) or len(region) != RegionLevel.TOWNSHIP.digits:
        raise NotATownship("a township of nine digits is taken in", region=region)
    number = int(region[RegionLevel.COUNTY.digits :])
    return next((kind for first, last, kind in _BY_CODE if first <= number <= last), None)


def require_type(region: str, given: TownType, reason: str | None) -> None:
    """Raise TypeDoesNotFit where the code says otherwise and nobody says why, NotATownship for what is none."""
    by_code = type_of(region)
    if by_code is not given and not reason:
        raise TypeDoesNotFit(
            "the code says another type: give a reason",
            region=region,
            town_type=str(given),
            by_code=str(by_code) if by_code else None,
        )


def check_pack(pack: Pack, known_matters: Collection[str]) -> None:
    """Raise PackRefused, naming every problem; `known_matters`: which of the named duties' matters there are."""
    problems = [*_agency_problems(pack.agencies), *_kind_problems(pack), *_duty_problems(pack, known_matters)]
    if problems:
        raise PackRefused("no township could keep this standard", problems=problems)


def overlaid(pack: Pack, overlay: Overlay) -> Pack:
    """Return what a standard asks of a township with this overlay. Raises OverlayRefused, naming every problem."""
    known = {one.kind for one in pack.agencies}
    problems = [
        *(_problem(f"rename.{kind}", Problem.NOT_IN_PACK) for kind in overlay.rename if kind not in known),
        *(_problem(f"leave_out.{kind}", Problem.NOT_IN_PACK) for kind in overlay.leave_out if kind not in known),
        *(_problem(f"add.{one.kind}", Problem.IN_PACK_ALREADY) for one in overlay.add if one.kind in known),
    ]
    changed = merged(pack, overlay)
    problems += _agency_problems(changed.agencies)
    if problems:
        raise OverlayRefused("the overlay does not fit the standard", problems=problems)
    return changed


def merged(pack: Pack, overlay: Overlay) -> Pack:
    """Return what a standard asks of a township with an overlay, whether or not it keeps every rule."""
    left = [one for one in pack.agencies if one.kind not in overlay.leave_out]
    return replace(
        pack,
        agencies=(*(replace(one, name=overlay.rename.get(one.kind, one.name)) for one in left), *overlay.add),
    )


def fitted(overlay: Overlay, pack: Pack) -> Overlay:
    """Return the part of an overlay that another version of the standard leaves something to do for."""
    known = {one.kind for one in pack.agencies}
    return Overlay(
        rename={kind: name for kind, name in overlay.rename.items() if kind in known},
        add=tuple(one for one in overlay.add if one.kind not in known),
        leave_out=tuple(kind for kind in overlay.leave_out if kind in known),
    )


def _agency_problems(agencies: Sequence[AgencyWanted]) -> Iterator[dict[str, object]]:
    # Which are counted: 7 to 9, as resources opens them.
    if len(agencies) < FEWEST:
        yield _problem("agencies", Problem.TOO_FEW_AGENCIES, agencies=len(agencies), fewest=FEWEST)
    if len(agencies) > MOST:
        yield _problem("agencies", Problem.TOO_MANY_AGENCIES, agencies=len(agencies), most=MOST)
    for kind, times in Counter(one.kind for one in agencies).items():
        if times > 1:
            yield _problem(f"agencies.{kind}", Problem.TWICE)
        if kind not in AGENCY_KINDS:
            yield _problem(f"agencies.{kind}", Problem.NO_AGENCY_KIND)


def _kind_problems(pack: Pack) -> Iterator[dict[str, object]]:
    asked: tuple[tuple[str, Mapping[str, int], type[StrEnum], Problem], ...] = (
        ("people", pack.people, PersonRole, Problem.UNKNOWN_ROLE),
        ("duties", pack.duties, DutyKind, Problem.UNKNOWN_KIND),
        ("powers", pack.powers, PowerKind, Problem.UNKNOWN_KIND),
    )
    for place, given, known, problem in asked:
        yield from (_problem(f"{place}.{name}", problem) for name in given if name not in set(known))


def _duty_problems(pack: Pack, known_matters: Collection[str]) -> Iterator[dict[str, object]]:
    times = Counter(one.matter for one in pack.named_duties)
    kinds = {one.kind for one in pack.agencies}
    for matter in times:
        if times[matter] > 1:
            yield _problem(f"named_duties.{matter}", Problem.TWICE)
        if matter not in known_matters:
            yield _problem(f"named_duties.{matter}", Problem.UNKNOWN_MATTER)
    for one in pack.named_duties:
        # What the township leads itself is led by one of the agencies that the standard gives it.
        if one.kind is DutyKind.BASIC and one.lead not in kinds:
            yield _problem(f"named_duties.{one.matter}", Problem.NO_AGENCY_LEADS, lead=one.lead)


def _problem(place: str, problem: Problem, **facts: object) -> dict[str, object]:
    return {"place": place, "code": str(problem), **facts}


def next_version(before: Sequence[Standing], valid_from: date) -> tuple[int, Standing | None]:
    """Return the number of a standard that begins on a day, and the one that it ends (on the day before).

    Raises LaterStandardExists where one begins on that day or later.
    """
    later = [one for one in before if one.valid_from >= valid_from]
    if later:
        newest = max(later, key=lambda one: one.valid_from)
        raise LaterStandardExists(
            "a standard that begins later stands already",
            version=newest.version,
            valid_from=newest.valid_from.isoformat(),
        )
    version = max((one.version for one in before), default=0) + 1
    return version, next((one for one in before if one.valid_to is None or one.valid_to >= valid_from), None)
