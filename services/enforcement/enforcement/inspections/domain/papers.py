"""Which papers does each step of an inspection give (administrative penalty law 2021, art. 28, 42, 55)?"""

from enum import StrEnum
from typing import Final

from shared.errors import NotFound

from .inspections import InspectionAction, InspectionState


class InspectionPaper(StrEnum):
    """The initials with which a paper's number begins, none of a penalty case's: all count in one table."""

    SITE_RECORD = "JL"
    ORDER = "GT"
    RECHECK = "FY"
    RESULT = "JG"


class InspectionPaperNotFound(NotFound):
    """Of another inspection, or of none."""

    code = "inspections.paper-not-found"
    said = "本次检查没有这份文书"


K, A = InspectionPaper, InspectionAction
_GIVEN: Final[dict[InspectionAction, InspectionPaper]] = {
    A.SIGN: K.SITE_RECORD,
    A.FIND_NOTHING: K.RESULT,
    A.ORDER: K.ORDER,
    A.RECHECK: K.RECHECK,
}


def papers_given(action: InspectionAction, state: InspectionState) -> tuple[InspectionPaper, ...]:
    """Return which papers a step gives that left an inspection in `state`: its record (55) with the last signature."""
    waits = action is A.SIGN and state is InspectionState.OPEN
    return (_GIVEN[action],) if action in _GIVEN and not waits else ()
