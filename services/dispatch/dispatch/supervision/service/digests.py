"""How is somebody told of much at once? Beyond a number in one run as one list, and nothing of it is lost.

A run is a round of the timer: from the first step that is due to the moment when none is left. What one recipient is
told of a kind is counted on one row, which two replicas write one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.clocks import Clock
from dispatch.notices.domain import Notice, Recipient, RecipientKind
from dispatch.notices.service import tell
from dispatch.supervision.domain.ladders import Step, What
from dispatch.supervision.domain.refusals import DigestUnknown
from dispatch.supervision.domain.rules import SupervisionRules
from dispatch.supervision.repository import digests, ladders
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

BATCH = 500
Key = tuple[str, str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, and the step of which clock gives the reason."""

    notice: Notice
    clock: Clock
    step: Step

    @property
    def key(self) -> Key:
        to = self.notice.to
        return str(to.kind), to.id, to.region, self.notice.what, self.notice.urgent


async def tell_or_gather(work: UnitOfWork, rules: SupervisionRules, told: Sequence[Told], now: datetime) -> None:
    """Tell each recipient; who would be told more of a kind in this run than his region's number gets it as a list."""
    groups: dict[Key, list[Told]] = {}
    for one in told:
        groups.setdefault(one.key, []).append(one)
    if not groups:
        return
    counters = await digests.count(work.connection, [_row(key, groups[key], now) for key in sorted(groups)])
    singly: list[Notice] = []
    for key, (digest_id, total) in counters.items():
        group = groups[key]
        if total <= rules.digest_above(group[0].notice.region):
            singly += [one.notice for one in group]
        else:
            await digests.add_items(work.connection, [_item(digest_id, one) for one in group])
    await tell(work, singly, now)


def _row(key: Key, group: Sequence[Told], now: datetime) -> dict[str, Any]:
    to_kind, to_id, to_region, what, urgent = key
    return {
        "id": new_id(),
        "what": what,
        "to_kind": to_kind,
        "to_id": to_id,
        "to_region": to_region,
        "region": group[0].notice.region,
        "urgent": urgent,
        "told": len(group),
        "opened_at": now,
    }


def _item(digest_id: UUID, one: Told) -> dict[str, Any]:
    return {
        "digest_id": digest_id,
        "clock_id": one.clock.id,
        "stage": one.step.stage,
        "case_id": one.clock.case_id,
        "due_at": one.clock.due_at,
    }


async def end_run(work: UnitOfWork, now: datetime) -> int:
    """Tell of the lists that the run has gathered, once nothing is due any more; returns how many recipients it had."""
    if not await ladders.is_quiet(work.connection, now):
        return 0
    ended = await digests.close_open(work.connection, now, BATCH)
    lists = [
        Notice(
            What.DIGEST,
            Recipient(RecipientKind(row.to_kind), row.to_id, row.to_region),
            row.region,
            facts={
                "of": row.what,
                "count": row.listed,
                "oldest_due_at": row.oldest_due_at.isoformat(),
                "digest": str(row.id),
            },
            urgent=row.urgent,
        )
        for row in ended
        if row.listed
    ]
    await tell(work, lists, now)
    return len(ended)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest and one page of its cases, the first due first."""

    head: Row[Any]
    items: Sequence[Any]


async def read_digest(
    work: UnitOfWork, scope: Scope, roles: Sequence[str], digest_id: UUID, *, after: UUID | None, limit: int
) -> Digest:
    """Return a digest to one whom it was for, without what hides from him. Raises DigestUnknown."""
    head = await digests.find(work.connection, digest_id)
    if head is None or not _is_for(head, scope, roles):
        raise DigestUnknown("no such digest", digest=str(digest_id))
    return Digest(head, await digests.items(work.connection, scope, digest_id, after=after, limit=limit))


def _is_for(head: Row[Any], scope: Scope, roles: Sequence[str]) -> bool:
    kind = RecipientKind(head.to_kind)
    if kind is RecipientKind.PERSON:
        return bool(head.to_id == scope.person_id)
    if kind is RecipientKind.UNIT:
        return bool(head.to_id == scope.unit)
    return head.to_id in roles and (scope.covers(head.to_region) or scope.region.startswith(head.to_region))
