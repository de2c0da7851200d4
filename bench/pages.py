"""How long does a township's page of each register take at a province's scale? Run after `onefour province build`.

Each page is asked for several townships, one request at a time, as a leader of its county sees it. A page is too
slow where the median of its answers is over `LIMIT_MS`; the exit code says whether any is.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from bench.processes import machine
from onefour.gateway import Actor, Gateway
from onefour.installation import Installation
from onefour.province.places import all_townships
from onefour.register import regions

LIMIT_MS: Final = 50
TOWNSHIPS: Final = 12
# Register → path; `{t}` is the township, `{c}` its county.
PAGES: Final[Mapping[str, Sequence[str]]] = {
    "organisation 机构人员": (
        "/regions?parent={t}",
        "/organisation/units?region={t}",
        "/organisation/persons?region={t}",
    ),
    "duties 职责准入": (
        "/duties/lists?region={c}",
        "/duties/lists/{c}?kind=basic",
        "/duties/who-may?matter=S0600&region={t}",
        "/duties/exits?region={t}",
        "/duties/observed?region={t}",
        "/duties/waiting?region={t}",
        "/duties/admissions",
    ),
    "powers 权力调整": (
        "/powers?region={t}",
        "/powers?region={t}&in_force=true&as_of=2026-03-01",
        "/powers/catalogue",
        "/powers/in-force?code=SP001&region={t}",
        "/powers/vacuum?region={t}",
        "/powers/supervised?region={t}",
        "/powers/evaluations-due?region={t}",
    ),
    "resources 资源下沉": (
        "/resources/posts?region={t}",
        "/resources/placements?region={t}",
        "/resources/money?region={t}",
        "/resources/load?region={t}",
        "/resources/load/heads?region={t}",
        "/resources/load/townships?region={c}",
        "/resources/comparison?region={t}&before=2026-01-01&after=2026-11-01",
        "/resources/summary?region={t}",
        "/resources/confirmed?region={t}&power=SP001",
        "/resources/to-move-back?region={t}",
    ),
    "party 党的建设": ("/party/organisations?region={t}", "/party/stuck?region={t}", "/party/cells?region={t}"),
    "assessment 考核评估": (
        "/assessment/demands?region={t}",
        "/assessment/figures?region={t}&year=2026",
        "/assessment/objections?region={t}",
        "/assessment/scores?region={t}",
        "/assessment/results?region={t}",
    ),
    "exchange 数据回流": (
        "/exchange/sets?region={c}",
        "/exchange/requests",
        "/exchange/use?region={c}&since=2026-01-01&until=2026-11-01",
    ),
    "adoption 示范推广": ("/adoption/townships", "/adoption/townships/{t}/gaps"),
    "training 全员培训": (
        "/training/courses",
        "/training/sessions?region={t}",
        "/training/certificates?region={t}",
        "/training/reminders?region={t}",
        "/training/figures?region={t}&from=2024-01-01&to=2026-11-01&by=field",
    ),
}


async def measure(gateway: Gateway) -> dict[str, float]:
    """Return the median time of each page in milliseconds."""
    # A development zone counted as a county has no duty list.
    places = [p.code for p in Random(1).sample(all_townships(), 2 * TOWNSHIPS) if not regions()[p.county].is_pseudo]
    places = places[:TOWNSHIPS]
    found = {}
    for paths in PAGES.values():
        for path in paths:
            # What a process keeps in memory is read with the first question.
            await _ask(gateway, path, places[0])
            found[path] = statistics.median([await _ask(gateway, path, place) for place in places])
    return found


async def _ask(gateway: Gateway, path: str, township: str) -> float:
    county = township[:6]
    actor = Actor("leader", county, "p-bench")
    began = time.perf_counter()
    answer = await gateway.ask("dispatch", "GET", path.format(t=township, c=county), actor=actor)
    taken = (time.perf_counter() - began) * 1_000
    answer.raise_for_status()
    return taken


async def _main() -> int:
    async with Installation.here().gateway() as gateway:
        found = await measure(gateway)
    for register, paths in PAGES.items():
        print(register)
        for path in paths:
            print(f"  {path.ljust(72)}{found[path]:>8.1f} ms{'  too slow' if found[path] > LIMIT_MS else ''}")
    print(f"median of {TOWNSHIPS} townships; {_words(machine())}")
    return 1 if max(found.values()) > LIMIT_MS else 0


def _words(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
