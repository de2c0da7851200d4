"""Which sets of data may stand in a county's catalogue, and what must an entry say before it holds?

Every entry is one of three kinds: shared without condition (无条件共享), on condition (有条件共享), or not shared
(不予共享), and the last names its legal ground. City figures (days, limits, refresh) stand in the entry.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from dispatch.exchange.domain.refusals import LaterSetExists, NotACounty, SetsRefused
from shared.codes import MalformedCode, RegionLevel, region_level
from shared.errors import Reason

ONE_DAY = timedelta(days=1)


class Sharing(StrEnum):
    UNCONDITIONAL = "unconditional"
    CONDITIONAL = "conditional"
    NOT_SHARED = "not-shared"


class Sensitivity(StrEnum):
    """From what anybody may know to what is of a person; in this order."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"


_ORDER = {one: rank for rank, one in enumerate(Sensitivity)}


class Problem(Reason):
    """Why one set of a draft is refused."""

    TWICE = "exchange.set-twice", "数据集出现两次"
    WITHOUT_READER = "exchange.set-without-reader", "平台没有这个数据集的取数程序"
    GROUND_MISSING = "exchange.ground-missing", "不予共享须写明依据"
    OWNER_UNKNOWN = "exchange.owner-unknown", "没有这个数源单位"
    COLUMNS_MISSING = "exchange.columns-missing", "数据集缺少字段"
    COLUMN_TWICE = "exchange.column-twice", "字段出现两次"
    COLUMN_UNKNOWN = "exchange.column-unknown", "数据集没有这个字段"
    LESS_SENSITIVE = "exchange.less-sensitive", "数据级别低于规定"
    PERSONAL_UNCONDITIONAL = "exchange.personal-unconditional", "个人信息不得无条件共享"


