"""Who is drawn to be inspected, and by whom, so that anybody can draw again and come to the same (双随机)?

The hash of a secret seed is published before the list is closed, the seed itself with the draw. Ids are ranked by the
SHA-256 of seed, kind and id; whoever ranks first is drawn first. Nothing else than the seed and the list decides.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from heapq import heappop, heappush

from shared.errors import Conflict, Invalid, NotFound

# Two inspect (administrative penalty law art. 42).
TOGETHER = 2
PER_CENT = 100


class DrawState(StrEnum):
    """`announced`: the seed's hash is published; `closed`: the list is; `drawn`: seed and result are."""

    ANNOUNCED = "announced"
    CLOSED = "closed"
    DRAWN = "drawn"


class DrawFault(StrEnum):
    """What is not as it was published; their Chinese terms stand in docs/glossary.md."""

    SEED = "seed"
    LIST = "list"
    RESULT = "result"


class DrawNotFound(NotFound):
    code = "inspections.draw-not-found"
    said = "没有这次随机抽查"


class DrawStepIllegal(Conflict):
    """First it is announced, then the list is closed, then it is drawn."""

    code = "inspections.draw-step-illegal"
    said = "抽查须先公布承诺值、再封存名单、后抽取"


class ShareOrCount(Invalid):
    code = "inspections.share-or-count"
    said = "须写明抽查比例或者抽查数量，二者择一"


class NothingToDraw(Conflict):
    code = "inspections.nothing-to-draw"
    said = "没有可供抽取的监管对象"


class TooFewOfficers(Conflict):
    """Two who are not recused inspect each object; `object` is one for which there are not."""

    code = "inspections.too-few-officers"
    said = "可抽取的执法人员不足两人"


class NotDrawn(Conflict):
    """An inspection by a draw is of who was drawn, by whom was drawn for him."""

    code = "inspections.not-drawn"
    said = "该对象或者执法人员不是本次抽查抽中的"


@dataclass(frozen=True, slots=True)
class Recused:
    """An officer who is not drawn for an object; without one he is left out altogether (penalty law art. 43)."""

    officer: str
    object: str | None = None


@dataclass(frozen=True, slots=True)
class DrawList:
    """What is drawn from: ids of objects and officers, who is recused, and how many objects are drawn."""

    field: str
    objects: tuple[str, ...]
    officers: tuple[str, ...]
    recused: tuple[Recused, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Pair:
    """An object that was drawn, and the two officers who were drawn for it."""

    object: str
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A draw as it is published: all that is needed to draw again."""

    commitment: str
    list_hash: str
    seed: str
    listed: DrawList
    result: tuple[Pair, ...]


def commitment_of(seed: str) -> str:
    """Return what is published of a seed before the list is closed: its SHA-256."""
    return hashlib.sha256(seed.encode()).hexdigest()


def hash_of_list(listed: DrawList) -> str:
    """Return the SHA-256 of a list, as the one JSON text of its fields with sorted names."""
    text = json.dumps(asdict(listed), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ranked(seed: str, kind: str, ids: Iterable[str]) -> list[str]:
    """Return ids in the order in which the seed draws them."""
    return sorted(set(ids), key=lambda one: hashlib.sha256(f"{seed}\n{kind}\n{one}".encode()).digest())


def number_to_draw(share_percent: int | None, how_many: int | None, listed: int) -> int:
    """Return how many of `listed` objects are drawn: a share is rounded up, and never none, nor more than there are.

    Raises ShareOrCount, NothingToDraw.
    """
    if (share_percent is None) is (how_many is None):
        raise ShareOrCount("a share or a number")
    if listed == 0:
        raise NothingToDraw("nothing to draw from")
    wanted = how_many if how_many is not None else -(-listed * (share_percent or 0) // PER_CENT)
    return max(1, min(wanted, listed))


def redraw(seed: str, listed: DrawList) -> tuple[Pair, ...]:
    """Draw: return the objects in the order in which they are drawn, with two officers each.

    Who has been drawn for the fewest objects comes first, and among equals who ranks first: nobody is drawn twice
    while another one has none. Raises TooFewOfficers.
    """
    require_enough(listed)
    recused = {(one.officer, one.object) for one in listed.recused}
    # By how many objects each was drawn for, and by his rank.
    waiting = [(0, place, one) for place, one in enumerate(ranked(seed, "officer", listed.officers))]
    pairs: list[Pair] = []
    for one in ranked(seed, "object", listed.objects)[: listed.count]:
        taken: list[tuple[int, int, str]] = []
        passed: list[tuple[int, int, str]] = []
        while len(taken) < TOGETHER:
            first = heappop(waiting)
            is_out = {(first[2], None), (first[2], one)} & recused
            (passed if is_out else taken).append(first)
        for load, place, officer in taken:
            heappush(waiting, (load + 1, place, officer))
        for left_out in passed:
            heappush(waiting, left_out)
        pairs.append(Pair(one, tuple(officer for _, _, officer in taken)))
    return tuple(pairs)


def require_enough(listed: DrawList) -> None:
    """Raise TooFewOfficers unless two who are not recused are there for each object (penalty law art. 42, 43)."""
    for one in (None, *sorted({said.object for said in listed.recused if said.object})):
        out = {said.officer for said in listed.recused if said.object in {None, one}}
        if len(set(listed.officers) - out) < TOGETHER:
            raise TooFewOfficers("two officers who are not recused", object=one, article="行政处罚法 42")


def faults_of_draw(draw: Published) -> list[DrawFault]:
    """Return what of a published draw is not as it must be."""
    found = []
    if commitment_of(draw.seed) != draw.commitment:
        found.append(DrawFault.SEED)
    if hash_of_list(draw.listed) != draw.list_hash:
        found.append(DrawFault.LIST)
    if not _is_drawn(draw):
        found.append(DrawFault.RESULT)
    return found


def differing(draw: Published, told: Published) -> list[DrawFault]:
    """Return what of a draw is not as its record tells it: `told` holds what stands there."""
    pairs: Sequence[tuple[DrawFault, object, object]] = (
        (DrawFault.SEED, (draw.commitment, draw.seed), (told.commitment, told.seed)),
        (DrawFault.LIST, (draw.list_hash, draw.listed), (told.list_hash, told.listed)),
        (DrawFault.RESULT, draw.result, told.result),
    )
    return [fault for fault, here, there in pairs if here != there]


def require_drawn(result: Sequence[Pair], object_id: str, officers: Iterable[str]) -> None:
    """Raise NotDrawn unless these officers were drawn for this object."""
    if (object_id, frozenset(officers)) not in {(one.object, frozenset(one.officers)) for one in result}:
        raise NotDrawn("another object, or other officers, were drawn", object=object_id)


def require_draw_state(state: DrawState, expected: DrawState) -> None:
    """Raise DrawStepIllegal where a draw does not stand at the step before."""
    if state is not expected:
        raise DrawStepIllegal("not the next step", state=state, expected=expected)


def _is_drawn(draw: Published) -> bool:
    try:
        return redraw(draw.seed, draw.listed) == draw.result
    except TooFewOfficers:
        return False
