"""What was found in a home where somebody seemed to live again, and how often was the alarm right?"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import SHANGHAI
from shared.errors import Conflict, NotFound
from shared.schemas.vocabulary import Result

# Somebody is sent on the same day or the next: who has come back is to be met soon.
CHECK_WITHIN = timedelta(hours=24)


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    # Its watch was over before anybody answered.
    LAPSED = "lapsed"


class Answer(StrEnum):
    RETURNED = "returned"
    VISITOR = "visitor"
    METER_FAULT = "meter-fault"
    THEFT = "theft"
    NOBODY_THERE = "nobody-there"
    OTHER = "other"


RESULTS: Final[dict[Answer, Result]] = {
    Answer.RETURNED: Result.SOLVED,
    Answer.VISITOR: Result.EXPLAINED,
    Answer.METER_FAULT: Result.NEEDS_OTHERS,
    Answer.THEFT: Result.NEEDS_OTHERS,
    Answer.NOBODY_THERE: Result.NOTHING_FOUND,
    Answer.OTHER: Result.EXPLAINED,
}


class FindingNotFound(NotFound):
    code = "vacancy.finding-not-found"
    said = "没有这条返回线索"


class NotAnswered(NotFound):
    """Nobody has been there yet, so that nothing is written."""

    code = "vacancy.not-answered"
    said = "该线索尚未核查，没有核查说明"


class FindingLapsed(Conflict):
    code = "vacancy.finding-lapsed"
    said = "监测已结束，线索已失效"


class AnsweredAlready(Conflict):
    """Somebody has answered; a correction names the `version` that it corrects."""

    code = "vacancy.answered-already"
    said = "该线索已有核查结果，如需更正请注明版本"


class FindingStale(Conflict):
    code = "vacancy.finding-stale"
    said = "核查结果已被他人更新，请重新读取"


def check_answer(state: State, version: int, corrects: int | None) -> None:
    """Raise FindingLapsed, AnsweredAlready or FindingStale."""
    if state is State.LAPSED:
        raise FindingLapsed("the watch is over")
    if state is State.ANSWERED and corrects is None:
        raise AnsweredAlready("this finding has been answered", version=version)
    if corrects is not None and corrects != version:
        raise FindingStale("the answer has changed since you saw it", version=version, given=corrects)


def task_key(watch_id: object, home_id: object, episode: int) -> str:
    """Return the key of the task: one for a home and a return, however often it is found."""
    return f"{watch_id}:{home_id}:{episode}"


def in_words(evidence: dict[str, Any]) -> str:
    """Return in Chinese what speaks for a return."""
    since = datetime.fromtimestamp(evidence["since"] * 3600, UTC).astimezone(SHANGHAI)
    said = (
        f"自{since:%m月%d日%H时}起有{evidence['hours_used']}个小时明显用电，约为该户空关时用电的{evidence['ratio']:.1f}倍；"
        f"扣除最集中的七小时后仍多用{evidence['excess_kwh']:.2f}千瓦时（判定门槛{evidence['needed_kwh']:.2f}千瓦时）；"
        f"夜间平均多用{max(0.0, evidence['night_kw']):.2f}千瓦"
    )
    if evidence["cold_kwh"] > 0:
        said += f"；周边空关户同时上升，约{evidence['cold_kwh']:.2f}千瓦时可由天气寒冷解释"
    return said + "。"


def precision(answered: int, right: int) -> float | None:
    """Return the share of answered findings in which somebody had come back; None where none is answered."""
    return round(right / answered, 4) if answered else None
