"""How is a photo told by its line of the record, where does it lie, and is it still what the line proves?

Administrative penalty law 2021, art. 47. What lies in the store is sealed under the key of its case; the line holds
size and SHA-256 of that cipher text, so that a photo whose key was erased is still proved.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from enforcement.records.domain import Fault, FaultKind, Kept, hash_of
from shared.errors import Conflict, NotFound

from .taking import Given

# The kind of line that a photo is, and the folder of the store in which photos lie.
PHOTO, FOLDER = "photo", "record-photos"


class PhotoNotFound(NotFound):
    """Of another case, or of none."""

    code = "photos.not-found"
    said = "没有这张照片"


class PhotoDamaged(Conflict):
    """What lies in the store is not what the line proves, or is gone: `why` is `photo-changed` or `photo-missing`."""

    code = "photos.damaged"
    said = "照片文件已缺失或者被改动，与全过程记录不符"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as its line tells it: `sha256` (hexadecimal) and `bytes` are of what lies in the store."""

    id: UUID
    case_id: UUID
    seq: int
    at: datetime
    by: str
    media_type: str
    bytes: int
    sha256: str
    taken_at: datetime
    pages: int | None
    evidence: int | None

    @property
    def object(self) -> str:
        return object_name(self.case_id, self.id)


def object_name(case_id: UUID, photo_id: UUID) -> str:
    """Return under which name a photo lies in the store; it is also what its cipher text is bound to."""
    return f"{FOLDER}/{case_id}.{photo_id}"


def read_name(name: str) -> tuple[UUID, UUID] | None:
    """Return of which case and photo an object's name is, None where it is no name of ours."""
    case_id, _, photo_id = name.removeprefix(f"{FOLDER}/").partition(".")
    try:
        return UUID(case_id), UUID(photo_id)
    except ValueError:
        return None


def facts_of(photo_id: UUID, sealed: bytes, given: Given, pages: int | None) -> dict[str, object]:
    """Return what everybody of the office may know of a photo, as it stands in its line."""
    proved = {"photo": str(photo_id), "bytes": len(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}
    said = {"media_type": given.media_type, "taken_at": given.taken_at.astimezone(UTC).isoformat()}
    more = {"pages": pages, "evidence": given.evidence}
    return proved | said | {name: fact for name, fact in more.items() if fact is not None}


def photo_of(case_id: UUID, seq: int, at: datetime, by: str, facts: Mapping[str, Any]) -> Photo:
    """Return the photo that a line tells."""
    said = {name: facts[name] for name in ("media_type", "bytes", "sha256")}
    said |= {name: facts.get(name) for name in ("pages", "evidence")}
    taken_at = datetime.fromisoformat(facts["taken_at"])
    return Photo(UUID(facts["photo"]), case_id, seq, at, by, taken_at=taken_at, **said)


def proved_photos(kept: Iterable[Kept]) -> Iterator[Photo]:
    """Return the photos that lines of a record prove; of a line that was changed nothing is believed."""
    for one in kept:
        line = one.line
        if line.kind == PHOTO and hash_of(line) == one.hash:
            yield photo_of(line.case_id, line.seq, line.at, line.by, json.loads(line.facts))


def fault_of(photo: Photo, sealed: bytes | None) -> Fault | None:
    """Return what was done to a photo of which `sealed` lies in the store, None where nothing was."""
    if sealed is None:
        return Fault(photo.case_id, photo.seq, FaultKind.PHOTO_MISSING, photo.id)
    if len(sealed) != photo.bytes or hashlib.sha256(sealed).hexdigest() != photo.sha256:
        return Fault(photo.case_id, photo.seq, FaultKind.PHOTO_CHANGED, photo.id)
    return None


def require_as_recorded(photo: Photo, sealed: bytes | None) -> bytes:
    """Return what lies in the store where it is what the line proves. Raises PhotoDamaged."""
    fault = fault_of(photo, sealed)
    if fault is not None or sealed is None:
        why = fault.kind if fault else FaultKind.PHOTO_MISSING
        raise PhotoDamaged("not what the line proves", photo=str(photo.id), line=photo.seq, why=why)
    return sealed
