"""Who answers for each cell today, when some are away and micro cells lie in others?

In a cell the A role answers and the B roles stand in. On a day of leave a worker answers for nothing: whom he named
takes his role, else the B roles are there anyway. In a micro cell its own holders come first; those of the integrated
cell around it stand in for them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from grid.workers.domain.holdings import Holding
from shared.schemas.vocabulary import CellRole


@dataclass(frozen=True, slots=True)
class Answers:
    """One who can be asked to go to a cell."""

    worker_id: str
    role: CellRole
    on_duty: bool


def decide_answering(
    holdings: Iterable[Holding], within: Mapping[str, str | None], absent: Mapping[str, str | None]
) -> set[Holding]:
    """Return who answers for what: holdings as they work out today.

    `within` names the cells of today, micro ones with the cell around them; `absent` who is away, with his stand-in.
    """
    by_cell: dict[str, dict[str, CellRole]] = {cell: {} for cell in within}
    for holding in holdings:
        worker = absent.get(holding.worker_id) if holding.worker_id in absent else holding.worker_id
        if holding.cell in by_cell and worker is not None and worker not in absent:
            _add(by_cell[holding.cell], worker, holding.role)
    around = {cell: dict(by_cell.get(outer, {})) for cell, outer in within.items() if outer is not None}
    for cell, others in around.items():
        for worker in others:
            _add(by_cell[cell], worker, CellRole.B)
    return {Holding(cell, worker, role) for cell, held in by_cell.items() for worker, role in held.items()}


def _add(held: dict[str, CellRole], worker: str, role: CellRole) -> None:
    # A before B: who has both roles answers.
    held[worker] = min(role, held.get(worker, role))


def in_order(found: Collection[Answers]) -> list[Answers]:
    """Return those who answer for a cell, the first to be asked first: on duty, then A before B."""
    return sorted(found, key=lambda one: (not one.on_duty, one.role, one.worker_id))
