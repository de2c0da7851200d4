"""When is a decision served that is left or announced, and when late (art. 61; civil procedure law 89, 95)?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import town_day
from shared.errors import Invalid

from .course import ServiceWay

# Civil procedure law 95: what was announced counts as served when so many days have gone by.
ANNOUNCED_DAYS = 30


class NotLeftRightly(Invalid):
    """What is left is left before a witness who signs, or it is pictured (civil procedure law 89)."""

    code = "penalties.not-left-rightly"
    said = "留置送达须有见证人签名，或者以拍照、录像等方式记录送达过程"


class NotAnnounced(Invalid):
    """By public notice is served what cannot be served otherwise: since when it was announced, and why (95)."""

    code = "penalties.not-announced"
    said = "无法以其他方式送达的方可公告送达，须载明公告日期和原因、经过"


class NotYetServed(Invalid):
    """What was announced is served on the day after thirty days, and on no other (95); `served_on` is that day."""

    code = "penalties.announced-days"
    said = "公告送达自发出公告之日起经过三十日视为送达，送达日期为期满的次日"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is said of the way of service: since when it was announced and `why`; who saw it left, or a picture."""

    announced_on: date | None = None
    why: str | None = None
    witness: str | None = None
    pictured: bool = False


def require_left_rightly(way: ServiceWay, proof: Proof) -> None:
    """Raise NotLeftRightly (art. 61; civil procedure law 89)."""
    if way is ServiceWay.LEFT and not (proof.witness or proof.pictured):
        raise NotLeftRightly("a witness or a picture", article="行政处罚法 61、民事诉讼法 89")


def require_announced(way: ServiceWay, proof: Proof, on: date) -> None:
    """Raise NotAnnounced, NotYetServed (art. 61; civil procedure law 95)."""
    article = "行政处罚法 61、民事诉讼法 95"
    by_notice, announced_on = way is ServiceWay.PUBLIC_NOTICE, proof.announced_on
    if by_notice != (announced_on is not None) or (by_notice and not proof.why):
        raise NotAnnounced("since when, and why", article=article)
    if announced_on is not None and on != served_by_notice(announced_on):
        right = served_by_notice(announced_on).isoformat()
        raise NotYetServed("the day after thirty days", served_on=right, article=article)


def served_by_notice(announced_on: date) -> date:
    """Return on which day counts as served what was announced on another: when thirty days have gone by (95)."""
    return announced_on + timedelta(days=ANNOUNCED_DAYS + 1)


def is_served_late(due_at: datetime | None, on: date, proof: Proof) -> bool:
    """Tell whether a decision was served after seven working days, or announced after them (art. 61)."""
    return due_at is not None and (proof.announced_on or on) > town_day(due_at)
