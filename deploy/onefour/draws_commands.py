"""Which commands are there for draws? One: whoever has a draw's file draws again, without any server."""

import json
from pathlib import Path
from typing import Annotated

import typer

from onefour.refusals import BadFile

SAID = {"seed": "种子与事先公布的承诺值不一致", "list": "名单与封存的不一致", "result": "结果与重新抽取的不一致"}

draws_app = typer.Typer(help="双随机抽查 draws by double random", no_args_is_help=True)


@draws_app.callback()
def draws() -> None:
    """双随机抽查 Draws by double random."""


@draws_app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="what GET /draws/{id} answered", dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """核验 Draw again, and say what is not as it was published; exit code 1 where something is not."""
    from enforcement.inspections.domain.draws import faults_of_draw
    from enforcement.inspections.service.draws import published

    try:
        draw = published(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"{file}: no draw that was drawn 不是已抽取的抽查结果 ({type(error).__name__})") from None
    found = faults_of_draw(draw)
    told = [f"{SAID[fault]} {fault}" for fault in found]
    summary = f"对象 objects {len(draw.listed.objects)}, 抽中 drawn {len(draw.result)}, 异常 faults {len(found)}"
    print(json.dumps({"faults": found}) if as_json else "\n".join([*told, summary]))
    raise typer.Exit(1 if found else 0)
