"""Which records do the lines of a file hang on, by their codes, and how is that kept?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from grid.registry.domain.checks import Flaw, Found
from grid.registry.domain.imports import Link, links_of
from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.ties import Relation
from grid.registry.repository import records, ties
from grid.registry.schemas.rows import REFERRING, RecordRow
from grid.registry.service.checking import TOWNSHIP, Bad, Checked
from grid.registry.service.desk import Desk
from grid.registry.service.keeping import Kept
from grid.registry.service.ties import tie_row

_UNKNOWN = {
    RecordKind.HOME: Flaw.HOME_UNKNOWN,
    RecordKind.HOUSEHOLD: Flaw.HOUSEHOLD_UNKNOWN,
    RecordKind.PLACE: Flaw.PLACE_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Linked:
    """What a line hangs on, found."""

    link: Link
    record_id: UUID


def _named(kind: RecordKind, row: RecordRow) -> list[Link]:
    if kind is RecordKind.HOUSEHOLD:
        code = getattr(row, "home_code", None)
        return [Link("home_code", RecordKind.HOME, code, Relation.LIVES_IN)] if code else []
    return links_of(kind, {name: getattr(row, name, None) for name in REFERRING})


async def resolve(desk: Desk, kind: RecordKind, said: Mapping[int, RecordRow]) -> tuple[dict[int, list[Linked]], Bad]:
    """Return what each line hangs on, and the lines that name what their township does not have."""
    named = {line: _named(kind, row) for line, row in said.items()}
    wanted: dict[RecordKind, set[tuple[str, str]]] = {}
    for line, links in named.items():
        for one in links:
            wanted.setdefault(one.kind, set()).add((said[line].region[:TOWNSHIP], one.code))
    found = {
        (other, row.township, row.value): row.id
        for other, pairs in wanted.items()
        for row in await records.with_value(desk.work.connection, other, "code", sorted(pairs))
    }
    linked: dict[int, list[Linked]] = {}
    bad: Bad = []
    for line, links in named.items():
        for one in links:
            record_id = found.get((one.kind, said[line].region[:TOWNSHIP], one.code))
            if record_id is None:
                bad.append((line, Found(one.column, _UNKNOWN[one.kind])))
            else:
                linked.setdefault(line, []).append(Linked(one, record_id))
    return linked, bad


async def second_heads(desk: Desk, good: Sequence[Checked], links: Mapping[int, list[Linked]]) -> Bad:
    """Return the lines that would give a household a second head."""
    heading = [
        (one, linked)
        for one in good
        for linked in links.get(one.given.at, ())
        if linked.link.relation is Relation.HEADS
    ]
    heads: dict[UUID, UUID | int] = {}
    heads |= await ties.heads_of(desk.work.connection, {linked.record_id for _, linked in heading})
    bad: Bad = []
    for one, linked in heading:
        # Who is new has no id yet: his line stands for him.
        mine = one.held or one.given.at
        if heads.setdefault(linked.record_id, mine) != mine:
            bad.append((one.given.at, Found(linked.link.column, Flaw.HEAD_THERE)))
    return bad


async def link(
    desk: Desk,
    kind: RecordKind,
    kept: Mapping[int, Kept],
    links: Mapping[int, list[Linked]],
    regions: Mapping[int, str],
) -> None:
    """Keep what taken lines hang on; what is known stays as it is."""
    if kind is RecordKind.HOUSEHOLD:
        return
    rows = []
    every = [(number, one) for number in kept for one in links.get(number, ())]
    for line, one in every:
        ends = (kind, kept[line].id), (one.link.kind, one.record_id)
        rows.append(tie_row(desk, *ends, one.link.relation, None, regions[line]))
    await ties.add_ties(desk.work.connection, rows)
