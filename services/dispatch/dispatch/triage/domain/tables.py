"""What does triage know: matters, cells, workers and units, as they stand now?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from dispatch.duties.domain.authority import Answer, Standing, WhoMay
from dispatch.triage.domain.classify import Classifier
from dispatch.triage.domain.rules import Rule
from shared.geo import CellIndex
from shared.schemas.vocabulary import CellRole, Executor, Urgency


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter: who handles it first, how urgent it is, and whether it is a danger to life or public safety."""

    code: str
    name: str
    field: str
    executor: Executor
    unit_kind: str
    urgency: Urgency
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of categories, words and rules."""

    matters: Mapping[str, Matter]
    crosswalk: Mapping[tuple[str, str], str]
    classifier: Classifier
    rules: Sequence[Rule]


class Places:
    """Finds the cell of a place by its coordinates, else by a place name that only one cell of the region has."""

    def __init__(self, index: CellIndex, names: Mapping[str, Sequence[str]]) -> None:
        self.index = index
        self._cells = list(names.values())
        self._names = list(names)
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest) if self._names else None

    def by_name(self, text: str, region: str) -> tuple[str, str] | None:
        """Return (cell, name) where the names in `text` point to one cell of `region` only, the longest name first."""
        if self._automaton is None or not text:
            return None
        hits = {index for index, _, _ in self._automaton.find_matches_as_indexes(text)}
        for index in sorted(hits, key=lambda i: (-len(self._names[i]), self._names[i])):
            within = [cell for cell in self._cells[index] if cell.startswith(region)]
            if len(within) == 1:
                return within[0], self._names[index]
        return None


@dataclass(frozen=True, slots=True)
class WorkerOf:
    """Who holds a cell, and whether he is on duty."""

    worker_id: str
    role: CellRole
    on_duty: bool


Workers = Mapping[str, Sequence[WorkerOf]]
Units = Mapping[tuple[str, str], str]


def nothing_loaded(matter: str, region: str) -> Answer:
    """Answer for a platform without any duty list."""
    del matter, region
    return Answer(Standing.NOT_LOADED, binding=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where cells lie, who holds them, which unit of a kind a region has, and whose a matter is there."""

    places: Places
    workers: Workers
    units: Units
    who_may: WhoMay = nothing_loaded


def find_worker(workers: Workers, cell: str) -> tuple[str, str] | None:
    """Return (worker, why): the A role on duty, else the B role on duty; None where nobody is."""
    holders = sorted(workers.get(cell, ()), key=lambda holder: (holder.role, holder.worker_id))
    for holder in holders:
        if holder.on_duty:
            return (
                holder.worker_id,
                "A role on duty" if holder.role is CellRole.A else "A role off duty, B role on duty",
            )
    return None
