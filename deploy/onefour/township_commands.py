"""Which commands are there for one township: make one up, take one in from a file, upgrade it, see what it lacks?"""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from shared.clock import town_day, utc_now

T = TypeVar("T")
# As a shell says it of a process that took the signal.
STOPPED_BY_HAND = 130

township_app = typer.Typer(help="乡镇 one township: made up, or taken in from a file", invoke_without_command=True)

Code = Annotated[str, typer.Option(help="nine digits, for example 320585102")]
Preview = Annotated[bool, typer.Option("--preview", help="say what would change, send nothing")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON object")]
DrawsUp = Annotated[str, typer.Option(help="person id: draws up")]
Confirms = Annotated[str, typer.Option(help="another person's id: confirms")]


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Return what a run came to; one that is stopped by hand says how it goes on."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        print("已中断 stopped: the same command goes on where this one ended", file=sys.stderr)
        raise typer.Exit(STOPPED_BY_HAND) from None


@township_app.callback()
def township(
    context: typer.Context,
    code: Annotated[str | None, typer.Option(help="nine digits, for example 320585102")] = None,
    seed: Annotated[int, typer.Option(help="another seed, another township")] = 1,
    cells: Annotated[int, typer.Option(help="about how many cells")] = 16,
) -> None:
    """合成乡镇 Build a synthetic township at its real place; a second time changes nothing. Or one of the commands."""
    if context.invoked_subcommand is not None:
        return
    if code is None:
        raise typer.BadParameter("--code, or one of the commands", param_hint="--code")
    from onefour.installation import Installation
    from onefour.townships import build_one

    made = asyncio.run(build_one(Installation.here(), code, seed=seed, cells=cells))
    print(f"{made.name} {made.code} (合成 synthetic): {len(made.cells)} 网格 cells, {len(made.persons)} 人 persons")


@township_app.command()
def adopt(
    file: Annotated[Path, typer.Argument(help="JSON, docs/examples/adopt-town.json shows one", dir_okay=False)],
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """纳入 Take a township in by the standard of its type; a run that was stopped goes on where it ended."""
    from onefour.adopt.file import read_file
    from onefour.adopt.report import Report
    from onefour.adopt.run import adopt as take_in
    from onefour.installation import Installation

    given = read_file(file)

    async def take() -> Report:
        async with Installation.here().gateway() as gateway:
            return await take_in(gateway, given, preview=preview)

    report = finished(take())
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))


@township_app.command()
def upgrade(
    code: Code,
    to: Annotated[int | None, typer.Option(min=1, help="version; the one in force on the day by default")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="first day; today by default")] = None,
    document: Annotated[str | None, typer.Option(help="its number; a preview needs none")] = None,
    draws_up: DrawsUp = "p-demo-org-1",
    confirms: Confirms = "p-demo-org-2",
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """升级 Let a township follow a newer version of its standard; what it has otherwise stays."""
    from onefour.adopt.report import Report
    from onefour.adopt.upgrade import Upgrade
    from onefour.adopt.upgrade import upgrade as follow
    from onefour.installation import Installation

    day = since.date() if since else town_day(utc_now())
    asked = Upgrade(code, to, day, document, draws_up, confirms)

    async def take() -> Report:
        async with Installation.here().gateway() as gateway:
            return await follow(gateway, asked, preview=preview)

    report = finished(take())
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))


@township_app.command()
def gaps(code: Code, as_json: AsJson = False) -> None:
    """差距 What a township lacks against the standard of its type today, and what would close each gap."""
    from onefour.adopt.report import Gap, gap_lines, gaps_as_json
    from onefour.adopt.run import gaps_of
    from onefour.adopt.way import Way
    from onefour.installation import Installation

    async def look() -> list[Gap]:
        async with Installation.here().gateway() as gateway:
            return await gaps_of(Way.of(gateway, code[:6], "p-demo-org-1", "p-demo-org-2"), code, ())

    found = asyncio.run(look())
    print(json.dumps(gaps_as_json(found), ensure_ascii=False) if as_json else "\n".join(gap_lines(found)))
