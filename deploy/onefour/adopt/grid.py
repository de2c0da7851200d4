"""What does the grid lack of the cells and workers that a file wants?"""

from collections.abc import Mapping
from typing import Any, Final

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_exponential

from onefour.adopt.file import AdoptFile, cell_codes
from onefour.adopt.registers import Todo
from onefour.adopt.report import Difference
from onefour.adopt.way import Way, required
from onefour.refusals import StillRefused

_PATIENCE_S: Final = 60.0
_PAGE: Final = 2_000
_NOT_YET: Final = 409


class _NotYet(StillRefused):
    """The grid learns of persons by event: until then it knows nobody who could hold a cell."""


async def cells(way: Way, file: AdoptFile) -> Todo:
    """Compare code, name and names of places; whether a polygon differs the grid itself finds out."""
    wanted = {str(code): one for code, one in zip(cell_codes(file), _features(file), strict=False)}
    has = await _cells_of(way, file.township)
    added = [code for code in wanted if code not in has]
    changed = [code for code in wanted if code in has and _said(wanted[code]) != _said(has[code])]
    gone = [code for code in has if code not in wanted] if wanted else []
    place = {"region": file.township, "valid_from": file.valid_from.isoformat()}

    async def send() -> None:
        required(
            await way.gateway.ask("grid", "PUT", "/cells", actor=way.admin, json=dict(file.cells or {}), params=place)
        )

    left = [code for code in wanted if code not in {*added, *changed}]
    return Todo(Difference("cells", added, changed, left, gone), send)


async def workers(way: Way, file: AdoptFile) -> Todo:
    """Compare who holds a cell, and in which role."""
    has = {
        f"{held['cell']} {held['role']}": one["worker_id"]
        async for one in _workers_of(way, file.township)
        for held in one["cells"]
    }
    wanted = {f"{row.cell} {row.role}": row.person_id for row in file.workers}
    added = [post for post in wanted if post not in has]
    changed = [post for post in wanted if post in has and wanted[post] != has[post]]
    body = {"workers": [row.model_dump() for row in file.workers]}

    async def send() -> None:
        async for trying in AsyncRetrying(
            retry=retry_if_exception_type(_NotYet),
            wait=wait_exponential(multiplier=0.2, max=2),
            stop=stop_after_delay(_PATIENCE_S),
            reraise=True,
        ):
            with trying:
                answer = await way.gateway.ask("grid", "PUT", "/workers", actor=way.admin, json=body)
                if answer.status_code == _NOT_YET:
                    raise _NotYet(f"PUT /workers: {answer.status_code} {answer.text[:400]}")
                required(answer)

    left = [post for post in wanted if has.get(post) == wanted[post]]
    return Todo(Difference("workers", added, changed, left), send)


async def _cells_of(way: Way, region: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    after = ""
    while True:
        page = await way.read("/cells", service="grid", actor=way.admin, region=region, after=after, limit=_PAGE)
        found |= {str(one["properties"]["code"]): one for one in page["features"]}
        if not page["next"]:
            return found
        after = page["next"]


async def _workers_of(way: Way, region: str) -> Any:
    after = ""
    while True:
        page = await way.read("/workers", service="grid", actor=way.admin, region=region, after=after, limit=200)
        for one in page["items"]:
            yield one
        if not page["next"]:
            return
        after = page["next"]


def _features(file: AdoptFile) -> list[Mapping[str, Any]]:
    features = (file.cells or {}).get("features") or []
    return [one for one in features if isinstance(one, dict) and "code" in (one.get("properties") or {})]


def _said(feature: Mapping[str, Any]) -> tuple[Any, ...]:
    said = feature["properties"]
    return said.get("name"), sorted(said.get("place_names") or ())
