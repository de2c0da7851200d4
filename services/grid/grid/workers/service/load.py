"""How much lies on each worker? What other capabilities count, side by side, so that work can be shared out."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from grid.workers.domain.load import Load
from grid.workers.service import reading
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import CellRole
from shared.sheets.short import csv_text

# Workers → their number; a capability that lies higher counts what it keeps.
Counter = Callable[[UnitOfWork, Collection[str], datetime], Awaitable[dict[str, int]]]
MOST = 200


async def loads(
    work: UnitOfWork, scope: Scope, counters: Mapping[str, Counter], *, region: str, after: str, now: datetime
) -> Sequence[Load]:
    """Return the load of each worker of a region, in order of their ids."""
    found = await reading.list_workers(work, scope, region=region, cell=None, after=after, limit=MOST)
    ids = [one.row.worker_id for one in found]
    counted = {name: await counter(work, ids, now) for name, counter in counters.items()}
    return [
        Load(
            one.row.worker_id,
            one.row.on_duty,
            sum(holding.role is CellRole.A for holding in one.held),
            sum(holding.role is CellRole.B for holding in one.held),
            {name: numbers.get(one.row.worker_id, 0) for name, numbers in counted.items()},
        )
        for one in found
    ]


_TITLES = {"open": "未办结任务", "overdue": "超期任务", "homes": "管辖户数", "gaps": "缺号等待的离线记录"}


def sheet(found: Sequence[Load]) -> str:
    """Return the loads as CSV with Chinese titles."""
    names = sorted({name for one in found for name in one.counted})
    lines: list[list[object]] = [
        ["网格员编号", "在岗", "A角网格", "B角网格", *(_TITLES.get(name, name) for name in names)],
    ]
    for one in found:
        on_duty = "是" if one.on_duty else "否"
        numbers = (one.counted.get(name, 0) for name in names)
        lines.append([one.worker_id, on_duty, one.cells_in_role_a, one.cells_in_role_b, *numbers])
    return csv_text(lines)
