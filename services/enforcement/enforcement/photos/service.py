"""How does a photo come to an inspection or a case's evidence, and who looks at it? First the object, then its line."""

import asyncio
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.inspections import InspectionAction
from enforcement.inspections.service import steps
from enforcement.penalties.domain.course import Procedure
from enforcement.penalties.domain.evidence import require_not_excluded
from enforcement.penalties.domain.states import PenaltyAction, require_not_handed_over
from enforcement.penalties.service import acting
from enforcement.records.service import LOOKED, New, get_record, key_of, write
from shared.clock import day_start, town_day
from shared.files import FileType
from shared.runtime.db import UnitOfWork, least_id, new_id
from shared.runtime.documents import look_through
from shared.runtime.objects import Objects, sweep
from shared.runtime.scope import Scope
from shared.runtime.store import ObjectMissing

from . import repository
from .domain.proof import (
    FOLDER,
    PHOTO,
    Photo,
    PhotoNotFound,
    facts_of,
    object_name,
    photo_of,
    read_name,
    require_as_recorded,
)
from .domain.taking import (
    OF_EVIDENCE,
    OF_INSPECTIONS,
    Given,
    Limits,
    earliest_evidence,
    require_evidence_entry,
    require_file,
    require_on_its_day,
    require_room,
    require_taken_at,
)

