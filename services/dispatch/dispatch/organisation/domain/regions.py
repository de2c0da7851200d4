"""Which regions may be taken into the register by hand?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dispatch.organisation.domain.refusals import Problem, RowsRefused
from shared.codes import RegionLevel


class RegionRow(NamedTuple):
    """A region as the table of divisions names it.

    `is_pseudo`: it exists for statistics only; `synthetic`: it exists in this installation only.
    """

    code: str
    name: str
    is_pseudo: bool = False
    synthetic: bool = False


def check_regions(rows: Sequence[RegionRow], known: Mapping[str, bool], scope: str) -> None:
    """Raise RowsRefused, naming every bad row. `known`: whether the regions that there are are synthetic, by code.

    Provinces, cities and counties come with the product; who is at home in a region decides about those below it.
    """
    times = Counter(row.code for row in rows)
    bad = [
        {"index": index, "id": row.code, "code": str(problem)}
        for index, row in enumerate(rows)
        for problem in _problems(row, times[row.code], known, scope)
    ]
    if bad:
        raise RowsRefused("nothing was taken: some rows are refused", rows=bad)


def _problems(row: RegionRow, times: int, known: Mapping[str, bool], scope: str) -> Iterator[Problem]:
    if times > 1:
        yield Problem.TWICE
    if not row.code.startswith(scope) or row.code == scope:
        yield Problem.OUTSIDE_SCOPE
    if len(row.code) < RegionLevel.TOWNSHIP.digits:
        yield Problem.NOT_BELOW_COUNTY
    if known.get(row.code, row.synthetic) != row.synthetic:
        yield Problem.REAL_OR_NOT
