"""Which records do a number, a phone or a credit code of another service's lead to? Ids, with masked fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.domain.refusals import FieldUnknown, TooShort
from grid.registry.repository import looks, records
from grid.registry.service.desk import mark_kind, normal
from grid.registry.service.looking import Look, Seen, masked
from shared.personal import normal_number
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

# By what another service may ask: never by a name or an address, which many share.
ASKED_BY = {
    RecordKind.RESIDENT: frozenset({"id_number", "phone"}),
    RecordKind.ENTERPRISE: frozenset({"credit_code", "phone"}),
    RecordKind.PLACE: frozenset({"phone"}),
}
# Of one question; who means one of more says more exactly which.
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Question:
    kind: RecordKind
    field: str
    value: str


async def look_up(
    work: UnitOfWork,
    scope: Scope,
    questions: Sequence[Question],
    *,
    purpose: str,
    on_behalf_of: str,
    now: datetime,
) -> list[list[Seen]]:
    """Return what each question finds, masked, in their order; each is kept as a look.

    Raises FieldUnknown, TooShort, BlindKeyMissing.
    """
    found: list[list[Seen]] = []
    kept: list[dict[str, Any]] = []
    for question in questions:
        column, values = _sought(work, question)
        rows = await records.found_by(work.connection, scope, question.kind, column, values, MOST_FOUND)
        found.append([masked(work.sealer, question.kind, row) for row in rows])
        told: list[Any] = [*rows] or [None]
        kept += [_look(scope, question, row, purpose, on_behalf_of, now) for row in told]
    await looks.add_looks(work.connection, kept)
    return found


def _sought(work: UnitOfWork, question: Question) -> tuple[str, list[Any]]:
    """Return the column and the values of it that answer a question."""
    possible = ASKED_BY.get(question.kind, frozenset())
    if question.field not in possible:
        raise FieldUnknown("records are not looked up by that", fields=[question.field], possible=sorted(possible))
    if question.field not in FORMS[question.kind].marked:
        return question.field, [normal_number(question.value)]
    compared = normal(question.field, question.value)
    if compared is None:
        raise TooShort("this is nothing whole to look for", field=question.field)
    return f"{question.field}_mark", work.sealer.blind.marks(mark_kind(question.field), compared)


def _look(scope: Scope, question: Question, row: Any, purpose: str, on_behalf_of: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "region": row.region if row is not None else scope.region,
        "kind": str(question.kind),
        "record_id": row.id if row is not None else None,
        "action": str(Look.LOOK_UP),
        "by": scope.person_id,
        "on_behalf_of": on_behalf_of,
        "purpose": purpose,
        "fields": [question.field],
        "mark": None,
        "found": int(row is not None),
        "at": now,
    }
