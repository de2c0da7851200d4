"""What does the registry forget, and how soon may it?"""

from enum import StrEnum
from typing import Final

from shared.errors import Conflict, Forbidden, Invalid

MOST_DAYS = 36_500


class What(StrEnum):
    """What is removed when so many days have passed since it ended, or since it was written.

    The last three are kept by other capabilities of the grid, which remove them; their terms stand beside the rest.
    """

    RECORDS = "ended-records"
    TIES = "ended-ties"
    HISTORY = "history"
    LOOKS = "looks"
    VISITS = "visits"
    FILES = "import-files"
    LINES = "import-lines"
    SYNCED = "synced-items"
    DEPARTURES = "task-departures"
    HOLDING_CHANGES = "holding-changes"


KEPT_BY_OTHERS: Final = frozenset({What.SYNCED, What.DEPARTURES, What.HOLDING_CHANGES})


class TooSoon(Invalid):
    """Fewer days than this may be kept (`least`), or more than anybody means."""

    code = "registry.retention-too-soon"
    said = "保存期限短于规定的下限，或超出上限"


class TermOfAll(Forbidden):
    """Terms hold in the whole installation: who sees a part of it does not set them."""

    code = "registry.retention-of-all"
    said = "保存期限对全平台生效，只能由省级管理员调整"


class RetentionStale(Conflict):
    """Somebody else has changed it; `version` is the one that holds."""

    code = "registry.retention-stale"
    said = "保存期限已被他人更改，请重新读取"


def check_days(days: int, least: int) -> None:
    """Raise TooSoon."""
    if not least <= days <= MOST_DAYS:
        raise TooSoon("not so few days, nor so many", least=least, most=MOST_DAYS, given=days)
