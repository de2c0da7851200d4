"""When is the grid leader told of somebody whom nobody meets?"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from grid.patrols.repository.rules import load_rules
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.schemas.grid import PersonNotMet


async def tell_not_met(work: UnitOfWork, stop: Row[Any], times: int, now: datetime) -> None:
    """Tell of a person who was not met so often in a row as the cell's plan says, and each time so often again."""
    plan = (await load_rules(work.connection)).plan(stop.cell)
    if times % plan.not_met_times == 0:
        told = PersonNotMet(visit_id=stop.id, version=1, region=stop.region, cell=stop.cell, times=times, at=now)
        outbox.record(work, told)
