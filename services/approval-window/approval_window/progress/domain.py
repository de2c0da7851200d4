"""What is a citizen told of his own paper, and how often may he be wrong about its receipt?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address
from uuid import UUID

from approval_window.appeals.domain import AppealState
from approval_window.applications.domain.states import SILENT, ApplicationState
from shared.clock import town_day
from shared.errors import NotFound, Refusal, Unavailable
from shared.schemas.vocabulary import ContactOutcome

# A window begins with its first wrong attempt, and nothing that comes within makes it longer.
WINDOW = timedelta(minutes=15)
# An address counts together what may be many: a village behind one line, the screen in the hall.
IPV6_NETWORK_BITS = 64
LONGEST = 64

_NUMBER = re.compile("([A-Z]{2})-[0-9]{9}-[0-9]{4}-[0-9]{6,9}")
_DASHES = re.compile("[‐‑‒–—―−]")


class PaperKind(StrEnum):
    """What a receipt was given for."""

    APPLICATION = "application"
    APPEAL = "appeal"


# How numbers begin, as `receipts.Paper` has it.
BEGINNINGS: dict[str, PaperKind] = {"BJ": PaperKind.APPLICATION, "SQ": PaperKind.APPEAL}

APPLICATION_WORDS: dict[ApplicationState, str] = {
    ApplicationState.RECEIVED: "已收件，正在审查申请材料",
    ApplicationState.CORRECTING: "已一次告知补正，等待您补齐材料",
    ApplicationState.ACCEPTED: "已受理，正在办理",
    ApplicationState.PAUSED: "已受理，正在进行不计入期限的程序",
    ApplicationState.GRANTED: "已准予，等待送达",
    ApplicationState.REFUSED: "已作出不予许可的决定，等待送达",
    ApplicationState.DELIVERED: "决定已送达",
    ApplicationState.REJECTED: "不予受理",
    ApplicationState.WITHDRAWN: "已由申请人撤回",
    ApplicationState.TERMINATED: "已终止办理",
    ApplicationState.ARCHIVED: "已办结归档",
}
# Of the extension of a licence it is said otherwise (licence law art. 50).
RENEWAL_WORDS: dict[ApplicationState, str] = APPLICATION_WORDS | {
    ApplicationState.GRANTED: "已准予延续，等待送达",
    ApplicationState.REFUSED: "已作出不予延续的决定，等待送达",
}
APPEAL_WORDS: dict[AppealState, str] = {
    AppealState.FILED: "已登记，等待受理",
    AppealState.HANDLING: "正在办理",
    AppealState.ANSWERED: "已有办理结果",
    AppealState.TOLD: "已办结并告知",
}


class DayKind(StrEnum):
    """The days of a paper that matter to who brought it, in the order in which they come."""

    RECEIVED = "received"
    NOTICE_DUE = "notice-due"
    NOTICED = "noticed"
    ACCEPTED = "accepted"
    PROMISE_DUE = "promise-due"
    DECISION_DUE = "decision-due"
    RENEWAL_DUE = "renewal-due"
    HANDED_OVER = "handed-over"
    DECIDED = "decided"
    VALID_TO = "valid-to"
    DELIVERY_DUE = "delivery-due"
    DELIVERED = "delivered"
    CORRECTED = "corrected"
    ANSWERED = "answered"
    TOLD = "told"


DAY_WORDS: dict[DayKind, str] = {
    DayKind.RECEIVED: "收件日期",
    DayKind.NOTICE_DUE: "最迟告知补正材料的日期",
    DayKind.NOTICED: "一次告知补正的日期",
    DayKind.ACCEPTED: "受理日期",
    DayKind.PROMISE_DUE: "承诺办结的日期",
    DayKind.DECISION_DUE: "依法最迟作出决定的日期",
    DayKind.RENEWAL_DUE: "届满未作决定即视为准予延续的日期",
    DayKind.HANDED_OVER: "转由县级部门继续办理的日期",
    DayKind.DECIDED: "作出决定的日期",
    DayKind.VALID_TO: "有效期至",
    DayKind.DELIVERY_DUE: "最迟送达的日期",
    DayKind.DELIVERED: "送达日期",
    DayKind.CORRECTED: "决定书文字更正的日期",
    DayKind.ANSWERED: "作出答复日期",
    DayKind.TOLD: "告知日期",
}


# Until when something is due matters while it may still come.
RUNS: dict[DayKind, frozenset[ApplicationState]] = {
    DayKind.NOTICE_DUE: frozenset({ApplicationState.RECEIVED}),
    DayKind.PROMISE_DUE: frozenset({ApplicationState.ACCEPTED}),
    DayKind.DECISION_DUE: frozenset({ApplicationState.ACCEPTED}),
    DayKind.RENEWAL_DUE: frozenset(SILENT),
    DayKind.DELIVERY_DUE: frozenset({ApplicationState.GRANTED, ApplicationState.REFUSED}),
}


class ProgressNotFound(NotFound):
    """One answer to whatever does not fit: it must not tell which numbers there are, nor which half was wrong."""

    code = "progress.not-found"
    said = "没有查到，请核对回执上的编号和查询码"


class TooManyAttempts(Refusal):
    """429: too many wrong attempts on one number or from one address; the right code waits for the end, too."""

    code = "progress.too-many-attempts"
    said = "查询失败次数过多，请稍后再试"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many wrong attempts, ask again later", retry_after=retry_after)
        self.headers = {"Retry-After": str(retry_after)}


class CountingImpossible(Unavailable):
    """Without a key to mark numbers and addresses by, attempts cannot be counted, so nobody is let in."""

    code = "progress.blind-key-missing"
    said = "尚未配置检索密钥，暂时不能查询办理进度"


class Counted(StrEnum):
    """By what wrong attempts are counted."""

    NUMBER = "progress.number"
    ADDRESS = "progress.address"


ALLOWED: dict[Counted, int] = {Counted.NUMBER: 5, Counted.ADDRESS: 30}


@dataclass(frozen=True, slots=True)
class Attempts:
    """The wrong attempts of one window that began at `began_at`."""

    counted: Counted
    wrong: int
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """`provisional`: it may move when the holidays of the year are published."""

    kind: DayKind
    on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CitizensContact:
    """When he was spoken with or not reached, and by which unit, where its name is known: no person, no word."""

    at: datetime
    unit: str | None
    outcome: ContactOutcome


@dataclass(frozen=True, slots=True)
class CitizensView:
    """All that a receipt opens: nothing of a person, of the office, or of the case behind it.

    `name` is that of an item, or of an appeal's category where the window knows it: `scheme` and `category`.
    `is_renewal`: a licence would be extended.
    """

    paper: PaperKind
    number: str
    state: ApplicationState | AppealState
    days: list[Day]
    name: str | None = None
    scheme: str | None = None
    category: str | None = None
    answer: str | None = None
    is_renewal: bool = False
    contact: CitizensContact | None = None


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper whose receipt somebody has shown: its id stays inside, `view` is what he may see of it."""

    id: UUID
    view: CitizensView


