"""May a part of a photo be added to what came of it before?"""

from dataclasses import dataclass
from uuid import UUID

from grid.tasks.domain.rules import Moment
from shared.errors import Conflict, Invalid, NotFound


class UploadNotFound(NotFound):
    code = "tasks.upload-not-found"
    said = "没有这个上传，可能已过期，请重新上传"


class UploadIdReused(Conflict):
    code = "tasks.upload-id-reused"
    said = "该终端编号已用于另一个上传"


class UploadGap(Conflict):
    """What lies between is missing; `wanted` is the offset to go on from."""

    code = "tasks.upload-gap"
    said = "上传不连续，请从指定位置继续"


class UploadTooLong(Invalid):
    """There is more of it than was said; `length` is what was said."""

    code = "tasks.upload-too-long"
    said = "上传内容超过声明的长度"


class UploadDamaged(Invalid):
    """The bytes are not those that the phone has (SHA-256); the last part is not kept, another upload begins anew."""

    code = "tasks.upload-damaged"
    said = "上传内容校验不符，请重新上传"


class PhotoNotFound(NotFound):
    code = "tasks.photo-not-found"
    said = "没有这张照片"


class TooManyPhotos(Conflict):
    code = "tasks.too-many-photos"
    said = "照片数量已达上限"


@dataclass(frozen=True, slots=True)
class Subject:
    """What photos are of: a task, or what the worker `by` reports himself.

    `sighting_id` is his phone's id of the report, which may still be on its way; `report_id` the report's once it is
    there.
    """

    by: str
    task_id: UUID | None = None
    sighting_id: UUID | None = None
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A photo that a phone is about to send: its own id for it, when it was taken, its bytes and their SHA-256."""

    id: UUID
    moment: Moment
    length: int
    sha256: bytes


def decide_part(received: int, length: int, offset: int, part: bytes) -> bytes:
    """Return what of `part` is new, when `received` of `length` bytes are there; what came before is harmless.

    Raises UploadGap, UploadTooLong.
    """
    if offset > received:
        raise UploadGap("a part is missing before this one", wanted=received)
    if offset + len(part) > length:
        raise UploadTooLong("there is more than was said", length=length)
    return part[received - offset :]
