"""What makes a hearing one (art. 64)?"""

from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict, Forbidden, Invalid

from .course import Hearing


class NotHeldYet(Conflict):
    code = "penalties.hearing-not-held"
    said = "尚未到举行听证之日"


class OnlyTheChair(Forbidden):
    """Who was named to chair it hands in its record (art. 64 (4))."""

    code = "penalties.only-the-chair"
    said = "听证笔录由指定的听证主持人提交"


class RecordUnsigned(Invalid):
    """The party signs the record, or the chair notes that he would not (art. 64 (8))."""

    code = "penalties.hearing-unsigned"
    said = "听证笔录须由当事人签字；拒绝签字的，由听证主持人注明"


@dataclass(frozen=True, slots=True)
class Held:
    """How a hearing went. `attended`: the party came, or it was given up (art. 64 (6)); `signed`: he signed the record.

    `refusal_noted`: he would not, and the chair noted it.
    """

    record: str
    attended: bool
    signed: bool
    refusal_noted: bool


def require_record(held: Held, hearing: Hearing, *, by: str, today: date) -> None:
    """Raise NotHeldYet, OnlyTheChair, RecordUnsigned (art. 64 (4), (8))."""
    if hearing.fixed_for is None or today < hearing.fixed_for:
        raise NotHeldYet("its day has not come", article="行政处罚法 64")
    if by != hearing.chair:
        raise OnlyTheChair("the chair hands it in", article="行政处罚法 64")
    if held.attended and not (held.signed or held.refusal_noted):
        raise RecordUnsigned("signed, or the refusal noted", article="行政处罚法 64")
