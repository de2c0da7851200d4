"""What is a source told about its report, when is it told again, and when is that given up?"""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.errors import Conflict, NotFound
from shared.schemas.vocabulary import Result

GIVEN_UP_AFTER = timedelta(hours=24)


class ReplyState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class ReplyNotFound(NotFound):
    code = "notices.reply-not-found"
    said = "没有这条回复"


class AlreadyDelivered(Conflict):
    code = "notices.already-delivered"
    said = "来源平台已收到该回复"


# What people read; made from codes, so that no free text leaves by accident.
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
    "closed": "您反映的事项已办结。",
}


def reply_text(outcome: str, result: Result | None) -> str:
    """Return the sentence that the caller reads."""
    if outcome == "closed" and result is not None:
        return RESULT_WORDS[result]
    return OUTCOME_WORDS.get(outcome, OUTCOME_WORDS["closed"])


def decide_next_attempt(first_at: datetime, now: datetime, wait_seconds: float) -> datetime | None:
    """Return when a reply that was not taken is sent again, or None where 24 hours are over."""
    if now - first_at >= GIVEN_UP_AFTER:
        return None
    return min(now + timedelta(seconds=wait_seconds), first_at + GIVEN_UP_AFTER)
