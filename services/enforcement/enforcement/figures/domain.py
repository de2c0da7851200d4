"""What is counted of the team's cases, by which formula, and over which days?

Fines are counted for the law's sake and never as a goal: they are no part of any assessment (penalty law art. 74).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from shared.errors import Invalid
from shared.formulas import Formula


class BadPeriod(Invalid):
    """A period has begun, does not end before it begins, and is not longer than `most_days`."""

    code = "team-figures.bad-period"
    said = "统计时段不正确，起止日期颠倒、超过一年或尚未到来"


class Measure(StrEnum):
    FILED = "filed"
    DECIDED_IN_TIME = "decided-in-time"
    SPARED = "spared"
    REVIEWED = "reviewed"
    REVERSED = "reversed"
    PAID = "paid"


class By(StrEnum):
    """For what cases are counted: each power, field of duty, matter, procedure, outcome, township or county."""

    POWER = "power"
    FIELD = "field"
    MATTER = "matter"
    PROCEDURE = "procedure"
    OUTCOME = "outcome"
    TOWNSHIP = "township"
    COUNTY = "county"


_DECIDED, _HANDED = "时段内作出决定的案件数", "已转由县级部门办理的案件"

FORMULAS: Final[Mapping[Measure, Formula]] = {
    Measure.FILED: Formula("立案占比", "其中本类立案的案件数", "时段内立案的案件总数", _HANDED),
    Measure.DECIDED_IN_TIME: Formula("法定期限内决定率", "其中在办案期限内作出决定的件数", _DECIDED, _HANDED),
    Measure.SPARED: Formula("不予处罚率", "其中不予处罚的件数", _DECIDED, _HANDED),
    Measure.REVIEWED: Formula("法制审核率", "其中经过法制审核的件数", "时段内按普通程序作出处罚决定的案件数", _HANDED),
    Measure.REVERSED: Formula(
        "复议诉讼纠错率",
        "其中被变更或者撤销的件数",
        "时段内作出决定且复议、诉讼已终结的案件数",
        "复议、诉讼尚未终结的和" + _HANDED,
    ),
    Measure.PAID: Formula("罚没款履行率", "其中已缴金额", "时段内决定的罚没金额", "加处的罚款和" + _HANDED),
}


def in_force_within(terms: Sequence[Sequence[str | None]], first: date, last: date) -> bool:
    """Tell whether a power was in force on a day of a period."""
    days = [(date.fromisoformat(str(a)), date.fromisoformat(b) if b else None) for a, b in terms]
    return any(begins <= last and (ends is None or first <= ends) for begins, ends in days)
