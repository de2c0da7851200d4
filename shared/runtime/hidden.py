"""What is shown of a report whose case hides from somebody? His own words to who wrote it, and nothing to anybody else.

Whom a case complains of, the centre alone knows (ADR 0023). The service that took a report hears no more than that its
case hides from somebody, so it shows nobody how the case goes on: not even who wrote it, for it may be about him.
Tables have a column `hidden`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, case, literal, or_

from shared.runtime.db import replaced, visible_in
from shared.runtime.scope import Scope


def shown_to(scope: Scope, table: Table, *authors: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that keeps a query to what the caller may know of; `authors`: the columns of who wrote."""
    seen = visible_in(scope, table)
    if scope.sees_sealed:
        return seen
    return seen & or_(table.c.hidden.is_(False), *(author == scope.person_id for author in authors))


def without_case(scope: Scope, table: Table, **instead: str | int | None) -> list[ColumnElement[Any]]:
    """Return the columns of a table; where the case is hidden, some say something else: `instead`, by column."""
    if scope.sees_sealed:
        return list(table.c)
    said = {
        name: case((table.c.hidden, literal(value, table.c[name].type)), else_=table.c[name])
        for name, value in instead.items()
    }
    return replaced(table, **said)
