"""Which commands does `onefour` have, and with which options? Each lives in a module of its own."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from embedded.errors import StackError
from onefour.draws_commands import draws_app
from onefour.records_commands import records_app
from onefour.refusals import CommandRefused
from onefour.township_commands import township_app
from shared.errors import Refusal

app = typer.Typer(
    name="onefour",
    help="OneFour 一窗口、一队伍、一网格、一中心: run, fill, watch and audit an installation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
workers_app = typer.Typer(help="模拟网格员 simulated workers (a demo)", no_args_is_help=True)
province_app = typer.Typer(help="全省 a province at the reform's own scale", no_args_is_help=True)
tables_app = typer.Typer(help="分类表 tables of categories", no_args_is_help=True)
app.add_typer(workers_app, name="workers")
app.add_typer(tables_app, name="tables")
app.add_typer(province_app, name="province")
app.add_typer(township_app, name="township")
app.add_typer(records_app, name="records")
app.add_typer(draws_app, name="draws")

sheets_app = typer.Typer(help="批量表格 registers as CSV or XLSX files", no_args_is_help=True)
app.add_typer(sheets_app, name="sheets")

vacancy_app = typer.Typer(help="空关户 empty homes and their meters", no_args_is_help=True)
app.add_typer(vacancy_app, name="vacancy")

FeedFile = Annotated[Path | None, typer.Option("--feed", help="messages to play (CSV or JSON)", dir_okay=False)]


def main() -> None:
    """Run the command line; a refusal is one line and exit code 1."""
    try:
        app()
    except (CommandRefused, StackError, Refusal) as refusal:
        print(f"onefour: {refusal}", file=sys.stderr)
        raise SystemExit(1) from None


@app.command()
def run(
    feed: FeedFile = None,
    alone: Annotated[bool, typer.Option("--alone", help="play nothing beside the stack")] = False,
) -> None:
    """启动 Start the embedded stack and play a feed; Ctrl-C stops it."""
    from embedded.parts import Command
    from embedded.supervisor import run as run_stack
    from onefour.welcome import welcome

    argv = (sys.executable, "-m", "onefour", "play", *(("--feed", str(feed.resolve())) if feed else ()))

    def greet(stack: object) -> None:
        print("\n".join(welcome(stack)), flush=True)  # type: ignore[arg-type]

    followers = [] if alone else [Command("play", argv)]
    raise typer.Exit(run_stack(Path.cwd(), feed=feed, on_ready=greet, followers=followers))


@app.command()
def stop() -> None:
    """停止 Stop the embedded stack of this folder."""
    from embedded.stop import stop as stop_stack

    raise typer.Exit(stop_stack(Path.cwd()))


@app.command(hidden=True)
def play(feed: FeedFile = None) -> None:
    """演示 What `run` plays beside the stack."""
    from onefour.installation import Installation
    from onefour.play import play as play_feed

    play_feed(Installation.here(), feed)


@app.command()
def migrate(service: Annotated[str, typer.Argument(help="a service, or all")]) -> None:
    """迁移 Bring databases (ONEFOUR_DATABASE_URL[_SERVICE], else the stack's) to the newest tables; seed dispatch."""
    from onefour.databases import migrate as migrate_databases
    from onefour.installation import Installation

    for name in migrate_databases(service, Installation.here()):
        print(f"{name}: 已就绪 up to date")


@app.command()
def topics() -> None:
    """主题 Create the missing topics (ONEFOUR_KAFKA_*, else the stack's broker)."""
    from onefour.installation import Installation
    from onefour.topics import create_topics

    made = create_topics(Installation.here())
    print(f"新建主题 topics made: {len(made)}")


@app.command()
def token(
    role: Annotated[
        str, typer.Argument(help="clerk dispatcher worker officer leader org-office department operator …")
    ],
    scope: Annotated[str | None, typer.Option(help="region code, 32 is the province")] = None,
    person: Annotated[str | None, typer.Option(help="person id")] = None,
    unit: Annotated[str | None, typer.Option(help="unit id, for whoever acts for one")] = None,
) -> None:
    """令牌 Print a token of the embedded stack's issuer."""
    from onefour.installation import Installation
    from onefour.welcome import example_actor, token_for

    try:
        print(token_for(Installation.here().require_stack(), example_actor(role, scope, person, unit)))
    except ValueError as wrong:
        raise CommandRefused(str(wrong)) from wrong


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="CSV or JSON of messages")],
    source: Annotated[str, typer.Option(help="hotline-12345, urban-management or work-safety")],
    places: Annotated[Path | None, typer.Option(help="CSV masked,region: places in the text → regions")] = None,
    scatter: Annotated[int | None, typer.Option(help="seed: a synthetic position for each place name")] = None,
    rate: Annotated[float | None, typer.Option(min=0.01, help="events a second")] = None,
    speed: Annotated[float | None, typer.Option(min=0.01, help="recorded time, so many times as fast")] = None,
    as_fast: Annotated[bool, typer.Option("--max", help="as fast as it goes (the default)")] = False,
    as_recorded: Annotated[bool, typer.Option(help="keep the recorded times")] = False,
) -> None:
    """回放 Replay a file of messages through the signed door of a source."""
    from onefour.installation import Installation
    from onefour.shown import Choice, replay_file

    if sum((rate is not None, speed is not None, as_fast)) > 1:
        raise typer.BadParameter("--rate, --speed and --max exclude one another")
    choice = Choice(file, source, places, scatter, rate, speed, as_recorded)
    tally = asyncio.run(replay_file(Installation.here(), choice))
    print("\n".join(tally.lines()))
    raise typer.Exit(130 if tally.interrupted else 0)


