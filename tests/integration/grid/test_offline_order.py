"""Does a phone's work come out the same in whatever batches and order it is sent, and however often? Random batches."""

import os
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from grid.offline.domain.items import Item, ItemKind
from grid.offline.service.sending import Batch, take_batch
from shared.runtime.db import new_id
from shared.runtime.scope import Reach, Scope
from tests.integration.grid.town import Town, hear, now

EXAMPLES = int(os.environ.get("ONEFOUR_EXAMPLES", "25"))
STEADY = settings(
    deadline=None,
    derandomize="ONEFOUR_EXAMPLES" not in os.environ,
    database=None,
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# Any steps, in any order: sense and nonsense alike must come out the same.
KINDS = st.sampled_from(sorted(set(ItemKind) - {ItemKind.PATROL_REPORT}))
BODIES: dict[ItemKind, dict[str, Any]] = {
    ItemKind.ARRIVE: {"position": {"lon": 121.013, "lat": 31.505}},
    ItemKind.FINISH: {"result": "solved"},
    ItemKind.RETURN: {"reason": "unsafe"},
    ItemKind.NOTE: {"note": "已联系住户"},
}
STATE = """
SELECT t.state, t.version, t.result, t.return_reason, t.arrival, t.worker_id,
    (SELECT array_agg(h.action || ':' || h.to_state ORDER BY h.seq) FROM task_history h WHERE h.task_id = t.id)
FROM tasks t WHERE t.id = :id"""


def items_about(subject: UUID, kinds: list[ItemKind]) -> list[Item]:
    begun = now() - timedelta(hours=1)
    return [
        Item(new_id(), subject, clock, kind, begun + timedelta(minutes=clock), BODIES.get(kind, {}))
        for clock, kind in enumerate(kinds, 1)
    ]


async def sent(town: Town, device: str, batches: list[list[Item]]) -> None:
    scope = Scope(Reach(region=town.region, person_id=town.person("wang"), own_only=True))
    for items in batches:
        async with town.platform.database("grid").begin() as work:
            await take_batch(work, scope, Batch(device, now(), items), now())


async def states(town: Town, subjects: list[UUID]) -> list[tuple[Any, ...]]:
    async with town.platform.database("grid").begin() as work:
        found = [(await work.connection.execute(text(STATE), {"id": subject})).one() for subject in subjects]
    return [tuple(row) for row in found]


def shuffled(items: list[Item], chance: random.Random) -> list[list[Item]]:
    """Return the items in batches of any size, in any order, some of them several times."""
    twice = [*items, *chance.sample(items, chance.randint(0, len(items)))]
    chance.shuffle(twice)
    batches: list[list[Item]] = []
    while twice:
        size = chance.randint(1, len(twice))
        batches, twice = [*batches, twice[:size]], twice[size:]
    return batches


@STEADY
@given(kinds=st.lists(st.lists(KINDS, min_size=1, max_size=6), min_size=2, max_size=3), chance=st.randoms())
async def test_any_batches_in_any_order_and_any_number_lead_to_one_state(
    town: Town, kinds: list[list[ItemKind]], chance: random.Random
) -> None:
    ends = []
    for shuffle in (False, True):
        tasks = [town.task() for _ in kinds]
        await hear(town.platform, *tasks)
        items = [item for task, own in zip(tasks, kinds, strict=True) for item in items_about(task.task_id, own)]
        await sent(town, f"d-{new_id()}", shuffled(items, chance) if shuffle else [items])
        ends.append(await states(town, [task.task_id for task in tasks]))

    assert ends[0] == ends[1]
