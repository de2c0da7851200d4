"""Which paper has a number, and how many wrong attempts are counted?"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from approval_window.appeals.models import appeals
from approval_window.applications.models import applications, licences
from approval_window.items.models import item_versions
from shared.runtime.copies import unit_copies
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.hidden import shown_to
from shared.runtime.scope import Scope

from .domain import Attempts, Counted
from .models import progress_attempts

Marks = Mapping[bytes, Counted]
MOMENTS = (
    *("received_at", "notice_due_at", "notice_at", "accepted_at", "promise_due_at", "decision_due_at"),
    *("renewal_due_at", "decided_at", "delivery_due_at", "delivered_at", "corrected_at"),
)


async def find_application(connection: Connection, scope: Scope, number: str) -> Row[Any] | None:
    """Return what its applicant may know of an application, with its id and its sealed code."""
    mine = applications.c
    moments = (mine[name] for name in (*MOMENTS, "state", "provisional", "handed_on", "renews"))
    # As the version of its item has it that it was received for.
    of_version = item_versions.c.code == mine.item, item_versions.c.version == mine.item_version
    query = (
        select(*[mine.id, mine.receipt_code, *moments, item_versions.c.name, licences.c.valid_to])
        .join(item_versions, and_(*of_version))
        .outerjoin(licences, or_(licences.c.application_id == mine.id, licences.c.id == mine.renews))
        .where(mine.number == number, visible_in(scope, applications))
    )
    return (await connection.execute(query)).one_or_none()


async def find_appeal(connection: Connection, scope: Scope, number: str) -> Row[Any] | None:
    """Return what its citizen may know of an appeal, with its id and its sealed code."""
    mine = appeals.c
    shown = ("state", "category_scheme", "category_code", "filed_at", "answered_at", "told_at", "case_state", "result")
    contact = mine.contacted_at, mine.contact_outcome, unit_copies.c.name.label("contact_unit_name")
    columns = [mine.id, mine.receipt_code, *(mine[name] for name in shown), *contact]
    query = select(*columns).outerjoin(unit_copies, unit_copies.c.unit_id == mine.contact_unit)
    query = query.where(mine.number == number, shown_to(scope, appeals))
    return (await connection.execute(query)).one_or_none()


async def attempts_of(connection: Connection, marks: Marks) -> list[Attempts]:
    """Return what is counted under `marks`; nothing is held for it, so a flood of refused attempts waits for nobody."""
    kept = progress_attempts.c
    found = await connection.execute(select(progress_attempts).where(among(kept.mark, list(marks))))
    return [_attempts(marks, row) for row in found]


async def count_attempt(connection: Connection, marks: Marks, *, now: datetime, window: timedelta) -> list[Attempts]:
    """Count one more under each of `marks` and return what is counted now, held until the transaction ends.

    What is over, or was never wrong, begins anew. Always in the same order, so that no two wait for each other.
    """
    kept = progress_attempts.c
    rows = [{"mark": mark, "wrong": 1, "began_at": now} for mark in sorted(marks)]
    is_new = or_(kept.began_at <= now - window, kept.wrong == 0)
    counted = (
        insert(progress_attempts)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["mark"],
            set_={
                "wrong": case((is_new, 1), else_=kept.wrong + 1),
                "began_at": case((is_new, now), else_=kept.began_at),
            },
        )
        .returning(progress_attempts)
    )
    return [_attempts(marks, row) for row in await connection.execute(counted)]


async def take_back(connection: Connection, marks: Collection[bytes]) -> None:
    """Count one less: the attempt was right."""
    kept = progress_attempts.c
    mine = update(progress_attempts).where(among(kept.mark, marks))
    await connection.execute(mine.values(wrong=kept.wrong - 1))


async def forget_attempts(connection: Connection, *, until: datetime) -> None:
    await connection.execute(delete(progress_attempts).where(progress_attempts.c.began_at <= until))


def _attempts(marks: Marks, row: Row[Any]) -> Attempts:
    return Attempts(marks[bytes(row.mark)], row.wrong, row.began_at)