@workers_app.command("simulate")
def simulate(
    region: Annotated[str, typer.Option(help="region code, 32 is the province")] = "32",
    until_idle: Annotated[bool, typer.Option(help="end when there is nothing left to do")] = False,
    rate: Annotated[float | None, typer.Option(min=0.01, help="tasks a second at most")] = None,
) -> None:
    """演示 Play the workers (accept, arrive, finish) and the centre (verify, close) through the real interfaces."""
    from onefour.installation import Installation
    from onefour.shown import simulate_region

    score = asyncio.run(simulate_region(Installation.here(), region, until_idle=until_idle, rate=rate))
    print("\n".join(score.lines()))


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
    settle: Annotated[float, typer.Option(min=0, help="wait so many seconds at most until nothing moves")] = 0,
) -> None:
    """审计 Read the databases (ONEFOUR_AUDIT_URL_<SERVICE>, else the stack's): anything lost, doubled or illegal?"""
    from onefour.audit import audit as audit_databases
    from onefour.installation import Installation

    urls = Installation.here().database_urls("ONEFOUR_AUDIT_URL_")
    findings = asyncio.run(audit_databases(urls, settle_s=settle))
    if as_json:
        print(json.dumps(findings.as_json(), ensure_ascii=False))
    else:
        print("\n".join(findings.lines()))
    raise typer.Exit(0 if findings.clean else 1)


@tables_app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="CSV of categories")],
    scheme: Annotated[str, typer.Option(help="gb47678, hotline or city-…")],
    guess: Annotated[bool, typer.Option("--guess", help="where no column `matter` says it, by the name")] = False,
) -> None:
    """装载分类表 Tell the triage which matter each category of a standard's or a city's table is."""
    from onefour.installation import Installation
    from onefour.tables import load_file

    print(asyncio.run(load_file(Installation.here(), file, scheme, guess=guess)))


