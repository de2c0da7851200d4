"""How does a township get taken in, step by step, so that a run that was stopped goes on where it ended?

First the centre is asked what the adoption would be, and each register whether it would take its part: what they refuse
is refused before anything is sent. Then the adoption is recorded, and each register gets what it lacks, in the order in
which one needs another.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from onefour.adopt import grid, registers
from onefour.adopt.file import AdoptFile, require_kinds
from onefour.adopt.registers import Agencies, Todo
from onefour.adopt.report import Difference, Gap, NotSent, Report
from onefour.adopt.tried import require_taken
from onefour.adopt.way import Way
from onefour.adopt.window import ask_items, choices
from onefour.gateway import Gateway
from shared.clock import town_day, utc_now

# The centre hears of cells and of who holds them by event.
_PATIENCE_S: Final = 15.0
_LOOK_EVERY_S: Final = 0.2


async def adopt(gateway: Gateway, file: AdoptFile, *, preview: bool = False) -> Report:
    """Take a township in by its file; twice is as good as once. Raises BadFile, StillRefused."""
    way = Way.of(gateway, file.county, file.actors.draws_up, file.actors.confirms)
    body = {
        "type": file.type,
        "version": file.version,
        "valid_from": file.valid_from.isoformat(),
        "document": file.document,
        "overlay": file.overlay.model_dump(),
        "reason": file.reason,
    }
    path, today = f"/adoption/townships/{file.township}", town_day(utc_now())
    decided = await way.send("POST", f"{path}/try", body)
    require_kinds(file, [one["kind"] for one in decided["pack"]["agencies"]])
    given = agencies_of(file.township, decided, file.valid_from, synthetic=file.synthetic)
    await require_taken(way, file, await _unit_ids(way, file, given, today), today)
    done, kept_back = [recorded(decided)], list[NotSent]()
    if not preview:
        await way.send("PUT", path, body)
    steps: Sequence[Callable[[], Awaitable[Todo]]] = (
        lambda: registers.agencies(way, given, today),
        lambda: _people(way, file, given, today),
        lambda: registers.duties(way, file),
        lambda: registers.binding(way, file),
        lambda: registers.powers(way, file, today),
        lambda: _choices(way, file, decided["pack"]["items"], kept_back),
        lambda: grid.cells(way, file),
        lambda: grid.workers(way, file),
        lambda: registers.government(way, file, today),
    )
    # What a register lacks is asked when its turn comes: the steps before it may have changed that.
    done += [await take(await step(), preview=preview) for step in steps]
    gaps = [] if preview else await _settled_gaps(way, file)
    return Report(file.township, decided["type"], decided["version"], preview, done, gaps, kept_back)


async def gaps_of(way: Way, region: str, items: Sequence[str]) -> list[Gap]:
    """Return what a township lacks by the centre's registers, and by the window's items. Raises StillRefused."""
    shown = await way.read(f"/adoption/townships/{region}/gaps")
    found = [Gap(one["code"], one["what"], one["has"], one["needs"], one["closes"]) for one in shown["gaps"]]
    return [*found, *(await ask_items(way, region, [*shown["items"], *items])).gaps()]


async def _settled_gaps(way: Way, file: AdoptFile) -> list[Gap]:
    """Return the gaps once the centre has heard who holds the file's cells, or will not hear of it soon."""
    held, deadline = {row.cell for row in file.workers}, time.monotonic() + _PATIENCE_S
    closers = {f"POST /powers/choices: {row.power}" for row in file.powers}
    while True:
        gaps = await gaps_of(way, file.township, file.items)
        unheard = any(gap.what in held and gap.code.endswith("too-few-workers") for gap in gaps)
        unseen = any(gap.code.endswith("too-few-cells") and (gap.has or 0) < len(held) for gap in gaps)
        # The window hears by event of a power that was taken over just now.
        untold = any(gap.closes in closers for gap in gaps)
        if not (unheard or unseen or untold) or time.monotonic() > deadline:
            return gaps
        await asyncio.sleep(_LOOK_EVERY_S)


async def _choices(way: Way, file: AdoptFile, asked: Sequence[str], kept_back: list[NotSent]) -> Todo:
    """Propose the powers that items of the file and of the standard need; what the file takes over is not chosen."""
    items = await ask_items(way, file.township, [*asked, *file.items])
    given = {row.power for row in file.powers}
    todo, strange, _ = await choices(way, file.township, [one for one in items.without.values() if one not in given])
    kept_back += [*items.not_sent(), *strange]
    return todo


async def _people(way: Way, file: AdoptFile, given: Agencies, today: date) -> Todo:
    return await registers.people(way, file, await _unit_ids(way, file, given, today), today)


async def _unit_ids(way: Way, file: AdoptFile, given: Agencies, today: date) -> dict[str, str]:
    """Return the id of each agency by its kind: the one that it has, else the one that it will get."""
    on = max(file.valid_from, today).isoformat()
    units = [one async for one in way.pages("/organisation/units", region=file.township, as_of=on)]
    ids = {kind: f"u-{file.township}-{kind}" for kind in given.wanted}
    return ids | {one["kind"]: one["id"] for one in units if one["region"] == file.township}


async def take(todo: Todo, *, preview: bool) -> Difference:
    """Send what differs, but for a preview."""
    if not preview and not todo.difference.is_empty:
        await todo.send()
    return todo.difference


def agencies_of(region: str, decided: Mapping[str, Any], since: date, *, synthetic: bool = False) -> Agencies:
    before = decided["before"] or {"agencies": []}
    wanted = {one["kind"]: one["name"] for one in decided["pack"]["agencies"]}
    return Agencies(region, wanted, [one["kind"] for one in before["agencies"]], since, synthetic)


def recorded(decided: Mapping[str, Any]) -> Difference:
    what = [f"{decided['region']} {decided['type']} v{decided['version']}"]
    if decided["step"] is None:
        return Difference("adoption", left_alone=what)
    return Difference("adoption", what) if decided["step"] == "adopted" else Difference("adoption", changed=what)
