"""How long does a province's training take in and out as a file, and does anybody wait meanwhile?

`python -m bench.sheets`. The reform's own 99,010 attendances (`ROWS=…` for another number) of people who are enrolled
come in and go out over HTTP, as CSV and as XLSX; while each file moves, a leader asks for a page again and again. The
peak of the process's memory is the kernel's own. The exit code says whether a clerk would wait over `PATIENCE_S`.
"""

import asyncio
import csv
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import httpx
import xlsxwriter

from bench.processes import machine
from embedded.short_lived import running_stack
from onefour.gateway import Actor, Gateway
from onefour.installation import Installation
from shared.clock import town_day, utc_now

ROWS: Final = int(os.environ.get("ROWS", "99010"))
PEOPLE, DAYS, PEOPLE_A_FILE = 5_000, 20, 2_000
PATIENCE_S: Final = 60
COUNTY: Final = "320904"
TOWN: Final = f"{COUNTY}101"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ("session_id", "person_id", "day", "hours")
OFFICE, LEADER = Actor("org-office", "32", "p-bench"), Actor("leader", COUNTY, "p-bench-leader")
PAGE: Final = f"/organisation/units?region={TOWN}"

Lines = Sequence[Sequence[Any]]


# --------------------------------------------------------------------------------------------------------------- files
def as_csv(head: Sequence[str], lines: Lines) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([head, *lines])
    return text.getvalue().encode()


def as_xlsx(head: Sequence[str], lines: Lines) -> bytes:
    """Return a workbook as a spreadsheet writes it, with days as days."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, head)
    for number, line in enumerate(lines, start=1):
        for place, cell in enumerate(line):
            page.write_datetime(number, place, cell, day) if isinstance(cell, date) else page.write(number, place, cell)
    book.close()
    return file.getvalue()


# ------------------------------------------------------------------------------------------------------------ the town
async def build(gateway: Gateway) -> list[str]:
    """Let people be enrolled in two sessions that end today; return the sessions."""
    names = [f"p-bench-{number}" for number in range(PEOPLE)]
    persons = [[name, TOWN, "测试", "2020-01-01"] for name in names]
    for start in range(0, PEOPLE, PEOPLE_A_FILE):
        part = persons[start : start + PEOPLE_A_FILE]
        await _put(gateway, "persons", as_csv(["id", "region", "name", "valid_from"], part))
    course = ["bench", "大课", "culture", DAYS * 8, COUNTY[:4]]
    await _put(gateway, "courses", as_csv(["code", "name", "field", "hours", "organiser"], [course]))
    today = town_day(utc_now())
    days = {"first_day": str(today - timedelta(days=DAYS - 1)), "last_day": str(today)}
    body = {"course": "bench", "region": TOWN, "capacity": PEOPLE, **days}
    made = []
    for _ in range(2):
        answer = await gateway.ask("dispatch", "POST", "/training/sessions", actor=OFFICE, json=body)
        made.append(str(answer.raise_for_status().json()["id"]))
        await _put(gateway, "enrolments", as_csv(HEAD[:2], [[made[-1], name] for name in names]))
    return made


def attendances(session: str) -> Iterator[list[Any]]:
    last = town_day(utc_now())
    for number in range(min(ROWS, PEOPLE * DAYS)):
        ago, person = divmod(number, PEOPLE)
        yield [session, f"p-bench-{person}", last - timedelta(days=ago), 8]


async def _put(gateway: Gateway, sheet: str, body: bytes, media: str = CSV, **query: Any) -> dict[str, Any]:
    path, headers = f"/sheets/{sheet}", {"Content-Type": media}
    answer = await gateway.ask(
        "dispatch", "POST", path, actor=OFFICE, content=body, headers=headers, params=query, timeout_s=600
    )
    if not answer.is_success:
        raise SystemExit(f"{sheet}: {answer.text[:500]}")
    return dict(answer.json())


# ------------------------------------------------------------------------------------------------------------- measure
async def timed(gateway: Gateway, what: str, pid: int, work: Callable[[], Awaitable[str]]) -> float:
    """Do it while a leader asks for pages; tell how long it took, how long he waited, and the peak of memory."""
    _forget_peak(pid)
    began = time.perf_counter()
    doing = asyncio.ensure_future(work())
    waits: list[float] = []
    while not doing.done():
        asked = time.perf_counter()
        (await gateway.ask("dispatch", "GET", PAGE, actor=LEADER)).raise_for_status()
        waits.append((time.perf_counter() - asked) * 1e3)
        await asyncio.sleep(0.05)
    said, took = await doing, time.perf_counter() - began
    p99 = statistics.quantiles(waits, n=100)[98] if len(waits) > 1 else waits[0]
    print(
        f"{what:<10}{took:>7.1f} s   {said:<40} another page meanwhile p50 {statistics.median(waits):>5.0f} ms, "
        f"p99 {p99:>5.0f} ms ({len(waits)}); peak {_peak_mb(pid):,.0f} MiB",
        flush=True,
    )
    return took


def _forget_peak(pid: int) -> None:
    """Let the kernel measure the peak anew (clear_refs, 5)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


async def _main() -> int:
    async with running_stack() as running, Installation({}, running.stack).gateway() as gateway:
        pid = running.pids["dispatch"]
        print(f"{ROWS:,} attendances; dispatch {_peak_mb(pid):,.0f} MiB when it starts", flush=True)
        sessions = await build(gateway)
        took: list[float] = []
        for ending, media, write in (("csv", CSV, as_csv), ("xlsx", XLSX, as_xlsx)):
            body = write(HEAD, list(attendances(sessions[len(took) // 3])))
            took += [await timed(gateway, f"{ending} in", pid, _taking(gateway, body, media))]
            took += [await timed(gateway, f"{ending} out", pid, _giving(gateway, ending))]
            took += [await timed(gateway, f"{ending} again", pid, _taking(gateway, body, media))]
    print(", ".join(f"{name} {value}" for name, value in machine().items() if name != "packages"))
    return 1 if max(took) > PATIENCE_S else 0


def _taking(gateway: Gateway, body: bytes, media: str) -> Callable[[], Awaitable[str]]:
    async def take() -> str:
        done = await _put(gateway, "attendances", body, media)
        return f"{done['rows']:,} lines, {done['changed']:,} new, {len(body) / 1e6:.1f} MB"

    return take


def _giving(gateway: Gateway, ending: str) -> Callable[[], Awaitable[str]]:
    async def give() -> str:
        path = f"/sheets/attendances.{ending}"
        answer: httpx.Response = await gateway.ask("dispatch", "GET", path, actor=OFFICE, timeout_s=600)
        answer.raise_for_status()
        return f"{len(answer.content) / 1e6:.1f} MB"

    return give


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