@province_app.command("build")
def build(
    county: Annotated[list[str] | None, typer.Option(help="six digits; only these counties and their share")] = None,
    seed: Annotated[int, typer.Option(help="another seed, another province")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """建省 Load the reform's own scale, made up around the real townships; starts the stack if none runs."""
    from onefour.province.build import build as build_province

    built = build_province(county or [], seed=seed)
    print(json.dumps(built.as_json()) if as_json else "\n".join(built.lines()))
    if built.started_stack:
        print("运行中 the stack that was started runs on: `make stop` ends it", file=sys.stderr)


# -------------------------------------------------------------------------------------------------------------- sheets
SheetName = Annotated[str, typer.Argument(help="units persons duty-lists attendances …; `onefour sheets list` tells")]
SheetFile = Annotated[Path, typer.Argument(help="a .csv or .xlsx file")]
AsRole = Annotated[str, typer.Option("--as", help="the role with which it is asked")]
OfScope = Annotated[str, typer.Option("--scope", help="region code, 32 is the province")]
OfRegion = Annotated[str | None, typer.Option(help="only what lies in this region")]


@sheets_app.command("list")
def sheets_list(role: AsRole = "org-office", scope: OfScope = "32") -> None:
    """列出 Which registers go out and come in as files, and what the role may do with each."""
    from onefour.installation import Installation
    from onefour.sheets import Desk, list_sheets

    print("\n".join(asyncio.run(list_sheets(Desk(Installation.here(), role, scope)))))


@sheets_app.command("get")
def sheets_get(
    sheet: SheetName,
    file: SheetFile,
    region: OfRegion = None,
    as_of: Annotated[str | None, typer.Option(help="the day asked about, 2026-03-01")] = None,
    purpose: Annotated[str | None, typer.Option(help="why it is needed: names of persons, Party members")] = None,
    role: AsRole = "org-office",
    scope: OfScope = "32",
) -> None:
    """导出 Write a register into a file."""
    from onefour.installation import Installation
    from onefour.sheets import Desk, get_sheet

    desk = Desk(Installation.here(), role, scope)
    print(asyncio.run(get_sheet(desk, sheet, file, region=region, as_of=as_of, purpose=purpose)))


@sheets_app.command("template")
def sheets_template(sheet: SheetName, file: SheetFile, role: AsRole = "org-office", scope: OfScope = "32") -> None:
    """模板 Write an empty workbook with notes and choices."""
    from onefour.installation import Installation
    from onefour.sheets import Desk, get_template

    print(asyncio.run(get_template(Desk(Installation.here(), role, scope), sheet, file)))


@sheets_app.command("put")
def sheets_put(
    sheet: SheetName,
    file: SheetFile,
    region: OfRegion = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, and leave nothing behind")] = False,
    role: AsRole = "org-office",
    scope: OfScope = "32",
    person: Annotated[str | None, typer.Option(help="who brings it in; another person publishes")] = None,
) -> None:
    """导入 Bring a file into a register, all lines or none; refused lines are told, and the exit code is 1."""
    from onefour.installation import Installation
    from onefour.sheets import Desk, put_sheet

    desk = Desk(Installation.here(), role, scope, person)
    lines, accepted = asyncio.run(put_sheet(desk, sheet, file, region=region, dry_run=dry_run))
    print("\n".join(lines))
    raise typer.Exit(0 if accepted else 1)


@vacancy_app.command("simulate")
def simulate_vacancy(
    homes: Annotated[int, typer.Option(min=1, max=20_000)] = 8384,
    days: Annotated[int, typer.Option(min=5, max=92)] = 30,
    per_day: Annotated[int, typer.Option(min=24, max=96)] = 96,
    returns: Annotated[int, typer.Option(min=1)] = 300,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    topic_days: Annotated[
        float, typer.Option(min=0, help="so many days also through the topic of a platform of its own; 0: none")
    ] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """模拟 Make readings with returns planted, and judge the detector by a truth that it does not know."""
    from onefour.meters.world import WorldPlan
    from onefour.vacancy import figures

    if returns > homes:
        raise typer.BadParameter("no more returns than homes", param_hint="--returns")
    found = figures(WorldPlan(homes, days, per_day, returns, seed), topic_days)
    print(json.dumps(found) if as_json else "\n".join(f"{name:30}{value}" for name, value in found.items()))