class Step(StrEnum):
    """What happened to a county's catalogue, or to whom it sends; stands in its history."""

    DRAWN_UP = "drawn-up"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    RECEIVER_NOTED = "receiver-noted"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the platform can read of a set: its columns with their sensitivity.

    `by_field`: its rows belong to fields of duty, and a department is given those of its own.
    """

    columns: Mapping[str, Sensitivity]
    by_field: bool


def _shape(by_field: bool, *, open_: str = "", internal: str = "", personal: str = "") -> Shape:
    kinds = ((Sensitivity.OPEN, open_), (Sensitivity.INTERNAL, internal), (Sensitivity.PERSONAL, personal))
    return Shape({name: kind for kind, names in kinds for name in names.split()}, by_field)


# One row for each reader of `repository.readers`; whoever reported a case, and what he said, is in none.
SHAPES: Mapping[str, Shape] = {
    "cases-by-matter": _shape(
        by_field=True,
        open_="region matter field state",
        internal="number cell urgency source outcome result opened_on closed_on days",
    ),
    "duty-lists": _shape(
        by_field=True,
        open_="region version valid_from valid_to matter name field kind lead support legal_basis",
    ),
    "powers-in-force": _shape(
        by_field=True,
        open_="region code name kind mode field principal legal_basis in_force_from in_force_to",
        internal="state",
    ),
    "agencies": _shape(by_field=False, open_="region unit_id kind name valid_from valid_to"),
    "qualified-officers": _shape(by_field=True, internal="region field valid_from valid_to", personal="person_id name"),
    "training-person-times": _shape(by_field=True, open_="region field month person_times", internal="persons hours"),
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    meaning: str
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class Limits:
    """What one grant may have: days asked about, days it lasts, and queries and rows a day."""

    days: int
    grant_days: int
    queries_a_day: int
    rows_a_day: int


@dataclass(frozen=True, slots=True)
class SetGiven:
    """An entry as somebody draws it up; `owner` is the unit whose data it is, `ground` why it is not shared."""

    code: str
    name: str
    owner: str
    sharing: Sharing
    ground: str | None
    columns: Sequence[Column]
    refresh_minutes: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Published:
    """A version that stands already, and its days."""

    version: int
    valid_from: date
    valid_to: date | None


def set_line(given: SetGiven) -> dict[str, Any]:
    """Return an entry as a draft keeps it."""
    limits = given.limits
    return {
        "code": given.code,
        "name": given.name,
        "owner": given.owner,
        "sharing": str(given.sharing),
        "ground": given.ground,
        "columns": [
            {"name": one.name, "meaning": one.meaning, "sensitivity": str(one.sensitivity)} for one in given.columns
        ],
        "refresh_minutes": given.refresh_minutes,
        "limit_days": limits.days,
        "limit_grant_days": limits.grant_days,
        "limit_queries": limits.queries_a_day,
        "limit_rows": limits.rows_a_day,
    }


def set_from(line: Mapping[str, Any]) -> SetGiven:
    """Return the entry of a kept line."""
    return SetGiven(
        line["code"],
        line["name"],
        line["owner"],
        Sharing(line["sharing"]),
        line["ground"],
        [Column(one["name"], one["meaning"], Sensitivity(one["sensitivity"])) for one in line["columns"]],
        line["refresh_minutes"],
        Limits(line["limit_days"], line["limit_grant_days"], line["limit_queries"], line["limit_rows"]),
    )


def require_county(region: str) -> None:
    """Raise NotACounty for every other level."""
    try:
        level = region_level(region)
    except MalformedCode as error:
        raise NotACounty("a county has a catalogue", region=region) from error
    if level is not RegionLevel.COUNTY:
        raise NotACounty("a county has a catalogue", region=region, level=str(level))


def check_sets(sets: Sequence[SetGiven], known_units: Collection[str]) -> None:
    """Raise SetsRefused, naming every bad entry; `known_units` are in force in the county on the first day."""
    times = Counter(one.code for one in sets)
    bad = [
        {"index": index, "set": given.code, **problem}
        for index, given in enumerate(sets)
        for problem in _problems(given, times[given.code], known_units)
    ]
    if bad:
        raise SetsRefused("nothing of the draft was taken", sets=bad)


def _problems(given: SetGiven, times: int, known_units: Collection[str]) -> Iterator[dict[str, object]]:
    if times > 1:
        yield {"code": str(Problem.TWICE)}
    if given.owner not in known_units:
        yield {"code": str(Problem.OWNER_UNKNOWN), "owner": given.owner}
    if given.sharing is Sharing.NOT_SHARED:
        # What nobody is given needs no reader; the ground is what its entry is for.
        if not given.ground:
            yield {"code": str(Problem.GROUND_MISSING)}
        return
    shape = SHAPES.get(given.code)
    if shape is None:
        yield {"code": str(Problem.WITHOUT_READER), "readers": sorted(SHAPES)}
        return
    if not given.columns:
        yield {"code": str(Problem.COLUMNS_MISSING)}
    named = Counter(one.name for one in given.columns)
    for column in given.columns:
        for problem in _column_problems(column, named[column.name], shape, given.sharing):
            yield {"code": str(problem), "column": column.name}


def _column_problems(column: Column, times: int, shape: Shape, sharing: Sharing) -> Iterator[Problem]:
    if times > 1:
        yield Problem.COLUMN_TWICE
    least = shape.columns.get(column.name)
    if least is None:
        yield Problem.COLUMN_UNKNOWN
        return
    if _ORDER[column.sensitivity] < _ORDER[least]:
        yield Problem.LESS_SENSITIVE
    if Sensitivity.PERSONAL in {least, column.sensitivity} and sharing is Sharing.UNCONDITIONAL:
        yield Problem.PERSONAL_UNCONDITIONAL


def next_version(before: Sequence[Published], valid_from: date) -> tuple[int, Published | None]:
    """Return the number of a version that begins on a day, and the one that it ends (on the day before).

    Raises LaterSetExists where one begins on that day or later.
    """
    later = [one for one in before if one.valid_from >= valid_from]
    if later:
        newest = max(later, key=lambda one: one.valid_from)
        raise LaterSetExists("a later version stands", version=newest.version, valid_from=newest.valid_from.isoformat())
    in_force = next((one for one in before if one.valid_to is None or one.valid_to >= valid_from), None)
    return max((one.version for one in before), default=0) + 1, in_force
