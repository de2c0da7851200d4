"""What is accepted at the door, and who may read what a reporter said?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import Forbidden, Invalid, NotFound
from shared.geo import BadPosition, Crs, Position
from shared.schemas.vocabulary import Category, FeedKind, Origin, Urgency

VISIBLE_DIGITS = 4


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
    """One accepted event at whatever door. `text` is JSON to be sealed, None where its own service keeps it."""

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

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two events the same, however often and through whichever door they come."""
        return self.source, str(self.kind), self.external_id, self.event_id


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


def mask_phone(phone: str | None) -> str | None:
    """Return a phone number of which only the last four digits can be read."""
    if phone is None:
        return None
    return "*" * max(0, len(phone) - VISIBLE_DIGITS) + phone[-VISIBLE_DIGITS:]
