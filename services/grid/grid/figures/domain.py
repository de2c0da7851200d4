"""What is counted of the grid's work, by which formula, and over which days?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.errors import Invalid
from shared.formulas import Formula

NO_RANKING: Final = "各项指标须结合辖区人口、场所和任务量综合分析，不得仅凭单项指标对网格或网格员排名、考核。"


class BadPeriod(Invalid):
    """A period has begun, does not end before it begins, and is not longer than `most_days`."""

    code = "grid-figures.bad-period"
    said = "统计时段不正确，起止日期颠倒、超过一年或尚未到来"


class Measure(StrEnum):
    STOPS_IN_TIME = "stops-in-time"
    STOPS_MISSED = "stops-missed"
    HAZARDS = "hazards"
    VISITS_IN_TIME = "visits-in-time"
    TASKS_IN_TIME = "tasks-in-time"
    TASKS_RETURNED = "tasks-returned"
    REPORTS_TO_CASES = "reports-to-cases"
    SOLVED_ON_THE_SPOT = "solved-on-the-spot"
    RECORDS_REFRESHED = "records-refreshed"
    HOMES_CHECKED = "homes-checked"


class Part(StrEnum):
    """Which side of a measure: what is counted, or what it is counted among."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class By(StrEnum):
    """For what figures are counted: each cell, each worker, each community, township or county."""

    CELL = "cell"
    WORKER = "worker"
    COMMUNITY = "community"
    TOWNSHIP = "township"
    COUNTY = "county"


_STOPS = "时段内各日巡查路线上已到截止时间或已签到的场所点数"
_NOT_OVER = "尚未到截止时间且未签到的点"
_REPORTS = "时段内网格员自行上报的件数"

FORMULAS: Final[Mapping[Measure, Formula]] = {
    Measure.STOPS_IN_TIME: Formula("场所巡查按时率", "其中当日按时签到的点数", _STOPS, _NOT_OVER),
    Measure.STOPS_MISSED: Formula("场所漏巡率", "其中漏巡的点数", _STOPS, _NOT_OVER),
    Measure.HAZARDS: Formula("每百次巡查发现隐患数", "其中发现隐患的点数", "时段内已签到的场所点数", "未签到的点"),
    Measure.VISITS_IN_TIME: Formula(
        "关爱走访按时率",
        "其中当日按时走访的人次（含未见到本人）",
        "时段内应走访且已到截止时间或已走访的人次",
        _NOT_OVER,
    ),
    Measure.TASKS_IN_TIME: Formula(
        "任务按时办结率",
        "其中在截止时间前办结的任务数",
        "时段内办结的有截止时间的任务数",
        "无截止时间的任务、不予公开的任务",
    ),
    Measure.TASKS_RETURNED: Formula(
        "任务退回率", "其中被退回的任务数", "时段内下达且已办结或退回的任务数", "尚未办结的、收回的和不予公开的任务"
    ),
    Measure.REPORTS_TO_CASES: Formula("上报立案率", "其中已立案的件数", _REPORTS, "不予公开的案件视同未立案"),
    Measure.SOLVED_ON_THE_SPOT: Formula("当场解决率", "其中当场解决的件数", _REPORTS, "无"),
    Measure.RECORDS_REFRESHED: Formula(
        "登记信息更新率",
        "其中时段内新增、变更或核实的记录数",
        "现有登记记录数",
        "已注销的记录；按网格员统计时只计其最后更新的记录",
    ),
    Measure.HOMES_CHECKED: Formula(
        "空关户核查完成率", "其中已办结的核查任务数", "时段内下达的空关户核查任务数", "收回的任务"
    ),
}
