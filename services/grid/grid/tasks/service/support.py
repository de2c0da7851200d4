"""How do two officials get a grid worker to help them with a formal verification?"""

from datetime import datetime
from uuid import UUID

from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.domain.supporting import OutOfReach, Wish, check_two
from grid.tasks.repository.officials import officials_known
from grid.tasks.repository.tasks import ever_of_key
from grid.tasks.service.local import assign_local
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def ask_support(work: UnitOfWork, scope: Scope, wish: Wish, now: datetime) -> UUID:
    """Give a worker the task to support two officials; return its id, the same for the same wish.

    Raises OutOfReach, TwoOfficialsNeeded.
    """
    if not scope.covers(wish.region) or (wish.cell and not wish.cell.startswith(wish.region)):
        raise OutOfReach("the place is not yours", region=wish.region)
    known = await ever_of_key(work.connection, TaskKind.SUPPORT, str(wish.client_id))
    if known is not None:
        return known
    here = await officials_known(work.connection, wish.article, wish.officials, wish.region, town_day(now))
    task = LocalTask(
        kind=TaskKind.SUPPORT,
        key=str(wish.client_id),
        region=wish.region,
        cell=wish.cell,
        about_kind=wish.about_kind,
        about_id=wish.about_id,
        urgency=wish.urgency,
        due_at=wish.due_at,
        position=wish.position,
        article=wish.article,
        officials=tuple(check_two(wish.article, wish.officials, here)),
    )
    return (await assign_local(work, [task], by=scope.person_id, now=now))[task.key]
