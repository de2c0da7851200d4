"""What has the same party been punished for before, and for the same act (art. 29, 33)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict

from .course import SpareGround
from .sanctions import Sanction


class FiledAlready(Conflict):
    """Asked, not refused: a case of the same party for the same matter and day runs; `earlier` is its number."""

    code = "penalties.filed-already"
    said = "同一当事人同日同一事项已立案，请确认是否为同一违法行为"


class FinedAlready(Conflict):
    """One act is fined once (art. 29); `earlier` is the number of that case. Another act is said to be one, and why."""

    code = "penalties.fined-already"
    said = "对当事人的同一个违法行为，不得给予两次以上罚款的行政处罚"


class NotTheFirst(Conflict):
    """Only who has not been punished before is spared for a first act (art. 33)."""

    code = "penalties.not-the-first"
    said = "当事人此前已因同一事项受过处罚，不属于初次违法"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case of the same party: its matter, when its act was over, whether it was punished and fined."""

    number: str
    matter: str
    ended_on: date
    is_open: bool
    is_punished: bool
    is_fined: bool


def ask_about_filed(earlier: Sequence[Earlier], matter: str, ended_on: date) -> None:
    """Raise FiledAlready where a case for the same matter and day runs (art. 29)."""
    for one in earlier:
        if one.is_open and (one.matter, one.ended_on) == (matter, ended_on):
            raise FiledAlready("a case for this runs", earlier=one.number, article="行政处罚法 29")


def require_first_fine(earlier: Sequence[Earlier], ended_on: date, sanction: Sanction, *, another_act: bool) -> None:
    """Raise FinedAlready where an act of the same day was fined, and this one is not said to be another (art. 29)."""
    for one in earlier:
        if sanction.fine_fen and one.is_fined and one.ended_on == ended_on and not another_act:
            raise FinedAlready("fined for it", earlier=one.number, article="行政处罚法 29")


def require_first(earlier: Sequence[Earlier], matter: str, ground: SpareGround | None) -> None:
    """Raise NotTheFirst (art. 33 (1))."""
    if ground is not SpareGround.FIRST_AND_MINOR:
        return
    for one in earlier:
        if one.is_punished and one.matter == matter:
            raise NotTheFirst("punished before", earlier=one.number, article="行政处罚法 33")
