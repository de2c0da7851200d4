"""Which errors of a delivered decision are corrected, who corrects them, and what is no mere error?"""

from datetime import date
from enum import StrEnum

from approval_window.applications.domain.papers import DECISIONS
from approval_window.applications.domain.states import ApplicationState
from shared.errors import Conflict, Forbidden, Invalid


class ErrorIn(StrEnum):
    """Where a decision says something else than was decided; the last three are its substance."""

    NAME = "name"
    NUMBER = "number"
    ADDRESS = "address"
    VALID_TO = "valid-to"
    WORDING = "wording"
    ITEM = "item"
    OUTCOME = "outcome"
    REASONS = "reasons"


# Changed only by revoking what was granted (licence law art. 8, 69), never as an error of writing.
SUBSTANCE = frozenset({ErrorIn.ITEM, ErrorIn.OUTCOME, ErrorIn.REASONS})
# What the window knows by itself: what was written there need not be told.
KNOWN = frozenset({ErrorIn.NAME, ErrorIn.NUMBER, ErrorIn.VALID_TO})


class FoundBy(StrEnum):
    """Who found the error: its holder asks for the correction, or the organ corrects by itself."""

    HOLDER = "holder"
    ORGAN = "organ"


class CorrectionState(StrEnum):
    ASKED = "asked"
    CORRECTED = "corrected"
    DECLINED = "declined"


class NotDelivered(Conflict):
    """Nobody has it yet: it is put right before it is delivered, without a paper of its own."""

    code = "corrections.not-delivered"
    said = "决定尚未送达，应当场改正后再送达"


class NotADecision(Invalid):
    code = "corrections.not-a-decision"
    said = "只能更正准予或者不予许可的决定书"


class SubstanceNotCorrected(Conflict):
    """What was decided is not changed by a correction: what should not have been granted is revoked (art. 8, 69)."""

    code = "corrections.substance"
    said = "实质内容不能以更正方式改变，应当依法撤销或者变更"


class NothingChanged(Invalid):
    code = "corrections.nothing-changed"
    said = "更正前后内容相同"


class NotWritten(Invalid):
    """What was written is said where the window does not know it; a refusal has no days."""

    code = "corrections.not-written"
    said = "须写明原决定书中有误的原文"


class NotADay(Invalid):
    code = "corrections.not-a-day"
    said = "更正后的有效期截止日须为日期（年-月-日）"


class CorrectionPending(Conflict):
    code = "corrections.pending"
    said = "已有一项更正尚未决定"


class NoCorrection(Conflict):
    code = "corrections.not-asked"
    said = "没有待决定的更正"


class DecidedByYourself(Forbidden):
    """Who made the decision does not correct it alone."""

    code = "corrections.decided-by-yourself"
    said = "作出原决定的人员不得单独更正"


class AskedByYourself(Forbidden):
    """Who asked for the correction does not decide on it."""

    code = "corrections.asked-by-yourself"
    said = "提出更正的人员不得决定更正"


class ExtendedSince(Conflict):
    """Its last day is that of an extension: the decision on that is the one to correct (licence law art. 50)."""

    code = "corrections.extended-since"
    said = "该许可此后已经延续，有效期应当就最近一次延续决定更正"


def require_delivered(state: ApplicationState) -> None:
    """Raise NotDelivered for a decision that nobody has yet."""
    if state in {ApplicationState.GRANTED, ApplicationState.REFUSED}:
        raise NotDelivered("put it right and deliver it then", state=state)


def require_decision(kind: str) -> None:
    """Raise NotADecision for another paper."""
    if kind not in DECISIONS:
        raise NotADecision("only decisions are corrected", kind=kind)


def require_clerical(error: ErrorIn) -> None:
    """Raise SubstanceNotCorrected: a licence that was granted is protected by the law (licence law art. 8, 69)."""
    if error in SUBSTANCE:
        raise SubstanceNotCorrected("what was decided is not an error of writing", error=error, article="行政许可法 69")


def require_newest_days(error: ErrorIn, *, is_newest: bool) -> None:
    """Raise ExtendedSince where the days of an earlier decision than the newest are to be corrected."""
    if error is ErrorIn.VALID_TO and not is_newest:
        raise ExtendedSince("correct the decision on the extension", article="行政许可法 50")


def require_change(written: str | None, correct: str) -> str:
    """Return what was written. Raises NotWritten, NothingChanged."""
    if not written:
        raise NotWritten("say what was written")
    if written == correct:
        raise NothingChanged("this is what is written")
    return written


def corrected_day(correct: str, granted_on: date, today: date) -> date:
    """Return a licence's last day as it is right.

    Raises NotADay; SubstanceNotCorrected for a day that is over, which would take the licence away (art. 8, 69).
    """
    try:
        day = date.fromisoformat(correct)
    except ValueError:
        raise NotADay("a day is year-month-day") from None
    if day < max(granted_on, today):
        raise SubstanceNotCorrected(
            "this would end the licence", error=ErrorIn.VALID_TO, today=today.isoformat(), article="行政许可法 69"
        )
    return day


def require_corrector(*, one_hand: bool, decided_by: str, asked_by: str, person: str) -> None:
    """Raise DecidedByYourself, AskedByYourself, unless the item lets one hand do both."""
    if one_hand:
        return
    if person == decided_by:
        raise DecidedByYourself("another person corrects what you decided")
    if person == asked_by:
        raise AskedByYourself("another person decides on what you asked for")
