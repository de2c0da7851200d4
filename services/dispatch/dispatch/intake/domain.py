"""What is accepted at the door, and who may read what a reporter said?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import Forbidden, Invalid, NotFound
from shared.geo import BadPosition, Crs, Position
from shared.schemas.vocabulary import AppealKind, Category, FeedKind, Origin, Result, Urgency

# Decimals of a degree that a position keeps whose reporter is hidden: about 100 m.
COARSE_DECIMALS = 3


class UnknownSource(NotFound):
    code = "intake.unknown-source"
    said = "没有这个来源平台"


class BadSignature(Invalid):
    """401: not signed with a secret of this source, or too long ago."""

    code = "intake.bad-signature"
    said = "签名无效或时间戳已过期"
    status = 401


class TooManyEvents(Invalid):
    code = "intake.too-many-events"
    said = "一次推送的件数超过上限"


class MalformedBody(Invalid):
    code = "intake.malformed-body"
    said = "报文不是有效的事件列表"


class AllRefused(Invalid):
    code = "intake.all-refused"
    said = "本次推送的来件全部不合要求"


class ReportNotFound(NotFound):
    code = "intake.report-not-found"
    said = "没有这件来件"


class NotYoursToRead(Forbidden):
    code = "intake.not-yours-to-read"
    said = "您不承办此件，无权查阅"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One accepted event at whatever door. `text` is JSON to be sealed, None where its own service keeps it.

    `complained_of`: (kind, id) of each unit or person that a new order is about.
    """

    origin: Origin
    source: str
    kind: FeedKind
    external_id: str
    event_id: str
    region: str
    category: Category | None
    lon: float | None
    lat: float | None
    position_problem: str | None
    urgency: Urgency | None
    satisfied: bool | None
    occurred_at: datetime
    door: str
    text: str | None = None
    reporter: str | None = None
    appeal_kind: AppealKind | None = None
    due_at: datetime | None = None
    complained_of: tuple[tuple[str, str], ...] = ()
    sealed: bool = False
    granted: bool | None = None
    until: datetime | None = None
    # How who reports it has settled it himself on the spot, and who that is.
    settled: Result | None = None
    settled_by: str | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two events the same, however often and through whichever door they come."""
        return self.source, str(self.kind), self.external_id, self.event_id

    @property
    def hides_reporter(self) -> bool:
        """Tell whether who reports it is to be known to nobody who need not know him."""
        return self.sealed or self.appeal_kind is AppealKind.REPORT


@dataclass(frozen=True, slots=True)
class Said:
    """What an outside platform said of an order after it came; `until`: how long an extension that it granted lasts."""

    report_id: UUID
    kind: FeedKind
    occurred_at: datetime
    satisfied: bool | None = None
    granted: bool | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the door answers: `report_id` is None while an event waits for the order it speaks of."""

    report_id: UUID | None
    repeated: bool


def read_position(lon: float, lat: float, crs: Crs) -> tuple[float | None, float | None, str | None]:
    """Return (longitude, latitude, None) in WGS-84, or (None, None, what is wrong): a bad place never drops a case."""
    try:
        position = Position.read(lon, lat, crs)
    except BadPosition as problem:
        return None, None, str(problem.facts.get("reason", "unreadable"))
    return position.lon, position.lat, None


def about_there(degrees: float | None) -> float | None:
    """Return a coordinate to about 100 m: enough to go there, too little to say from whose window it was seen."""
    return None if degrees is None else round(degrees, COARSE_DECIMALS)
