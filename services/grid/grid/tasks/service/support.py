"""How do two officials get a grid worker to help them with a formal verification?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from grid.cells.service import locate
from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.domain.rules import Article
from grid.tasks.domain.supporting import APPLICATION, OutOfReach, Wish, check_two
from grid.tasks.repository.officials import officials_known
from grid.tasks.repository.tasks import ever_of_key
from grid.tasks.service.local import assign_local, recall_local
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.geo import Position
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Reach, Scope, platform_scope
from shared.schemas.approval_window import VerificationSupportChanged
from shared.schemas.vocabulary import Urgency

WINDOW = platform_scope("approval-window")


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


async def follow_window(work: UnitOfWork, events: Sequence[VerificationSupportChanged], now: datetime) -> None:
    """Give a worker the task to support who verifies a licence, or take it back when nobody is wanted any more."""
    for event in sorted(events, key=lambda event: event.version):
        if event.wanted:
            await _support(work, event, now)
        else:
            keys = [str(event.support_id)]
            who = {"reason": "not-wanted", "by": WINDOW.person_id}
            await recall_local(work, kind=TaskKind.SUPPORT, keys=keys, now=now, **who)


async def _support(work: UnitOfWork, event: VerificationSupportChanged, now: datetime) -> None:
    """Give the task to who answers for the cell of the place; where it lies in none of ours, to the grid leader."""
    key = str(event.support_id)
    if await ever_of_key(work.connection, TaskKind.SUPPORT, key) is not None:
        return
    position = Position(event.position.lon, event.position.lat) if event.position else None
    # Only a cell of the township that verifies: beyond its border another's worker would be sent.
    here = Scope(Reach(at_level(event.region, RegionLevel.TOWNSHIP), WINDOW.person_id))
    cell = await locate(work.connection, here, position, now) if position else None
    task = LocalTask(
        kind=TaskKind.SUPPORT,
        key=key,
        region=event.region,
        cell=cell,
        about_kind=APPLICATION,
        about_id=str(event.application_id),
        urgency=Urgency.NORMAL,
        due_at=event.due_at,
        position=position,
        article=Article.LICENCE_34,
        officials=tuple(event.officials),
    )
    await assign_local(work, [task], by=WINDOW.person_id, now=now)
