"""Which commands are there for the team's records?"""

import asyncio
import json
from typing import Annotated
from uuid import UUID

import typer

from shared.clock import utc_now

records_app = typer.Typer(help="全过程记录 the team's records", no_args_is_help=True)


@records_app.callback()
def records() -> None:
    """全过程记录 The team's records."""


@records_app.command("verify")
def verify(
    case: Annotated[UUID | None, typer.Option(help="only the record of this case")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """核验 Find every line that was changed, deleted, inserted, moved or cut off; exit code 1 where there is one."""
    from onefour.installation import Installation
    from onefour.records import verify as verify_records

    urls = Installation.here().database_urls("ONEFOUR_AUDIT_URL_")
    found = asyncio.run(verify_records(urls, now=utc_now(), case=case))
    print(json.dumps(found.as_json(), ensure_ascii=False) if as_json else "\n".join(found.shown()))
    raise typer.Exit(1 if found.faults else 0)
