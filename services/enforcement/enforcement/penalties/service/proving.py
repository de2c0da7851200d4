"""How does evidence come into a case, and how must it have been gathered (art. 41, 42, 46, 55)?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.gathering import Item, require_device, require_on_record
from enforcement.penalties.domain.states import PenaltyAction
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up_as_officer

A = PenaltyAction


async def add(work: UnitOfWork, scope: Scope, asked: Asked, item: Item) -> Row[Any]:
    """Add what proves something (art. 46).

    Raises what `take_up_as_officer` raises, CredentialsNotShown, TwoOfficersNeeded, EvidenceUnsigned, DeviceMisfit,
    DeviceNotReviewed, RecordingNotChecked, DatesInOrder.
    """
    taken = await take_up_as_officer(work, scope, asked, A.ADD_EVIDENCE)
    require_on_record(item, taken.case.officers)
    require_device(item, town_day(asked.now))
    course = replace(taken.case.course, evidence=taken.case.course.evidence + 1)
    return await put_down(work, taken, course, facts=item.facts() | {"serial": course.evidence}, words=item.what)
