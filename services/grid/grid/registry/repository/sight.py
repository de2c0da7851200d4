"""Which records does a caller see? Those of his region; a worker those in the cells that he holds."""

from sqlalchemy import ColumnElement, Table

from grid.workers.repository import cells_held_by
from shared.runtime.db import visible_in
from shared.runtime.scope import Scope


def seen_by(scope: Scope, table: Table) -> ColumnElement[bool]:
    """Return the condition that keeps a query of records to what the caller may know of."""
    seen = visible_in(scope, table)
    if scope.own_only:
        return seen & table.c.cell.in_(cells_held_by(scope.person_id))
    return seen
