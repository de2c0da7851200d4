"""How does a running platform get its synthetic townships, and when does the centre know them?"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import httpx
from tenacity import AsyncRetrying, RetryError, retry_if_exception, stop_after_delay, wait_exponential
from tqdm import tqdm

from onefour.gateway import Actor, Gateway
from onefour.installation import Installation
from onefour.refusals import StillRefused
from onefour.synthesis import DEFAULT_CELLS, Township, synthesise_township
from onefour.township import feature_collection, worker_rows
from shared.clock import utc_now
from shared.codes import RegionLevel

SEED: Final = 1
# The same in every run: what is put again as of the same day changes nothing.
VALID_FROM: Final = "2026-01-01"
_MADE_UP: Final = {"synthetic": True, "valid_from": VALID_FROM}
_PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.2
# The grid learns of persons by event: until then it knows nobody who could hold a cell.
_NOT_YET: Final = frozenset({409, 429, 502, 503, 504})


async def build_one(installation: Installation, code: str, *, seed: int, cells: int) -> Township:
    """Bring one township into the installation; see build_townships."""
    async with installation.gateway() as gateway:
        (made,) = await build_townships(gateway, [code], seed=seed, cells=cells)
        return made


async def build_townships(
    gateway: Gateway, codes: Sequence[str], *, seed: int = SEED, cells: int = DEFAULT_CELLS
) -> list[Township]:
    """Make up the townships `codes` and bring them into the platform; twice is as good as once.

    Returns when the centre finds a cell at a place in each. Raises StillRefused, NoSuchTownship, BadTownship.
    """
    townships = [synthesise_township(code, seed=seed, cells=cells) for code in codes]
    for township in tqdm(townships, desc="建乡镇 townships", disable=None, leave=False):
        await _build(gateway, township)
    for township in townships:
        await _until_known(gateway, township)
    return townships


async def _build(gateway: Gateway, township: Township) -> None:
    # The county's departments come with each of its townships.
    admin = Actor("admin", township.code[: RegionLevel.COUNTY.digits], "p-demo-admin")
    async with gateway.client("dispatch", admin) as dispatch, gateway.client("grid", admin) as grid:
        try:
            async for trying in AsyncRetrying(
                retry=retry_if_exception(_is_early),
                wait=wait_exponential(multiplier=0.2, max=2),
                stop=stop_after_delay(_PATIENCE_S),
            ):
                with trying:
                    await _send(dispatch, grid, township)
        except RetryError as given_up:
            raise StillRefused(f"{township.code}: {_words(given_up.last_attempt.exception())}") from given_up
        except httpx.HTTPStatusError as refused:
            raise StillRefused(f"{township.code}: {_words(refused)}") from refused


async def _send(dispatch: httpx.AsyncClient, grid: httpx.AsyncClient, township: Township) -> None:
    """Send a township through the public interfaces, in the order in which one part needs another; each is a PUT."""
    units = [
        {"id": u.id, "kind": u.kind, "name": u.name, "region": u.region, **_MADE_UP}
        for u in (*township.units, *township.departments)
    ]
    persons = [
        {"id": p.id, "name": p.name, "unit_id": p.unit, "roles": list(p.roles), "region": p.region, **_MADE_UP}
        for p in township.persons
    ]
    cells = feature_collection(township)
    place = {"region": township.code, "valid_from": VALID_FROM}
    (await dispatch.put("/organisation/units", json={"units": units})).raise_for_status()
    (await dispatch.put("/organisation/persons", json={"persons": persons})).raise_for_status()
    (await grid.put("/cells", json=cells, params=place)).raise_for_status()
    (await grid.put("/workers", json={"workers": worker_rows(township)})).raise_for_status()


async def _until_known(gateway: Gateway, township: Township) -> None:
    """Ask the centre's dry run until it finds every cell and its worker: reports that come earlier would find none."""
    admin = Actor("admin", township.code, "p-demo-admin")
    deadline = time.monotonic() + _PATIENCE_S
    for cell in township.cells:
        point = cell.polygon.representative_point()
        event = {
            "external_id": "dry-run",
            "occurred_at": utc_now().isoformat(),
            "title": "路灯不亮",
            "region": township.code,
            "position": {"lon": point.x, "lat": point.y},
        }
        while True:
            answer = await gateway.ask("dispatch", "POST", "/triage/try", actor=admin, json={"event": event})
            answer.raise_for_status()
            decided = answer.json()
            if decided["cell"] == cell.code and decided["worker_id"]:
                break
            if time.monotonic() > deadline:
                raise StillRefused(f"{township.code}: 指挥中心尚不知网格 the centre does not know cell {cell.code} yet")
            await asyncio.sleep(_LOOK_EVERY_S)


def _is_early(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _NOT_YET
    return isinstance(error, httpx.TransportError)


def _words(error: BaseException | None) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return (
            f"{error.request.method} {error.request.url.path}: {error.response.status_code} {error.response.text[:400]}"
        )
    return f"{type(error).__name__}: {error}"
