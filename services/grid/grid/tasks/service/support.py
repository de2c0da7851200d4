"""How do two officials get a grid worker to help them with a formal verification?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from grid.cells.service import locate
from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.domain.rules import Article
from grid.tasks.domain.supporting import APPLICATION, INSPECTION, OutOfReach, Wish, check_two
from grid.tasks.repository.officials import officials_known
from grid.tasks.repository.tasks import ever_of_key
from grid.tasks.service.local import assign_local, recall_local
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.geo import Position
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Reach, Scope, platform_scope
from shared.schemas.approval_window import VerificationSupportChanged
from shared.schemas.enforcement import RecheckSupportChanged
from shared.schemas.vocabulary import Urgency

WINDOW, TEAM = platform_scope("approval-window"), platform_scope("enforcement")
Wanted = VerificationSupportChanged | RecheckSupportChanged


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


async def follow_wishes(work: UnitOfWork, events: Sequence[Wanted], now: datetime) -> None:
    """Give a worker the task to support officials of window or team, or take it back when nobody is wanted any more."""
    for event in sorted(events, key=lambda event: event.version):
        if event.wanted:
            await _support(work, event, now)
        else:
            keys = [str(event.support_id)]
            who = {"reason": "not-wanted", "by": _about(event).by}
            await recall_local(work, kind=TaskKind.SUPPORT, keys=keys, now=now, **who)


@dataclass(frozen=True, slots=True)
class About:
    """Who wants a worker at what, and by which article two officials are needed there."""

    by: str
    kind: str
    id: UUID
    article: Article


def _about(event: Wanted) -> About:
    if isinstance(event, RecheckSupportChanged):
        return About(TEAM.person_id, INSPECTION, event.inspection_id, Article.PENALTY_42)
    return About(WINDOW.person_id, APPLICATION, event.application_id, Article.LICENCE_34)


async def _support(work: UnitOfWork, event: Wanted, now: datetime) -> None:
    """Give the task to who answers for the cell of the place; where it lies in none of ours, to the grid leader."""
    key, about = str(event.support_id), _about(event)
    if await ever_of_key(work.connection, TaskKind.SUPPORT, key) is not None:
        return
    position = Position(event.position.lon, event.position.lat) if event.position else None
    # Only a cell of the township whose officials they are: beyond its border another's worker would be sent.
    here = Scope(Reach(at_level(event.region, RegionLevel.TOWNSHIP), about.by))
    cell = await locate(work.connection, here, position, now) if position else None
    task = LocalTask(
        kind=TaskKind.SUPPORT,
        key=key,
        region=event.region,
        cell=cell,
        about_kind=about.kind,
        about_id=str(about.id),
        urgency=Urgency.NORMAL,
        due_at=event.due_at,
        position=position,
        article=about.article,
        officials=tuple(event.officials),
    )
    await assign_local(work, [task], by=about.by, now=now)
