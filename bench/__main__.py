"""How fast is it on this machine? Runs the whole platform, loads it, prints a table and writes bench/out/spine.json."""

import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import uvloop

from bench.arrivals import Arrivals
from bench.baseline import measure_baseline
from bench.door import measure_door, push_in_bulk, warm_up
from bench.flow import measure_burst, measure_delay
from bench.lifecycle import fill_up, measure_cycles
from bench.orders import COUNTY, Orders, check_orders
from bench.plan import BenchPlan, plan_from_environment
from bench.processes import machine
from bench.report import keep, table
from bench.stack import RunningStack, running_stack
from onefour.installation import Installation
from onefour.register import children_of
from onefour.townships import build_townships

FEW_ROWS = 10_000
Figures = TypeVar("Figures", bound=Mapping[str, Any])


async def measure(plan: BenchPlan) -> dict[str, Any]:
    """Run everything once and return the figures."""
    figures: dict[str, Any] = {"machine": machine(), "plan": asdict(plan)}
    began = time.monotonic()
    async with running_stack() as running, Arrivals.of(running) as arrivals:
        orders = await _build(running)
        url = running.stack.services["dispatch"]
        _tell("the door 接收")
        await warm_up(url, orders)
        await arrivals.drained()
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
        _tell(f"a burst of {plan.events:,} 突发")
        figures["burst"] = _told(await measure_burst(running, arrivals, orders, plan))
        _tell("life cycles with more rows 办结")
        await fill_up(arrivals, plan.cases)
        figures["cycles"] = {"few": few, "many": _told(await measure_cycles(running, arrivals, plan.cycles))}
        _tell("row by row 逐行")
        figures["baseline"] = _told(await measure_baseline(running, orders, plan.baseline))
    figures["lasted_s"] = round(time.monotonic() - began)
    figures["ratio"] = _ratios(figures)
    return figures


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


def main() -> None:
    figures = uvloop.run(measure(plan_from_environment()))
    print("\n" + table(figures))
    print(f"\n{keep(figures)}: {figures['lasted_s']} s in all")


if __name__ == "__main__":
    main()
