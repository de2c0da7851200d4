"""Who may answer for a cell, and what does a new list of holders change?

A cell has at most one worker in the A role, who answers for it; those in the B role stand in.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound
from shared.schemas.vocabulary import CellRole


class Action(StrEnum):
    ASSIGN_CELLS = "assign-cells"
    GO_ON_DUTY = "go-on-duty"
    GO_OFF_DUTY = "go-off-duty"
    END_FORGOTTEN_DUTY = "end-forgotten-duty"
    FOLLOW_LEAVE = "follow-leave"
    FOLLOW_BOUNDARIES = "follow-boundaries"
    SET_PROFILE = "set-profile"
    SET_PLAN = "set-plan"


class Employment(StrEnum):
    """How a worker is employed (专职、兼职、下派)."""

    FULL_TIME = "full-time"
    PART_TIME = "part-time"
    SENT_DOWN = "sent-down"


class TwoInRoleA(Invalid):
    code = "workers.two-in-role-a"
    said = "一个网格只能有一名A角"


class GivenTwice(Invalid):
    code = "workers.given-twice"
    said = "同一网格员在一个网格只能有一种角色"


class CellNotFound(NotFound):
    """There are no such cells, or not for you; `cells` names them."""

    code = "workers.cell-not-found"
    said = "没有这些网格，或不在您的管辖范围内"


class PersonUnknown(Conflict):
    """Persons who are not, or not yet, known here as workers of the cell's region; `persons` names them."""

    code = "workers.person-unknown"
    said = "人员不是该地区登记的网格员"


class UnknownSkill(Invalid):
    """Skills that the vocabulary does not have; `skills` names them."""

    code = "workers.unknown-skill"
    said = "技能不在技能目录中"


class WorkerNotFound(NotFound):
    code = "workers.not-found"
    said = "没有这名网格员，或不在您的管辖范围内"


class NotAWorker(NotFound):
    code = "workers.not-a-worker"
    said = "您在本地没有负责的网格"


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    cell: str
    worker_id: str
    role: CellRole


def check_holders(holdings: Sequence[Holding]) -> None:
    """Raise TwoInRoleA or GivenTwice where the list contradicts itself."""
    answering = Counter(holding.cell for holding in holdings if holding.role is CellRole.A)
    if crowded := sorted(cell for cell, number in answering.items() if number > 1):
        raise TwoInRoleA("one worker answers for a cell", cells=crowded)
    named = Counter((holding.cell, holding.worker_id) for holding in holdings)
    if repeated := sorted(pair for pair, number in named.items() if number > 1):
        raise GivenTwice("a worker has one role in a cell", pairs=[list(pair) for pair in repeated])


def check_persons(holdings: Sequence[Holding], regions: Mapping[str, str]) -> None:
    """Raise PersonUnknown unless `regions` has, for each worker, a region that his cells lie in."""
    unknown = sorted(
        {h.worker_id for h in holdings if h.worker_id not in regions or not h.cell.startswith(regions[h.worker_id])}
    )
    if unknown:
        raise PersonUnknown("these persons are not known as workers of the cell's region", persons=unknown)


def decide_touched(
    before: Collection[Holding], after: Collection[Holding], asked: Mapping[str, bool], on_duty: Mapping[str, bool]
) -> list[str]:
    """Return the workers for whom something changes: a cell, a role, or whether they are on duty.

    `before` and `after` are the holdings of the cells in question, `asked` who shall be on duty, `on_duty` who is, with
    everybody in it who was known before.
    """
    moved = {holding.worker_id for holding in set(before) ^ set(after)}
    turned = {worker for worker, wanted in asked.items() if on_duty.get(worker) != wanted}
    new = {holding.worker_id for holding in after} - on_duty.keys()
    return sorted(moved | turned | new)
