"""Who applies, and is the number right that says so?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.codes import is_citizen_number, is_credit_code
from shared.errors import Conflict, Invalid

REPEAT_WITHIN = timedelta(hours=24)


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class NumberMalformed(Invalid):
    """The facts name what kind of number was expected, never the number."""

    code = "applications.number-malformed"
    said = "证件号码或统一社会信用代码不正确"


class NotAuthorised(Invalid):
    """Who applies for another shows by which paper he may (licence law art. 29)."""

    code = "applications.not-authorised"
    said = "代理他人申请的，须提供授权委托书"


class AgentIsApplicant(Invalid):
    code = "applications.agent-is-applicant"
    said = "代理人与申请人是同一人"


class RepeatAsked(Conflict):
    """Asked, not refused: the same has applied for the same within a day; `earlier` is that application's number."""

    code = "applications.repeat"
    said = "该申请人 24 小时内已申请过同一事项，请确认是否再次申请"


class NameAsked(Conflict):
    """Asked, not refused: another name stood with this number; `earlier` is the number of that application."""

    code = "applications.name-differs"
    said = "该证件号码此前以其他姓名（名称）申请过，请核对证件"


@dataclass(frozen=True, slots=True)
class Applicant:
    kind: ApplicantKind
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Agent:
    """Who applies for another; `authorisation` is the paper by which he may."""

    name: str
    number: str
    authorisation: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An application of the same applicant: its number, its item, and when it came."""

    number: str
    item: str
    received_at: datetime


def check_agent(agent: Agent, applicant: Applicant, *, today: date) -> None:
    """Raise NotAuthorised, NumberMalformed or AgentIsApplicant (licence law art. 29)."""
    if not agent.authorisation:
        raise NotAuthorised("an agent shows his authorisation", article="行政许可法 29")
    check_number(Applicant(ApplicantKind.PERSON, agent.name, agent.number), today=today)
    if agent.number == applicant.number:
        raise AgentIsApplicant("nobody is his own agent")


def ask_about_repeat(earlier: Sequence[Earlier], item: str, now: datetime) -> None:
    """Raise RepeatAsked where the same has applied for the same item within a day."""
    for one in earlier:
        if one.item == item and now - one.received_at < REPEAT_WITHIN:
            raise RepeatAsked("applied for the same within a day", earlier=one.number)


def ask_about_name(earlier: str, stood: str, name: str) -> None:
    """Raise NameAsked where another name `stood` on the newest application of this number; the name is not told."""
    if stood != name:
        raise NameAsked("another name stood with this number", earlier=earlier)


def check_number(applicant: Applicant, *, today: date) -> None:
    """Raises NumberMalformed unless a person's number fits GB 11643 and an organisation's GB 32100."""
    if applicant.kind is ApplicantKind.PERSON:
        if not is_citizen_number(applicant.number, today=today):
            raise NumberMalformed("not a citizen's identity number", kind=applicant.kind, standard="GB 11643")
    elif not is_credit_code(applicant.number):
        raise NumberMalformed("not a unified social credit code", kind=applicant.kind, standard="GB 32100")
