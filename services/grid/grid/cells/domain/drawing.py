"""Who may draw a grid? The township (and who is above it in the same line), never a department beside it.

One grid: a department may not divide a township a second time, however it calls its areas (Binzhou 2021, the reform's
"one grid").
"""

from collections.abc import Collection, Iterable

from shared.errors import Forbidden


class SecondGrid(Forbidden):
    """A department, or a set that belongs to somebody else than the township; `rule` names what forbids it."""

    code = "cells.second-grid"
    said = "一个乡镇只有一张网格，部门不得另行划分网格"


RULE = "one grid: departments may not draw a second grid (Binzhou 2021)"


def refuse_department(roles: Collection[str]) -> None:
    """Raise SecondGrid where a department asks, whatever other roles its token has."""
    if "department" in roles:
        raise SecondGrid("a department may not draw a grid", rule=RULE)


def refuse_owner(region: str, owners: Iterable[object]) -> None:
    """Raise SecondGrid where a set says that it belongs to another than the township itself."""
    if foreign := sorted({str(owner)[:40] for owner in owners if owner is not None and owner != region}):
        raise SecondGrid("this grid is not the township's own", rule=RULE, owners=foreign[:10])
