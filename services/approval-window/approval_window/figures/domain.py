"""What is counted of the window's work, by which formula, and over which days?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.errors import Invalid
from shared.formulas import Formula


class BadPeriod(Invalid):
    """A period has begun, does not end before it begins, and is not longer than `most_days`."""

    code = "window-figures.bad-period"
    said = "统计时段不正确，起止日期颠倒、超过一年或尚未到来"


class Measure(StrEnum):
    IN_TIME_BY_LAW = "in-time-by-law"
    IN_TIME_BY_PROMISE = "in-time-by-promise"
    PROMISED_SHORTER = "promised-shorter"
    IN_FACT_SHORTER = "in-fact-shorter"
    ONCE_ONLY = "once-only"
    ADMITTED_IN_TIME = "admitted-in-time"
    DELIVERED_IN_TIME = "delivered-in-time"
    HELPED = "helped"
    DONE_BY_PROXY = "done-by-proxy"
    OPINIONS_IN_TIME = "opinions-in-time"


class By(StrEnum):
    """For what figures are counted: each item, each agency that an item's power is of, clerk, township or county."""

    ITEM = "item"
    AGENCY = "agency"
    CLERK = "clerk"
    TOWNSHIP = "township"
    COUNTY = "county"


_DECIDED = "时段内作出决定的办件数"
_RECEIVED = "时段内收到的办件数"
_HANDED = "已转由县级部门办理的办件"

FORMULAS: Final[Mapping[Measure, Formula]] = {
    Measure.IN_TIME_BY_LAW: Formula("法定期限内办结率", "其中在法定期限内作出决定的件数", _DECIDED, _HANDED),
    Measure.IN_TIME_BY_PROMISE: Formula("承诺期限内办结率", "其中在承诺期限内作出决定的件数", _DECIDED, _HANDED),
    Measure.PROMISED_SHORTER: Formula(
        "承诺时限压缩比", "其中法定天数与承诺天数之差合计", "时段内作出决定的办件的法定天数合计", _HANDED
    ),
    Measure.IN_FACT_SHORTER: Formula(
        "平均实际压缩工作日",
        "其中法定天数与实际所用工作日（不计中止时间）之差合计",
        _DECIDED,
        "逾期未决定而视为准予延续的和" + _HANDED,
        times=1,
    ),
    Measure.ONCE_ONLY: Formula("一次办成率", "其中未要求补正材料的件数", _DECIDED, _HANDED),
    Measure.ADMITTED_IN_TIME: Formula(
        "受理环节按时率",
        "其中未因逾期未告知而视为受理的件数",
        "时段内收到且已受理、告知补正、不予受理或者终结的办件数",
        "尚在五个工作日内的和" + _HANDED,
    ),
    Measure.HELPED: Formula("帮代办率", "其中安排了帮代办人员的件数", _RECEIVED, _HANDED),
    Measure.DONE_BY_PROXY: Formula("代办率", "其中由帮代办人员代办的件数", _RECEIVED, _HANDED),
    Measure.DELIVERED_IN_TIME: Formula("十个工作日内送达率", "其中在期限内送达的件数", "时段内送达的办件数", _HANDED),
    Measure.OPINIONS_IN_TIME: Formula(
        "部门意见按时反馈率", "其中按时反馈的部门意见数", "时段内作出决定的办件征求的部门意见数", _HANDED
    ),
}
