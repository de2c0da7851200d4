"""How fast is it on this machine? Runs the whole platform, loads it, prints tables and writes them to bench/out.

`PART=cases` measures the lists of cases, the figures and the life cycles alone, and writes `cases.json`;
`PART=vacancy` judges the detector of returns on a month (`SEED=1`), sends it through the topic to the disk (`DAYS=2`:
its first two days), and writes `vacancy.json`.
`PART=outreach` leads a campaign of the grid through two deaths of its process, and writes `outreach.json`.
`PART=registry` brings a file of people into the registry, and writes `registry.json`.
`PART=patrols` makes one morning's rounds of a province (`TOWNSHIPS=20`: of a county), and writes `patrols.json`.
`PART=window` receives applications at the counters of a county, and writes `window.json`.
"""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import uvloop

from bench.arrivals import Arrivals
from bench.baseline import measure_baseline
from bench.bulk import measure_bulk
from bench.callers import measure_callers
from bench.door import measure_door, push_in_bulk, warm_up
from bench.flow import measure_burst, measure_delay
from bench.lifecycle import measure_cycles
from bench.lists import measure_figures, measure_lists
from bench.many import fill_up
from bench.orders import COUNTY, Orders, check_orders
from bench.outreach import measure_outreach
from bench.patrols import measure_patrols
from bench.plan import BenchPlan, plan_from_environment
from bench.processes import machine
from bench.registry import measure_registry
from bench.report import keep, keep_as, lines_of, lists_table, table
from bench.window import measure_window
from embedded.short_lived import RunningStack, running_stack
from onefour.installation import Installation
from onefour.meters.world import WorldPlan
from onefour.register import children_of
from onefour.townships import build_townships
from onefour.vacancy import figures as vacancy_figures

FEW_ROWS = 10_000
Figures = TypeVar("Figures", bound=Mapping[str, Any])


async def measure(plan: BenchPlan, *, cases_alone: bool = False) -> dict[str, Any]:
    """Run everything once, or only what is about many cases, and return the figures."""
    figures: dict[str, Any] = {"machine": machine(), "plan": asdict(plan)}
    began = time.monotonic()
    async with running_stack() as running, Arrivals.of(running) as arrivals:
        orders = await _build(running)
        url = running.stack.services["dispatch"]
        await warm_up(url, orders)
        await arrivals.drained()
        if not cases_alone:
            _tell("the door 接收")
            figures["door"] = _told(await measure_door(url, orders, plan))
            await arrivals.drained()
            _tell("delay 延迟")
            figures["delay"] = _told(await measure_delay(running, arrivals, orders, plan))
        missing = min(FEW_ROWS, plan.events) - (await arrivals.count()).reports
        if missing > 0:
            await push_in_bulk(url, orders, missing, plan.bulk)
            await arrivals.drained()
        _tell("life cycles 办结")
        few = _told(await measure_cycles(running, arrivals, plan.cycles))
        if not cases_alone:
            _tell(f"a burst of {plan.events:,} 突发")
            figures["burst"] = _told(await measure_burst(running, arrivals, orders, plan))
        _tell(f"{plan.cases:,} cases 案件")
        figures |= await _measure_cases(running, arrivals, plan)
        _tell(f"one step with {plan.together:,} cases together 批量")
        figures["bulk"] = _told(await measure_bulk(running, arrivals, orders, plan))
        figures["cycles"] = {"few": few, "many": figures.pop("many")}
        if not cases_alone:
            _tell("row by row 逐行")
            figures["baseline"] = _told(await measure_baseline(running, orders, plan.baseline))
            figures["ratio"] = _ratios(figures)
        _tell("callers 来电检索")
        figures["callers"] = _told(await measure_callers(running, arrivals.dispatch))
        keep_cases(figures)
    figures["lasted_s"] = round(time.monotonic() - began)
    return figures


