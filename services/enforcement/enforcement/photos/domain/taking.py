"""Which photo or scan is taken for an inspection or a penalty case?

Administrative penalty law 2021: what is seen is evidence (46), and the whole process is on record (47).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import day_start
from shared.errors import Conflict, Invalid
from shared.files import AttachmentTooLarge, FileType, Unfit, refuse, type_of
from shared.files import Limits as FileLimits
from shared.geo import Position
from shared.terms import MONTHS_OF_A_YEAR, add_months

OF_INSPECTIONS = (FileType.JPEG, FileType.PNG)
OF_EVIDENCE = (*OF_INSPECTIONS, FileType.PDF)
# A camera's clock may be a little fast.
AHEAD_MOST = timedelta(minutes=5)
# The longest that an act may be found after it ended (art. 36).
LIMITATION_YEARS = 5


class PhotoTypeNotTaken(Invalid):
    """`taken`: the media types that are."""

    code = "photos.type-not-taken"
    said = "不接受这种文件类型：照片为 JPEG、PNG，证据还可为 PDF"


class PhotoNotWhatItSays(Invalid):
    """`says`: the declared type; `found`: what its bytes are, null where unknown."""

    code = "photos.not-what-it-says"
    said = "文件内容与声明的类型不符"


class TakenInFuture(Invalid):
    code = "photos.taken-in-future"
    said = "拍摄时间尚未到来"


class TakenTooEarly(Invalid):
    """`not_before`: before that it can show nothing of this inspection or case."""

    code = "photos.taken-too-early"
    said = "拍摄时间过早，与本次检查或者本案无关"


class EvidenceUnknown(Invalid):
    """A photo belongs to an entry of the case's evidence (art. 46); `most`: the number of the last one."""

    code = "photos.evidence-unknown"
    said = "案件没有这一号证据，请先登记证据"


class PhotosOver(Conflict):
    """What is decided on the spot is on record on that day (art. 52); `decided_on` was it."""

    code = "photos.over"
    said = "当场处罚的照片应当在决定当日上传"


class TooManyPhotos(Conflict):
    """`most`: how many an inspection or a case may have."""

    code = "photos.too-many"
    said = "照片数已达上限"


@dataclass(frozen=True, slots=True)
class Limits(FileLimits):
    """What an installation allows a file, and a case."""

    pages: int
    of_a_case: int


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer sends; `shows` and `place` are sealed, `evidence` is the number of the entry that it proves."""

    data: bytes
    media_type: str
    taken_at: datetime
    shows: str
    place: Position | None = None
    evidence: int | None = None


def require_file(given: Given, taken: Collection[FileType], limits: Limits) -> FileType:
    """Return the type that a file is, and says it is.

    Raises AttachmentTooLarge, PhotoTypeNotTaken, PhotoNotWhatItSays, AttachmentRefused for an empty one.
    """
    if len(given.data) > limits.bytes:
        raise AttachmentTooLarge("the file is too large", limit_bytes=limits.bytes)
    if not given.data:
        raise refuse(Unfit.EMPTY)
    said = next((one for one in taken if one == given.media_type), None)
    if said is None:
        raise PhotoTypeNotTaken("files of this type are not taken", taken=sorted(taken))
    found = type_of(given.data)
    if found is not said:
        raise PhotoNotWhatItSays("its bytes are not what it says", says=said, found=found)
    return said


def require_room(count: int, limits: Limits) -> None:
    """Raise TooManyPhotos."""
    if count >= limits.of_a_case:
        raise TooManyPhotos("there are as many as there may be", most=limits.of_a_case)


def require_on_its_day(decided_on: date, today: date) -> None:
    """Raise PhotosOver (art. 47, 52)."""
    if decided_on != today:
        raise PhotosOver("on the day of the decision", decided_on=decided_on.isoformat(), article="行政处罚法 47、52")


def require_taken_at(taken_at: datetime, *, not_before: datetime, now: datetime, article: str) -> None:
    """Raise TakenInFuture for a moment that lies ahead by more than clocks differ, TakenTooEarly."""
    if taken_at > now + AHEAD_MOST:
        raise TakenInFuture("taken in the future", taken_at=taken_at.isoformat(), article=article)
    if taken_at < not_before:
        said = {"taken_at": taken_at.isoformat(), "not_before": not_before.isoformat()}
        raise TakenTooEarly("it can show nothing of this", article=article, **said)


def earliest_evidence(found_on: date) -> datetime:
    """Return from when on a photo may prove something: the longest limitation before the act was found (art. 36)."""
    return day_start(add_months(found_on, -LIMITATION_YEARS * MONTHS_OF_A_YEAR))


def require_evidence_entry(serial: int | None, entries: int) -> None:
    """Raise EvidenceUnknown (art. 46)."""
    if serial is None or not 1 <= serial <= entries:
        raise EvidenceUnknown("no such entry of the evidence", serial=serial, most=entries, article="行政处罚法 46")
