"""What may a department call our cells by its own numbers, from when to when, and when is that not to be trusted?

One grid: a department draws none of its own. But it may go on numbering its areas, and say which of our cells each is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from grid.cells.domain.sets import township_of
from shared.errors import Conflict, Invalid, NotFound, Reason

MOST_LINES: Final = 2000

Days = tuple[date, date | None]


class ProposalState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class MappingState(StrEnum):
    """`stale`: one of its cells has ended."""

    CURRENT = "current"
    STALE = "stale"


class MappingAction(StrEnum):
    MAP = "map"
    END = "end"
    GO_STALE = "go-stale"
    HOLD_AGAIN = "hold-again"


class Flaw(Reason):
    """Why a line of a department's file maps nothing."""

    NO_DAYS = "cells.mapping-no-days", "止期须晚于起期"
    UNKNOWN_CELL = "cells.mapping-unknown-cell", "没有这个网格"
    OTHER_TOWNSHIP = "cells.mapping-other-township", "该网格属于其他乡镇（街道）"
    NOT_THEN = "cells.mapping-not-then", "该网格在起期当日尚未划定或已撤销"
    TWICE = "cells.mapping-twice", "该部门编码在同一日已有对应关系"


class BadMapping(Invalid):
    """Lines of the file that map nothing; `lines` says of each why. Nothing of the file was kept."""

    code = "cells.bad-mapping"
    said = "部门编码对照表有误，请按行更正后重新提交"


class UnknownDepartment(Invalid):
    """`known` names those that may map their areas."""

    code = "cells.unknown-department"
    said = "没有这个部门"


class TooManyLines(Invalid):
    code = "cells.too-many-lines"
    said = "对照表行数超过上限"


class MappingNotFound(NotFound):
    code = "cells.mapping-not-found"
    said = "没有这项部门编码对照"


class MappingProposalNotFound(NotFound):
    code = "cells.mapping-proposal-not-found"
    said = "没有这份部门编码对照提议"


class MappingDecided(Conflict):
    """The proposal is not open any more; `state` is how it stands."""

    code = "cells.mapping-decided"
    said = "该对照提议已有结论"


class MappingStale(Conflict):
    """Somebody else, or a change of boundaries, changed the mapping meanwhile; `version` is its now."""

    code = "cells.mapping-changed"
    said = "该对照已有变动，请重新读取"


class MappingOver(Conflict):
    """It ends on `valid_to` already, or would end on or before `valid_from`, the day on which it begins."""

    code = "cells.mapping-over"
    said = "终止日须晚于起期且早于已定的止期"


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a department's file: its `code` is these cells from a day up to but not including another."""

    line: int
    code: str
    cells: tuple[str, ...]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Flawed:
    """Why a line maps nothing, and which column, and cell or line, says so."""

    line: int
    column: str
    flaw: Flaw
    detail: str


def check_department(department: str, known: Collection[str]) -> None:
    """Raise UnknownDepartment."""
    if department not in known:
        raise UnknownDepartment("no such department", given=department, known=sorted(known))


def check_lines(count: int) -> None:
    """Raise TooManyLines."""
    if count > MOST_LINES:
        raise TooManyLines("too many lines", most=MOST_LINES)


def flaws_in(
    asked: Sequence[Asked], region: str, cells: Mapping[str, Sequence[Days]], taken: Mapping[str, Sequence[Days]]
) -> list[Flawed]:
    """Return what is wrong with lines of a file for township `region`, by line.

    `cells`: on which days each cell named holds, empty where there never was one; `taken`: on which days each code is
    mapped already.
    """
    found = [flaw for one in asked for flaw in _flaws_of(one, region, cells)]
    days: defaultdict[str, list[tuple[Days, str]]] = defaultdict(list)
    for code, periods in taken.items():
        days[code] += [(period, f"since {period[0]}") for period in periods]
    for one in asked:
        mine: Days = (one.valid_from, one.valid_to)
        if other := next((said for period, said in days[one.code] if _overlap(period, mine)), None):
            found.append(Flawed(one.line, "code", Flaw.TWICE, other))
        days[one.code].append((mine, f"line {one.line}"))
    return sorted(found, key=lambda one: (one.line, one.column))


def _flaws_of(one: Asked, region: str, cells: Mapping[str, Sequence[Days]]) -> Iterator[Flawed]:
    if one.valid_to is not None and one.valid_to <= one.valid_from:
        yield Flawed(one.line, "valid_to", Flaw.NO_DAYS, one.valid_to.isoformat())
    for cell in one.cells:
        # Of another township's cells nothing is said, not even whether there are such.
        if township_of(cell) != region:
            yield Flawed(one.line, "cells", Flaw.OTHER_TOWNSHIP, cell)
        elif not cells.get(cell):
            yield Flawed(one.line, "cells", Flaw.UNKNOWN_CELL, cell)
        elif not any(_holds(period, one.valid_from) for period in cells[cell]):
            yield Flawed(one.line, "cells", Flaw.NOT_THEN, cell)


def _holds(period: Days, day: date) -> bool:
    return period[0] <= day and (period[1] is None or period[1] > day)


def _overlap(one: Days, other: Days) -> bool:
    return (one[1] is None or one[1] > other[0]) and (other[1] is None or other[1] > one[0])


def gone_of(cells: Iterable[str], valid_from: date, periods: Mapping[str, Sequence[Days]], day: date) -> list[str]:
    """Return which cells of a mapping do not hold on a day, or on the later one on which it begins."""
    asked = max(day, valid_from)
    return sorted(cell for cell in cells if not any(_holds(period, asked) for period in periods.get(cell, ())))


def state_of(gone: Sequence[str]) -> MappingState:
    """Return how a mapping stands of whose cells these are gone."""
    return MappingState.STALE if gone else MappingState.CURRENT


def check_end(valid_from: date, valid_to: date | None, ends_on: date) -> None:
    """Raise MappingOver unless a mapping can end on a day, which it does not hold on any more."""
    if ends_on <= valid_from or (valid_to is not None and ends_on >= valid_to):
        raise MappingOver("it cannot end on this day", valid_from=valid_from, valid_to=valid_to)


def check_version(held: int, given: int) -> None:
    """Raise MappingStale unless the caller saw the version that is held."""
    if held != given:
        raise MappingStale("the mapping has changed since you saw it", version=held, given=given)


def check_open(state: ProposalState) -> None:
    """Raise MappingDecided."""
    if state is not ProposalState.OPEN:
        raise MappingDecided("this proposal is decided", state=state)
