"""Which discretion table holds, and does a penalty lie inside it (administrative penalty law art. 34)?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from enforcement.penalties.domain.sanctions import Sanction, SanctionKind
from shared.errors import Conflict, Forbidden, Invalid, NotFound

ARTICLE = "行政处罚法 34"


class Circumstance(StrEnum):
    """How an act weighs (art. 5, 32, 34)."""

    LIGHT = "light"
    ORDINARY = "ordinary"
    HEAVY = "heavy"


class TableNotFound(NotFound):
    code = "discretion.not-found"
    said = "该事项没有公布裁量基准"


class RegionOutside(Forbidden):
    code = "discretion.region-outside"
    said = "该地区不在您的管辖范围内"


class TableChanged(Conflict):
    """Somebody published meanwhile; `version` is that of now."""

    code = "discretion.version-conflict"
    said = "裁量基准已被他人更新，请重新读取"


class TableMalformed(Invalid):
    """Each circumstance once, and its range from less to more, heavier ones not below lighter ones."""

    code = "discretion.malformed"
    said = "裁量情节重复，或者罚款幅度前后颠倒"


class NotFromThePast(Invalid):
    """It is made public first, and holds from a day on that has not gone by (art. 34)."""

    code = "discretion.from-the-past"
    said = "裁量基准应当向社会公布，不得溯及公布之日以前"


class CircumstanceMissing(Invalid):
    """Where a table is published, its circumstance is named, and no other (art. 34); `known` are those of the table."""

    code = "discretion.circumstance-missing"
    said = "须按照裁量基准载明违法行为的裁量情节"


class OutsideRange(Conflict):
    """Beyond the range of the circumstance nothing is imposed without a higher approval (art. 34)."""

    code = "discretion.outside-range"
    said = "处罚超出裁量基准的幅度，须说明理由并经上级负责人批准"


class ApproverDecides(Forbidden):
    """Who approves what is beyond the table does not decide on it."""

    code = "discretion.approver-decides"
    said = "批准超出裁量基准的负责人不得同时作出处罚决定"


class WithinRange(Conflict):
    """What lies inside the table needs no approval."""

    code = "discretion.within-range"
    said = "处罚在裁量基准幅度之内，无需批准"


@dataclass(frozen=True, slots=True)
class Range:
    """What a circumstance is: its conditions, the range of the fine in fen, and which kinds beside it."""

    circumstance: Circumstance
    conditions: str
    min_fen: int
    max_fen: int
    kinds: tuple[SanctionKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A version of the table of a matter, as a region published it from a day on; `basis`: by which law."""

    region: str
    version: int
    valid_from: date
    basis: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a leader approved beyond the table."""

    circumstance: Circumstance
    sanction: Sanction
    by: str


def require_well_formed(ranges: Sequence[Range], valid_from: date, today: date) -> None:
    """Raise TableMalformed, NotFromThePast (art. 34)."""
    if valid_from < today:
        raise NotFromThePast("public first", today=today.isoformat(), article=ARTICLE)
    ordered = [one for circumstance in Circumstance for one in ranges if one.circumstance is circumstance]
    once = len({one.circumstance for one in ranges}) == len(ranges)
    falls = any(a.min_fen > b.min_fen or a.max_fen > b.max_fen for a, b in pairwise(ordered))
    if not ranges or not once or falls or any(one.min_fen > one.max_fen for one in ranges):
        raise TableMalformed("each circumstance once, from less to more", article=ARTICLE)


def table_on(tables: Iterable[Table], on: date) -> Table | None:
    """Return the table that holds on a day: that of the nearest region, and of these the newest version."""
    begun = [table for table in tables if table.valid_from <= on]
    return max(begun, key=lambda table: (len(table.region), table.valid_from, table.version), default=None)


def range_of(table: Table | None, named: Circumstance | None) -> Range | None:
    """Return the range of the circumstance that was named; None where no table is published and none was named.

    Raises CircumstanceMissing (art. 34).
    """
    if table is None and named is None:
        return None
    ranges = {one.circumstance: one for one in table.ranges} if table else {}
    if named is None or named not in ranges:
        raise CircumstanceMissing("one of the table", known=sorted(ranges), article=ARTICLE)
    return ranges[named]


def is_within(held: Range, sanction: Sanction) -> bool:
    """Tell whether a penalty lies inside the range of its circumstance: the fine, and the kinds beside it (art. 34)."""
    beside = set(sanction.kinds) - {SanctionKind.FINE}
    return held.min_fen <= sanction.fine_fen <= held.max_fen and beside <= set(held.kinds)


def require_within(held: Range | None, sanction: Sanction, approved: Deviation | None, decider: str | None) -> None:
    """Raise OutsideRange, ApproverDecides: inside the range, or as another leader approved it (art. 34).

    `decider`: who decides; None where it is only told.
    """
    if held is None or is_within(held, sanction):
        return
    if approved is None or (approved.circumstance, approved.sanction) != (held.circumstance, sanction):
        said = {"min_fen": held.min_fen, "max_fen": held.max_fen, "kinds": list(held.kinds)}
        raise OutsideRange("beyond the published range", article=ARTICLE, **said)
    if approved.by == decider:
        raise ApproverDecides("another leader decides", article=ARTICLE)


def require_deviation(held: Range | None, sanction: Sanction) -> None:
    """Raise WithinRange: only what lies outside the table is approved (art. 34)."""
    if held is None or is_within(held, sanction):
        raise WithinRange("inside the range", article=ARTICLE)