async def _measure_cases(running: RunningStack, arrivals: Arrivals, plan: BenchPlan) -> dict[str, Any]:
    """Fill up to `plan.cases`; return the times of lists and figures, and the rate of life cycles beside them."""
    await fill_up(arrivals.dispatch, plan.cases)
    _tell("figures 指标")
    figures = _told(await measure_figures(running, arrivals.dispatch))
    _tell("lists 列表")
    lists = _told(await measure_lists(running, arrivals.dispatch))
    _tell("life cycles with more rows 办结")
    return {"figures": figures, "lists": lists, "many": _told(await measure_cycles(running, arrivals, plan.cycles))}


def keep_cases(figures: Mapping[str, Any]) -> None:
    """Write what a million cases do to lists and life cycles."""
    cycles, lists = figures["cycles"], figures["lists"]
    few, many = cycles["few"]["cases_a_second"], cycles["many"]["cases_a_second"]
    kept = {"cases": cycles["many"]["rows"], "list_p99_ms": lists["p99_ms"], "lifecycles_per_second": many}
    more = {
        "lifecycles_ratio": round(many / few, 2),
        "lists": lists,
        "cycles": cycles,
        "figures": figures["figures"],
        "bulk": figures["bulk"],
        "callers": figures["callers"],
    }
    keep_as(kept | more | {"machine": figures["machine"]}, "cases")
    print(lists_table(kept | more))


async def _build(running: RunningStack) -> Orders:
    """Build eight townships, and make sure that the orders are for their grid workers."""
    async with Installation({}, running.stack).gateway() as gateway:
        townships = await build_townships(gateway, [region.code for region in children_of(COUNTY)])
        await check_orders(gateway)
    return Orders(townships, running.stack)


def _ratios(figures: dict[str, Any]) -> dict[str, float]:
    burst, baseline, cycles = figures["burst"], figures["baseline"], figures["cycles"]
    spent = sum(burst["cpu_us_an_event"].values())
    return {
        "rate": round(burst["events_a_second"] / baseline["events_a_second"], 1),
        "cpu": round(baseline["cpu_us_an_event"] / spent, 1),
        "cycles": round(cycles["many"]["cases_a_second"] / cycles["few"]["cases_a_second"], 2),
    }


def _tell(what: str) -> None:
    print(f"  measuring {what} …", file=sys.stderr, flush=True)


def _told(figures: Figures) -> Figures:
    """Show figures as soon as they are there: whoever ends the bench early keeps what was measured."""
    print(f"    {figures}", file=sys.stderr, flush=True)
    return figures


def _measure_vacancy() -> None:
    """Judge the detector of returns on one simulated month, send it through the topic, and keep the figures."""
    plan = WorldPlan(seed=int(os.environ.get("SEED", "1")))
    _tell("the detector of returns, and readings from the topic to the disk 返回判别 读数")
    found = vacancy_figures(plan, float(os.environ.get("DAYS", plan.days)))
    print(found)
    print(keep_as(found | {"machine": machine()}, "vacancy"))


def main() -> None:
    if os.environ.get("PART") == "vacancy":
        _measure_vacancy()
        return
    if os.environ.get("PART") == "outreach":
        plan = plan_from_environment()
        print(lines_of(uvloop.run(measure_outreach(plan.residents, plan.messages))))
        return
    if os.environ.get("PART") == "registry":
        print(lines_of(uvloop.run(measure_registry(plan_from_environment().lines))))
        return
    if os.environ.get("PART") == "patrols":
        print(lines_of(uvloop.run(measure_patrols(plan_from_environment().townships))))
        return
    if os.environ.get("PART") == "window":
        print(lines_of(uvloop.run(measure_window(plan_from_environment().door_s))))
        return
    cases_alone = os.environ.get("PART") == "cases"
    figures = uvloop.run(measure(plan_from_environment(), cases_alone=cases_alone))
    if cases_alone:
        return
    print("\n" + table(figures))
    print(f"\n{keep(figures)}: {figures['lasted_s']} s in all")


if __name__ == "__main__":
    main()
