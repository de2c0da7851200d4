"""Which approved wording (答复口径) answers a caller, and what does a new installation begin with?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.schemas.vocabulary import Result

CLOSED = "closed"


class WordingState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    TURNED_DOWN = "turned-down"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text for one outcome of cases; `matter` and `result` are None where it fits any.

    `region` is a prefix: a county's wording holds for its townships.
    """

    id: UUID
    region: str
    matter: str | None
    outcome: str
    result: Result | None
    text: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording that somebody proposes; `matter` and `result` are None where it fits any."""

    region: str
    matter: str | None
    outcome: str
    result: str | None
    text: str
    valid_from: date


# What people read before somebody has found better words.
RESULT_WORDS: dict[Result, str] = {
    Result.SOLVED: "您反映的问题已现场处置完毕。",
    Result.NOTHING_FOUND: "经现场核查,未发现您反映的情况,将持续关注。",
    Result.PERSUADED: "已对相关人员进行劝导,要求其立即改正。",
    Result.NEEDS_OTHERS: "经现场核查,已转相关部门进一步处理。",
    Result.EXPLAINED: "已就您反映的情况作出解释说明。",
}
OUTCOME_WORDS: dict[str, str] = {
    "rejected": "您反映的事项不属于本平台受理范围,请通过法定途径反映。",
    "voided": "该工单已作废。",
    CLOSED: "您反映的事项已办结。",
}


def choose_wording(
    wordings: Iterable[Wording], *, region: str, matter: str | None, outcome: str, result: Result | None
) -> Wording | None:
    """Return the most telling wording that fits: matter before result before place before the newest.

    An outcome for which there is none is answered as what was closed is.
    """
    known = list(wordings)
    for end in dict.fromkeys((outcome, CLOSED)):
        fitting = [one for one in known if one.outcome == end and _fits(one, region, matter, result)]
        if fitting:
            return max(fitting, key=_rank)
    return None


def _fits(one: Wording, region: str, matter: str | None, result: Result | None) -> bool:
    return region.startswith(one.region) and one.matter in {None, matter} and one.result in {None, result}


def _rank(one: Wording) -> tuple[bool, bool, int, date, UUID]:
    return one.matter is not None, one.result is not None, len(one.region), one.valid_from, one.id
