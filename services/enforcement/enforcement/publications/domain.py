"""Which decisions are made public, with which name, and until when are they taken back (penalty law art. 48, 50)?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from enforcement.penalties.domain.course import Appeal, AppealResult
from enforcement.penalties.domain.minors import ADULT_YEARS
from enforcement.penalties.domain.sanctions import PartyKind, Sanction, SanctionKind
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.codes import is_younger
from shared.errors import Conflict

# Art. 48 (2), 85.
WITHDRAW_DAYS = 3
COMPOUND = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙"),
        *("慕容", "令狐", "司徒", "端木", "东方", "南宫", "宇文", "长孙"),
    }
)


class HiddenGround(StrEnum):
    """Why a decision is never made public (art. 48, 50; regulation on open government information 14-16)."""

    MINOR = "minor"
    STATE_SECRET = "state-secret"  # noqa: S105
    PRIVACY = "privacy"
    BUSINESS_SECRET = "business-secret"  # noqa: S105


class Replaced(StrEnum):
    """Why a publication was taken back: what an appeal made of its decision (art. 48 (2), 73)."""

    RECONSIDERATION_CHANGED = "reconsideration-changed"
    RECONSIDERATION_REVOKED = "reconsideration-revoked"
    SUIT_CHANGED = "suit-changed"
    SUIT_REVOKED = "suit-revoked"


class HiddenAlready(Conflict):
    code = "publications.hidden-already"
    said = "该处罚决定已确定不予公开"


class NothingToWithdraw(Conflict):
    """Only what was made public and an appeal changed or revoked is taken back, once (art. 48 (2))."""

    code = "publications.nothing-to-withdraw"
    said = "没有因变更、撤销而需要撤回的公示信息"


@dataclass(frozen=True, slots=True)
class Rules:
    """What is of public interest: these kinds, and fines and confiscations from these amounts on, in fen."""

    kinds: frozenset[SanctionKind]
    person_fen: int
    organisation_fen: int

    def of(self, party: PartyKind) -> int:
        return self.person_fen if party is PartyKind.PERSON else self.organisation_fen


def is_of_interest(sanction: Sanction, party: PartyKind, rules: Rules, *, weighty: bool) -> bool:
    """Tell whether a decision has some influence on society (art. 48 (1)): weighty, of a kind, or of an amount."""
    large = max(sanction.fine_fen, sanction.confiscated_fen, sanction.goods_fen) >= rules.of(party)
    return weighty or large or bool(rules.kinds & set(sanction.kinds))


def hidden_by_itself(party: PartyKind, number: str, ended_on: date) -> HiddenGround | None:
    """Return why a decision is hidden though nobody said so: who did it was a minor (art. 48, 50)."""
    is_young = party is PartyKind.PERSON and is_younger(number, ADULT_YEARS, ended_on)
    return HiddenGround.MINOR if is_young else None


def public_name(party: PartyKind, name: str) -> str:
    """Return under which name a party is published: an organisation's own, of a person the surname (art. 50)."""
    if party is PartyKind.ORGANISATION:
        return name
    return f"{name[:2] if name[:2] in COMPOUND else name[:1]}某某"


def deadline_to_withdraw(ended_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when it is taken back: three working days (art. 48 (2), 85)."""
    return calendar.deadline_after(ended_at, WITHDRAW_DAYS, TermUnit.WORKING_DAYS)


def require_hideable(ground: HiddenGround | None) -> None:
    """Raise HiddenAlready."""
    if ground is not None:
        raise HiddenAlready("hidden already", ground=ground, article="行政处罚法 50")


def require_withdrawable(due_at: datetime | None, withdrawn_at: datetime | None) -> None:
    """Raise NothingToWithdraw (art. 48 (2))."""
    if due_at is None or withdrawn_at is not None:
        raise NothingToWithdraw("nothing to take back", article="行政处罚法 48")


def is_late(due_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Tell whether something was, or is, taken back too late (art. 48 (2))."""
    return (withdrawn_at or now) > due_at


def in_order(kinds: Collection[SanctionKind]) -> list[str]:
    """Return kinds as they are kept."""
    return sorted(str(kind) for kind in kinds)


def why_replaced(appeals: Sequence[Appeal]) -> Replaced | None:
    """Return what the last appeal that did not uphold a decision made of it; None where there was none."""
    ended = [one for one in appeals if one.result in {AppealResult.CHANGED, AppealResult.REVOKED}]
    return Replaced(f"{ended[-1].kind}-{ended[-1].result}") if ended else None
