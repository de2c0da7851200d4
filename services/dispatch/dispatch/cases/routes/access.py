"""By what does a door of the centre decide? The rules of cases and the duty lists, as they stand when it is asked."""

from typing import Annotated

from fastapi import Depends

from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import rules_now
from dispatch.duties.service.authority import who_may_now
from dispatch.memory import memory_of
from shared.runtime.app import Held, Now, Work


async def _desk(work: Work, held: Held, now: Now) -> Desk:
    memory = memory_of(held)
    rules = await rules_now(work.connection, memory)
    return Desk(rules, await who_may_now(work.connection, memory, now), now)


AtDesk = Annotated[Desk, Depends(_desk)]
