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
    """核验 Find every line that was changed, deleted, inserted, moved or cut off, and every photo that is not what its
    line proves; exit code 1 where there is one.

    Photos are read where ONEFOUR_AUDIT_STORE_URL and ONEFOUR_AUDIT_STORE_OPTIONS say that the team's lie.
    """
    from onefour.installation import Installation
    from onefour.records import verify as verify_records
    from shared.runtime.store import Store

    here = Installation.here()
    urls, store = here.database_urls("ONEFOUR_AUDIT_URL_"), Store(here.team_store())
    found = asyncio.run(verify_records(urls, now=utc_now(), case=case, store=store))
    print(json.dumps(found.as_json(), ensure_ascii=False) if as_json else "\n".join(found.shown()))
    raise typer.Exit(1 if found.faults else 0)
