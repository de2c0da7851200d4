"""Who may say something in a case, and to whom? The centre to its own people or to the unit, the unit to the centre."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, NotFound


class Audience(StrEnum):
    """For whose eyes: the centre's alone, or the handling unit's, too."""

    INTERNAL = "internal"
    UNIT = "unit"


class Seat(StrEnum):
    """On which side of a case somebody sits: at the centre (who moves or approves it), or in the unit that handles."""

    CENTRE = "centre"
    UNIT = "unit"


class NoSeat(Forbidden):
    code = "dossier.no-seat"
    said = "您不承办也不审批此案件，不能查阅或填写批注"


class NotForTheUnit(Forbidden):
    code = "dossier.not-for-the-unit"
    said = "承办单位的批注不能设为中心内部可见"


class CommentNotFound(NotFound):
    code = "dossier.comment-not-found"
    said = "没有这条批注"


class CommentNotYours(Forbidden):
    code = "dossier.comment-not-yours"
    said = "批注只能由本人更正"


class CommentMovedOn(Conflict):
    code = "dossier.comment-moved-on"
    said = "这条批注已更正过，请重新读取"


@dataclass(frozen=True, slots=True)
class Version:
    """What a comment said from a moment on."""

    version: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, or what the outside platform said since: `kind` is "comment", or that of its event."""

    id: UUID
    kind: str
    by: str
    at: datetime
    versions: list[Version]
    audience: Audience | None = None
    seat: Seat | None = None


def readable_to(seat: Seat) -> list[Audience]:
    """Return what somebody who sits there reads."""
    return [Audience.UNIT] if seat is Seat.UNIT else [Audience.INTERNAL, Audience.UNIT]


def require_audience(seat: Seat, audience: Audience) -> None:
    """Raises NotForTheUnit where a unit would write what it could not read itself."""
    if audience not in readable_to(seat):
        raise NotForTheUnit("a unit writes to the centre", audience=audience)


def require_own(by: str, newest: int, *, person: str, version: int) -> None:
    """Raises CommentNotYours, CommentMovedOn: a comment is corrected by who wrote it, as he read it last."""
    if by != person:
        raise CommentNotYours("only who wrote it corrects it")
    if newest != version:
        raise CommentMovedOn("it was corrected since", version=newest, given=version)
