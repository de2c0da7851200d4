"""Which facts of a case can a formula name, and what puts a case into a period?"""

from enum import StrEnum
from typing import Self


class Named(StrEnum):
    """A word that formulas use: `NAME = code, Chinese, English`. A member is its code."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.zh, word.en = zh, en
        return word


class Cohort(Named):
    """Which moment puts a case into a period; a case that has no such moment is in none."""

    RECEIVED = "received", "受理", "received"
    FILED = "filed", "立案", "filed"
    DISPATCH_DUE = "dispatch-due", "应派遣", "due to be dispatched"
    SIGN_DUE = "sign-due", "应签收", "due to be signed for"
    CONTACT_DUE = "contact-due", "应联系", "due to be contacted"
    HANDLE_DUE = "handle-due", "应处置", "due to be handled"
    CLOSE_DUE = "close-due", "应结案", "due to be closed"
    REPLY_DUE = "reply-due", "应答复", "due to be replied to"
    CALLED_BACK = "called-back", "回访", "called back"


class Fact(Named):
    """What is true of a case, or not; each case counts once."""

    FILED = "filed", "立案", "filed"
    VOIDED = "voided", "作废", "voided"
    DISPATCHED = "dispatched", "派遣", "dispatched"
    DISPATCHED_IN_TIME = "dispatched-in-time", "按时派遣", "dispatched in time"
    REDIRECTED = "redirected", "退回重派", "returned and dispatched anew"
    REWORKED = "reworked", "返工", "reworked"
    SIGNED_IN_TIME = "signed-in-time", "按时签收", "signed for in time"
    CONTACTED_IN_TIME = "contacted-in-time", "按时联系", "contacted in time"
    HANDLED = "handled", "处置", "handled"
    HANDLED_IN_TIME = "handled-in-time", "按时处置", "handled in time"
    CLOSED = "closed", "结案", "closed"
    CLOSED_IN_TIME = "closed-in-time", "按时结案", "closed in time"
    REPLIED_IN_TIME = "replied-in-time", "按时答复", "replied in time"
    URGED = "urged", "催办", "urged"
    CALLED_BACK = "called-back", "回访", "called back"
    SOLVED = "solved", "解决", "solved"
    SATISFIED = "satisfied", "满意", "satisfied"


class Exclusion(Named):
    """Why a case is left out of numerator and denominator, though it belongs to the period."""

    SUSPENDED = "suspended", "挂账", "suspended"
    WITHDRAWN = "withdrawn", "撤单", "withdrawn"
    MERGED = "merged", "并案", "merged"
    REJECTED = "rejected", "不予受理", "rejected"
    VOIDED = "voided", "作废", "voided"
    COUNTY_MATTER = "county-matter", "县级事项", "a matter of the county"
    ENQUIRY = "enquiry", "咨询", "enquiry"


class Part(StrEnum):
    """Which cases of a figure: those it counts, those it measures by, those it misses, those it leaves out."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    MISSED = "missed"
    EXCLUDED = "excluded"


class GroupBy(StrEnum):
    """By what figures are told apart."""

    TOWNSHIP = "township"
    UNIT = "unit"
    MATTER = "matter"
    WORKER = "worker"
    SOURCE = "source"
    MONTH = "month"


class FormulaState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
