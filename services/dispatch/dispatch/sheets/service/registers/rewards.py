"""How do the rewards of a year become lines, and lines a draft of a list?

What single persons are given goes out for whoever keeps the lists, and for nobody who only reads the assessment.
"""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from dispatch.assessment.domain.registers import MAX_LINES, Reward, Rewards
from dispatch.assessment.service import registers
from dispatch.sheets import repository
from dispatch.sheets.repository import pages
from dispatch.sheets.schemas import RewardRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_HEAD = ("region", "year", "adopted_by")


async def _rewards(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The approved lists of the year of a day."""
    fetch = partial(repository.rewards_after, work.connection, scope, asked.region, asked.on.year)
    async for page in pages(fetch, None, lambda row: (row.region, row.person_id)):
        yield [row._asdict() for row in page]


async def _draw_up(desk: Desk, rows: Sequence[RewardRow]) -> Put:
    """A draft for each region and year: another person approves it."""
    head = {name: getattr(rows[0], name) for name in _HEAD}
    lines = [Reward(**row.model_dump(include=set(Reward.model_fields))) for row in rows]
    given = Rewards(what="rewards", lines=lines, **head)
    draft = await registers.draw_up(desk.work, desk.scope, desk.memory, given, now=desk.now)
    return Put(len(rows), [str(draft)])


SHEETS = (
    Sheet(
        name="rewards",
        title="年度奖励",
        model=RewardRow,
        titles={
            "region": "区划代码",
            "year": "年度",
            "adopted_by": "文号",
            "person_id": "人员编号",
            "post": "岗位",
            "fen": "金额（分）",
        },
        read=Permission.MANAGE_ASSESSMENT,
        rows=_rewards,
        write=Permission.MANAGE_ASSESSMENT,
        take=_draw_up,
        key=("region", "year", "person_id"),
        within="region",
        group=_HEAD,
        most=MAX_LINES,
        standing=Standing.DOCUMENT,
        notes="导入为草案，由另一人批准 a draft comes of it, which another person approves",
    ),
)