SWEPT_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, for what and when."""

    by: str
    purpose: str
    now: datetime


async def add_to_inspection(
    work: UnitOfWork, objects: Objects, scope: Scope, inspection_id: UUID, given: Given, limits: Limits, now: datetime
) -> Photo:
    """Keep what officers saw at their inspection, while it is not closed and once they have shown who they are (55).

    Whatever its version: a photo changes nothing that others have read. Raises what `take_up_as_seen` raises,
    TakenInFuture, TakenTooEarly, and what `_keep` raises.
    """
    row = await steps.get_inspection(work, scope, inspection_id=inspection_id, lock=True)
    asked = steps.Asked(row.id, row.version, now)
    await steps.take_up_as_seen(work, scope, asked, InspectionAction.TAKE_PHOTO)
    require_taken_at(given.taken_at, not_before=day_start(row.opened_on), now=now, article="行政处罚法 47、55")
    return await _keep(work, objects, scope, row.id, given, OF_INSPECTIONS, limits, now)


async def add_to_evidence(
    work: UnitOfWork, objects: Objects, scope: Scope, penalty_id: UUID, given: Given, limits: Limits, now: datetime
) -> Photo:
    """Keep a photo or a scan of an entry of the evidence, as long as evidence may be added (art. 46).

    What was decided on the spot has its one entry, and its photos on that day (52). Whatever its version: the entry
    stands already. Raises what `take_up_as_officer` raises, PhotosOver, EvidenceUnknown, ExcludedAlready,
    TakenInFuture, TakenTooEarly, and what `_keep` raises.
    """
    row = await acting.get_penalty(work, scope, penalty_id=penalty_id, lock=True)
    asked = acting.Asked(row.id, row.version, now)
    if row.procedure == Procedure.SIMPLE:
        require_not_handed_over(row.handed_to)
        require_on_its_day(town_day(row.decided_at), town_day(now))
        taken = await acting.own(work, acting.held(row, scope, PenaltyAction.DECIDE_ON_THE_SPOT, now))
    else:
        taken = await acting.take_up_as_officer(work, scope, asked, PenaltyAction.ADD_EVIDENCE)
    require_evidence_entry(given.evidence, taken.case.course.evidence)
    require_not_excluded(given.evidence, taken.case.course.excluded)
    earliest = earliest_evidence(row.found_on)
    require_taken_at(given.taken_at, not_before=earliest, now=now, article="行政处罚法 36、46")
    return await _keep(work, objects, scope, row.id, given, OF_EVIDENCE, limits, now)


async def _keep(
    work: UnitOfWork,
    objects: Objects,
    scope: Scope,
    case_id: UUID,
    given: Given,
    taken: Collection[FileType],
    limits: Limits,
    now: datetime,
) -> Photo:
    """Seal a file under the key of the case that is held, put it into the store, and write its line.

    It is kept as the camera made it: what proves something is not written anew. Raises TooManyPhotos,
    PhotoTypeNotTaken, PhotoNotWhatItSays, AttachmentTooLarge, AttachmentRefused, StoreUnavailable, RecordErased.
    """
    require_room(len(await photos_of(work, case_id)), limits)
    said = require_file(given, taken, limits)
    # Decoding takes a while; the others are answered meanwhile.
    _, pages = await asyncio.to_thread(look_through, given.data, said, limits, limits.pages)
    key, photo_id = key_of(work, await get_record(work, scope, case_id=case_id)), new_id()
    name = object_name(case_id, photo_id)
    sealed = await asyncio.to_thread(partial(key.seal_bytes, given.data, about=name))
    await objects.put(name, sealed)
    facts = facts_of(photo_id, sealed, given, pages)
    seq = await write(work, case_id, [New(PHOTO, facts, _words(given))], by=scope.person_id, now=now)
    return photo_of(case_id, seq, now, scope.person_id, facts)


def _words(given: Given) -> str:
    """Return what is sealed of a photo, in its line; the hash is that of the file as it was given."""
    place = {"lon": given.place.lon, "lat": given.place.lat} if given.place else None
    digest = hashlib.sha256(given.data).hexdigest()
    return json.dumps({"shows": given.shows, "place": place, "given_sha256": digest}, ensure_ascii=False)


async def photos_of(work: UnitOfWork, case_id: UUID) -> list[Photo]:
    """Return the photos of an inspection or case that the caller sees, the oldest first."""
    return [_told(row) for row in await repository.photo_lines(work.connection, [case_id])]


def _told(row: Row[Any]) -> Photo:
    return photo_of(row.case_id, row.seq, row.at, row.by, json.loads(row.facts))


async def open_photo(
    work: UnitOfWork, objects: Objects, scope: Scope, case_id: UUID, photo_id: UUID, look: Look
) -> tuple[str, bytes]:
    """Return media type and bytes of a photo of a case that the caller sees; the look is a line of its record.

    Raises PhotoNotFound, RecordErased, PhotoDamaged, StoreUnavailable.
    """
    photo = next((one for one in await photos_of(work, case_id) if one.id == photo_id), None)
    if photo is None:
        raise PhotoNotFound("no such photo", photo=str(photo_id))
    content = await opened(work, objects, scope, photo)
    await write_looks(work, case_id, [photo], look)
    return photo.media_type, content


async def opened(work: UnitOfWork, objects: Objects, scope: Scope, photo: Photo) -> bytes:
    """Return the bytes of a photo; whoever shows them writes the look. Raises what `open_photo` raises."""
    key = key_of(work, await get_record(work, scope, case_id=photo.case_id))
    sealed = require_as_recorded(photo, await lying(objects, photo))
    return await asyncio.to_thread(partial(key.open_bytes, sealed, about=photo.object))


async def lying(objects: Objects, photo: Photo) -> bytes | None:
    """Return what lies in the store of a photo, None where nothing does. Raises StoreUnavailable."""
    try:
        return await objects.get(photo.object)
    except ObjectMissing:
        return None


async def write_looks(work: UnitOfWork, case_id: UUID, photos: Sequence[Photo], look: Look) -> None:
    """Write on the record of a case that somebody looked at photos of it."""
    seen = [New(LOOKED, {"seq": one.seq, "photo": str(one.id), "purpose": look.purpose}) for one in photos]
    if seen:
        await write(work, case_id, seen, by=look.by, now=look.now)


async def sweep_orphans(work: UnitOfWork, objects: Objects, now: datetime, *, kept: timedelta) -> int:
    """Delete objects that no line speaks of, and that are older than any request takes; return how many.

    What is old and has no line had one, which somebody deleted: it is evidence of that, and stays.
    """
    since = least_id(now - SWEPT_WITHIN)

    async def known(names: list[str]) -> set[str]:
        read = {name: found for name in names if (found := read_name(name)) is not None}
        cases = {case_id for case_id, _ in read.values()}
        told = {_told(row).object for row in await repository.photo_lines(work.connection, cases)}
        return told | {name for name in names if name not in read or read[name][1] < since}

    return await sweep(objects, known, now - kept, under=FOLDER)
