"""Who wants no more messages, and how does that hold at once, everywhere, and after any import?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.outreach.domain.receipts import Way
from grid.outreach.domain.refusals import NobodyNamed, ResidentUnknown
from grid.outreach.repository import messages
from grid.outreach.repository import receipts as repository
from grid.outreach.service.desk import Desk
from grid.registry.domain.kinds import RecordKind
from grid.registry.repository import records
from grid.registry.service.desk import mark_kind, normal
from shared.runtime.db import new_id


async def opt_out(
    desk: Desk, *, way: Way, resident_id: UUID | None = None, phone: str | None = None, region: str = ""
) -> list[UUID]:
    """Let somebody have no more messages from now on: a resident, or whoever is reached under a number.

    What waits for him in running campaigns is dropped. Return the ids of what was kept. Raises NobodyNamed,
    ResidentUnknown, OutsideRegion, BlindKeyMissing.
    """
    if (resident_id is None) == (phone is None):
        raise NobodyNamed("name a resident or a number, one of them")
    if resident_id is not None:
        await _require_seen(desk, resident_id)
        found = await repository.marks_of_residents(desk.work.connection, [resident_id])
        return await keep(desk, way, list(found.values()))
    number = normal("phone", phone or "")
    if number is None:
        raise NobodyNamed("this is no number", field="phone")
    region = region or desk.scope.region
    desk.require_inside(region)
    return await keep_number(desk, way, desk.work.sealer.blind.marks(mark_kind("phone"), number), region)


async def keep_number(
    desk: Desk, way: Way, marks: Sequence[bytes], region: str, message_id: UUID | None = None
) -> list[UUID]:
    """Keep that a number wants nothing, with all who are reached under it; it may be nobody's yet."""
    people = await repository.whose_number(desk.work.connection, marks)
    own = await keep(desk, way, people, message_id)
    rows = [_row(desk, way, region, phone_mark=mark, message_id=message_id) for mark in marks]
    await repository.add_opt_outs(desk.work.connection, rows)
    await messages.drop_for(desk.work.connection, resident_ids=[], phones=list(marks), persons=[])
    return own + [row["id"] for row in rows]


async def keep(desk: Desk, way: Way, people: Sequence[Row[Any]], message_id: UUID | None = None) -> list[UUID]:
    """Keep that residents (their marks) want nothing: as records, as persons, and under their numbers."""
    rows = [
        _row(
            desk,
            way,
            one.region,
            resident_id=one.id,
            phone_mark=one.phone_mark,
            person_mark=one.id_number_mark,
            message_id=message_id,
        )
        for one in people
    ]
    await repository.add_opt_outs(desk.work.connection, rows)
    await messages.drop_for(
        desk.work.connection,
        resident_ids=[one.id for one in people],
        phones=[bytes(one.phone_mark) for one in people if one.phone_mark is not None],
        persons=[bytes(one.id_number_mark) for one in people if one.id_number_mark is not None],
    )
    return [row["id"] for row in rows]


def _row(desk: Desk, way: Way, region: str, **who: Any) -> dict[str, Any]:
    nobody = {"resident_id": None, "phone_mark": None, "person_mark": None, "message_id": None}
    kept = {"id": new_id(), "region": region, "way": str(way), "by": desk.by, "out_on": desk.today, "at": desk.now}
    return nobody | kept | who


async def _require_seen(desk: Desk, resident_id: UUID) -> None:
    found = await records.find_record(desk.work.connection, desk.scope, RecordKind.RESIDENT, resident_id)
    if found is None:
        raise ResidentUnknown("no such resident, or not yours", resident=resident_id)


async def list_opt_outs(desk: Desk, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await repository.list_opt_outs(desk.work.connection, desk.scope, after=after, limit=limit)
