"""What becomes of open penalty cases when a power is taken back (art. 24)?

Who filed a case while he held the power decides it, unless the list that the county signed names it: then a department
of the county goes on with it, and nothing more is done in it here. What is sealed up or seized goes along.
"""

from datetime import datetime

from enforcement.penalties import repository
from enforcement.penalties.domain.measures import HELD
from enforcement.penalties.domain.states import PenaltyAction
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.enforcement import PenaltyHandedOver
from shared.schemas.registers import PowerHandedOver

from .acting import Taken, case_now, put_down


async def hand_over(work: UnitOfWork, scope: Scope, event: PowerHandedOver, *, now: datetime) -> int:
    """Hand over the open cases that a list names, and tell who goes on with each; return how many.

    Those that the police has, too: the county goes on with what comes back.

    What is not open, was filed by another power or is no case of this township stays as it is.
    """
    to = {one.number: one.to for one in event.cases}
    rows = await repository.lock_open_by(work.connection, scope, event.region, event.code, sorted(to))
    for row in rows:
        case, goes_to = await case_now(work, row, now), to[row.number]
        taken = Taken(row, case, PenaltyAction.HAND_OVER, case.state, scope.person_id, now)
        held = [one.serial for one in case.measures if one.state in HELD]
        facts = {"power": event.code, "to": goes_to, "from": event.from_day.isoformat(), "document": event.document}
        handed = {"handed_to": goes_to, "handed_on": event.from_day}
        saved = await put_down(work, taken, case.course, handed, facts={**facts, "measures": held})
        told = {"number": row.number, "region": row.region, "power": event.code, "power_id": event.power_id}
        days = {"from_day": event.from_day, "at": now}
        outbox.record(work, PenaltyHandedOver(case_id=row.id, version=saved.version, to=goes_to, **told, **days))
    return len(rows)
