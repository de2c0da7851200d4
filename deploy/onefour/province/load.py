"""How does a made-up province get through the doors: in which order, in which portions, and what if it is there?

Everything goes in as people would put it in: units and persons by an administrator, what binds others by two persons of
an org office. Each portion is taken whole or not at all, and one that is there is left alone, so that a build that was
stopped goes on where it ended.
"""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tqdm import tqdm

from onefour.gateway import Actor, Gateway
from onefour.province import authority, organisation, training
from onefour.province.organisation import DOCUMENT, START, Town
from onefour.province.places import Place, listed_counties
from onefour.province.scale import Scale
from onefour.refusals import StillRefused

ADMIN: Final = Actor("admin", "32", "p-province-admin")
# One draws up, the other decides.
FIRST, SECOND = (Actor("org-office", "32", f"p-province-office-{n}") for n in (1, 2))
_UNITS_AT_ONCE, _LINES_AT_ONCE = 1_000, 8_000
_AT_ONCE: Final = 2


Rows = list[dict[str, Any]]
Known = tuple[str, Mapping[str, Any], str]


@dataclass(frozen=True, slots=True)
class Portion:
    """One request, or a draft with its confirmation: `confirm` is the path, `{}` the draft's id.

    `known` is what to read first (path, parameters, text): where the answer shows the text, the portion is there.
    """

    rows: int
    method: str
    path: str
    body: Mapping[str, Any]
    actor: Actor = ADMIN
    confirm: str | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Portions that need nothing of one another; a stage needs those before it."""

    name: str
    portions: Sequence[Portion] = field(default_factory=tuple)


def stages(places: Sequence[Place], scale: Scale, seed: int) -> Iterator[Stage]:
    """Yield all that makes up the province; the same arguments, the same province."""
    # Nothing secret: the same seed must give the same province.
    random = Random(seed)  # noqa: S311
    towns = organisation.make_towns(places, scale, random)
    powers = authority.taken_powers(places, scale, random)
    yield Stage("区划 regions", _puts("/regions", "regions", organisation.region_rows(places)))
    yield Stage("机构 units", _puts("/organisation/units", "units", organisation.unit_rows(towns)))
    yield Stage("人员 persons", _puts("/organisation/persons", "persons", organisation.person_rows(towns)))
    matters = authority.matter_rows(scale)
    yield Stage("事项 matters", [Portion(len(matters), "PUT", "/triage/tables", {"matters": matters})])
    yield Stage("职责清单 duty lists", [_list(county, scale) for county in listed_counties(places)])
    yield Stage("赋权目录 catalogue", [_catalogue(scale)])
    yield Stage("赋权 powers", list(_takeovers(places, powers)))
    yield Stage("编制 posts", list(_posts(towns)))
    yield Stage("下沉人员 people", list(_people(towns)))
    yield Stage("经费 money", list(_money(places, powers, scale)))
    yield Stage("培训 training", [_city(city, held) for city, held in training.past_training(towns, scale, random)])


def _puts(path: str, what: str, rows: Sequence[dict[str, Any]]) -> list[Portion]:
    return [Portion(len(part), "PUT", path, {what: part}) for part in _parts(rows, _UNITS_AT_ONCE)]


def _list(county: str, scale: Scale) -> Portion:
    body = authority.duty_list(county, scale)
    known: Known = (f"/duties/lists/{county}/history", {}, '"published"')
    return Portion(len(body["lines"]), "POST", "/duties/drafts", body, FIRST, "/duties/drafts/{}/publish", known)


def _catalogue(scale: Scale) -> Portion:
    rows = authority.catalogue_rows(scale)
    body = {"valid_from": START, "adopted_by": DOCUMENT, "powers": rows}
    known: Known = ("/powers/catalogue", {"after": "SP000", "limit": 1}, '"SP001"')
    return Portion(len(rows), "PUT", "/powers/catalogue", body, FIRST, known=known)


def _takeovers(places: Sequence[Place], powers: Sequence[Sequence[int]]) -> Iterator[Portion]:
    path, confirm = "/powers/takeovers", "/powers/takeovers/{}/confirm"
    towns = ((p.code, authority.takeover_rows(p, numbers)) for p, numbers in zip(places, powers, strict=True))
    for region, part in _gathered(towns):
        known: Known = ("/powers", {"region": region, "limit": 1}, '"code"')
        yield Portion(len(part), "POST", path, {"powers": part}, FIRST, confirm, known)


def _posts(towns: Sequence[Town]) -> Iterator[Portion]:
    for region, part in _gathered(organisation.post_rows(towns).items()):
        yield _stock("posts", part, ("/resources/posts", {"region": region}, '"unit_id"'))


def _people(towns: Sequence[Town]) -> Iterator[Portion]:
    for region, part in _gathered((town.place.code, organisation.placement_rows(town)) for town in towns):
        yield _stock("people", part, ("/resources/placements", {"region": region}, '"person_id"'))


def _money(places: Sequence[Place], powers: Sequence[Sequence[int]], scale: Scale) -> Iterator[Portion]:
    towns = ((p.code, authority.money_rows(p, numbers, scale)) for p, numbers in zip(places, powers, strict=True))
    for region, part in _gathered(towns):
        yield _stock("money", part, ("/resources/money", {"region": region}, '"power"'))


def _stock(what: str, rows: Sequence[dict[str, Any]], known: Known) -> Portion:
    body = {"what": f"stock-{what}", "region": "32", "valid_from": START, "adopted_by": DOCUMENT, "lines": rows}
    path = "/resources/proposals"
    return Portion(len(rows), "POST", path, body, FIRST, path + "/{}/confirm", known)


def _city(city: str, held: Mapping[str, Any]) -> Portion:
    rows = sum(len(day["persons"]) for session in held["sessions"] for day in session["attended"])
    known: Known = (f"/training/history/{training.course_code(city, 1)}", {}, '"taken-over"')
    return Portion(rows, "POST", f"/training/takeovers/{city}", held, FIRST, known=known)


def _parts(rows: Sequence[dict[str, Any]], size: int) -> Iterator[Sequence[dict[str, Any]]]:
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]


def _gathered(regions: Iterable[tuple[str, Rows]]) -> Iterator[tuple[str, Rows]]:
    """Gather the rows of whole regions into portions: the first region tells whether all of a portion is there."""
    first, part = "", list[dict[str, Any]]()
    for region, rows in regions:
        first = first if part else region
        part += rows
        if len(part) >= _LINES_AT_ONCE:
            yield first, part
            part = []
    if part:
        yield first, part


async def load(gateway: Gateway, stages: Iterator[Stage], *, total: int) -> None:
    """Send everything that is not there yet, stage by stage, with a bar on the terminal. Raises StillRefused."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def send(portion: Portion, bar: Any) -> None:
        async with turns:
            await _send(gateway, portion)
            bar.update(portion.rows)

    with tqdm(total=total, unit="行", disable=None, leave=False) as bar:
        for stage in stages:
            bar.set_description(stage.name)
            began = time.monotonic()
            async with asyncio.TaskGroup() as group:
                for portion in stage.portions:
                    group.create_task(send(portion, bar))
            rows = sum(portion.rows for portion in stage.portions)
            bar.write(f"  {stage.name}: {rows:,} 行 rows, {time.monotonic() - began:.1f} s", file=sys.stderr)


async def _send(gateway: Gateway, portion: Portion) -> None:
    if portion.known is not None and await _is_there(gateway, portion):
        return
    answer = await gateway.ask("dispatch", portion.method, portion.path, actor=portion.actor, json=portion.body)
    _require_good(answer, portion.path)
    if portion.confirm is not None:
        path = portion.confirm.format(answer.json()["id"])
        _require_good(await gateway.ask("dispatch", "POST", path, actor=SECOND), path)


async def _is_there(gateway: Gateway, portion: Portion) -> bool:
    assert portion.known is not None
    path, params, text = portion.known
    answer = await gateway.ask("dispatch", "GET", path, actor=FIRST, params=params)
    _require_good(answer, path)
    return text in answer.text


def _require_good(answer: Any, path: str) -> None:
    if not answer.is_success:
        raise StillRefused(f"{path}: {answer.status_code} {answer.text[:600]}")
