"""How do coaching pairs (传帮带) become lines, and lines pairs?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from dispatch.sheets import repository
from dispatch.sheets.repository import pages
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, one_by_one
from dispatch.training.repository.coaching import pair_of
from dispatch.training.schemas.coaching import PairGiven
from dispatch.training.service import coaching
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row


async def _pairs(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    fetch = partial(repository.pairs_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.id,)):
        yield [row._asdict() for row in page]


async def _pair_up(desk: Desk, rows: Sequence[PairGiven]) -> Put:
    """Let those be a pair who are not one in the same words already."""
    found = await repository.pairs_of(desk.work.connection, [row.trainee_id for row in rows])
    known = {pair_of(one) for one in found if desk.scope.covers(one.region)}

    async def take(row: PairGiven) -> bool:
        if row.as_pair() in known:
            return False
        await coaching.pair_up(desk.work, desk.scope, row.as_pair(), now=desk.now)
        return True

    return Put(await one_by_one(rows, take))


SHEETS = (
    Sheet(
        name="coaching-pairs",
        title="传帮带结对",
        model=PairGiven,
        titles={
            "mentor_id": "师傅编号",
            "trainee_id": "徒弟编号",
            "field": "领域",
            "valid_from": "生效日期",
            "valid_to": "失效日期",
        },
        shown={"id": "结对编号", "region": "区划代码", "ended_by": "结束方式", "weeks_noted": "记录周数"},
        read=Permission.READ_TRAINING,
        rows=_pairs,
        write=Permission.MANAGE_TRAINING,
        take=_pair_up,
        key=("trainee_id", "field", "valid_from"),
        notes="提前结束另行办理 a pair ends early by a step of its own",
    ),
)
