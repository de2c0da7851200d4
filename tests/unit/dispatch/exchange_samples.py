"""Which entry of a catalogue do the tests of sharing talk about?"""

from datetime import UTC, date, datetime

from dispatch.exchange.domain.catalogue import (
    Column,
    Limits,
    Sensitivity,
    SetGiven,
    Sharing,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
COUNTY = "320812"
OWNER = "u-data"
LIMITS = Limits(days=31, grant_days=100, queries_a_day=3, rows_a_day=1500)
SET = SetGiven(
    "cases-by-matter",
    "案件",
    OWNER,
    Sharing.CONDITIONAL,
    None,
    [Column("number", "编号", Sensitivity.INTERNAL), Column("state", "状态", Sensitivity.INTERNAL)],
    60,
    LIMITS,
)
