"""How are the figures shown and kept?"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out" / "spine.json"
# Where design.md, 6, names a goal: path in the figures → (words, goal).
GOALS = {
    "door.saturated_8_connections.requests_a_second": ("POST one by one, 8 connections, /s", "≥ 1,000"),
    "door.saturated_8_connections.p50_ms": ("  p50 ms", ""),
    "door.saturated_8_connections.p99_ms": ("  p99 ms", "< 20"),
    "door.saturated_64_connections.requests_a_second": ("POST one by one, 64 connections, /s", "≥ 1,000"),
    "door.saturated_64_connections.p50_ms": ("  p50 ms", ""),
    "door.saturated_64_connections.p99_ms": ("  p99 ms", "< 150"),
    "door.open_loop.p50_ms": ("POST at a fixed rate (open loop), p50 ms", ""),
    "door.open_loop.p99_ms": ("  p99 ms", ""),
    "burst.accepted_a_second": ("POST in bulk, reports/s", "≥ 5,000"),
    "burst.events": ("burst, events", "50,000"),
    "burst.events_a_second": ("feed event → task in the inbox, events/s", "≥ 1,000"),
    "baseline.events_a_second": ("the same row by row, events/s", ""),
    "ratio.rate": ("  times faster", "≥ 10"),
    "ratio.cpu": ("  times less processor time", ""),
    "delay.p50_ms": ("accepted → visible at a steady rate, p50 ms", ""),
    "delay.p99_ms": ("  p99 ms", "< 1,000"),
    "cycles.few.cases_a_second": ("life cycles (4 calls), cases/s", ""),
    "cycles.few.rows": ("  with rows", ""),
    "cycles.many.cases_a_second": ("life cycles (4 calls), cases/s", ""),
    "cycles.many.rows": ("  with rows", ""),
    "ratio.cycles": ("  rate with many rows / with few", "≥ 0.9"),
}


def table(figures: Mapping[str, Any]) -> str:
    """Return what was measured beside its goal, then the processor time of each process."""
    lines = [f"{'':48}{'measured':>12}{'goal':>12}"]
    for path, (words, goal) in GOALS.items():
        found = _at(figures, path)
        if found is not None:
            lines.append(f"{words:48}{found:>12,}{goal:>12}")
    lines.append("\nprocessor time of an event in the burst, µs, by process")
    lines += [f"  {name:46}{us:>12,}" for name, us in figures["burst"]["cpu_us_an_event"].items()]
    return "\n".join(lines)


def lists_table(figures: Mapping[str, Any]) -> str:
    """Return how long each page of cases and of figures took, the slowest first, and the rate of life cycles."""
    lists, goal = figures["lists"], "< 50"
    pages = sorted(lists["pages"].items(), key=lambda page: -page[1]["p99_ms"])
    lines = [f"\n{figures['cases']:,} cases", f"{'a page of cases over HTTP, ms':48}{'p50':>8}{'p99':>8}{'goal':>8}"]
    lines += [f"  {name:46}{page['p50_ms']:>8}{page['p99_ms']:>8}" for name, page in pages]
    lines.append(f"  {'all of them together':46}{lists['p50_ms']:>8}{lists['p99_ms']:>8}{goal:>8}")
    lines += [f"figures: {name:39}{value:>16,}" for name, value in figures["figures"].items()]
    together = figures["bulk"]
    for step in together["steps"]:
        words = f"{step['action']} of {together['cases']:,} cases in one request, s"
        lines.append(f"{words:48}{step['seconds']:>16}")
    for by, taken in figures["callers"]["pages"].items():
        words = f"earlier of {figures['callers']['reports']:,} reports, by {by}, ms"
        lines.append(f"{words:48}{taken['p50_ms']:>8}{taken['p99_ms']:>8}")
    few, many = (figures["cycles"][name] for name in ("few", "many"))
    for part in (few, many):
        lines.append(f"life cycles a second with {part['rows']:>9,} rows {part['cases_a_second']:>21}")
    lines.append(f"  many / few {figures['lifecycles_ratio']:>45}{'≥ 0.9':>8}")
    return "\n".join(lines)


def keep(figures: Mapping[str, Any], path: Path = OUT) -> Path:
    """Write the figures as JSON and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def keep_as(figures: Mapping[str, Any], name: str) -> Path:
    """Write the figures of another measurement beside them."""
    return keep(figures, OUT.with_name(f"{name}.json"))


def lines_of(figures: Mapping[str, Any]) -> str:
    """Return figures by their names, one a line."""
    return "\n".join(f"{name:28}{value:>14,}" for name, value in figures.items() if isinstance(value, int | float))


def _at(figures: Mapping[str, Any], path: str) -> Any:
    found: Any = figures
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found