def tidy_number(given: str) -> str:
    """Return a number as it stands on receipts, whatever keyboard it was typed on."""
    return _DASHES.sub("-", _tidy(given))


def tidy_code(given: str) -> str:
    """Return a code as it stands on receipts; people part eight signs in the middle."""
    return tidy_number(given).replace("-", "")


def _tidy(given: str) -> str:
    return "".join(unicodedata.normalize("NFKC", given[:LONGEST]).split()).upper()


def paper_of(number: str) -> PaperKind | None:
    """Return which kind of paper has a number like this, None where none can have it."""
    fits = _NUMBER.fullmatch(number)
    return BEGINNINGS.get(fits[1]) if fits else None


def address_counted(host: str) -> str:
    """Return what an address is counted as: of IPv6 the network, for who has one address there has 2^64 of them."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_NETWORK_BITS), strict=False))


def seconds_refused(attempts: Iterable[Attempts], now: datetime, *, more: int = 0) -> int:
    """Return for how many seconds nobody is let in, 0 where he is, if there were `more` wrong attempts."""
    ends = [one.began_at + WINDOW for one in attempts if one.wrong + more > ALLOWED[one.counted]]
    left = max((end - now for end in ends), default=timedelta(0))
    return max(0, -(-left // timedelta(seconds=1)))


def days_of_application(
    state: ApplicationState, known: Mapping[DayKind, date | None], *, provisional: bool
) -> list[Day]:
    """Return the days of an application in their order; until when something is due matters while it may still come."""
    shown = {kind: on for kind in DayKind if (on := known.get(kind)) and state in RUNS.get(kind, {state})}
    # A licence's last day is one of the calendar: it moves with no holiday.
    moves = RUNS.keys() - {DayKind.RENEWAL_DUE}
    return [Day(kind, on, provisional and kind in moves) for kind, on in shown.items()]


def days_of_appeal(filed_at: datetime, answered_at: datetime | None, told_at: datetime | None) -> list[Day]:
    moments = {DayKind.RECEIVED: filed_at, DayKind.ANSWERED: answered_at, DayKind.TOLD: told_at}
    return [Day(kind, town_day(at)) for kind, at in moments.items() if at]
