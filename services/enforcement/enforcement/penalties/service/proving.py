"""How does evidence come into a case, and how is some of it excluded again (art. 40-42, 46, 55)?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.evidence import require_excluder, without
from enforcement.penalties.domain.gathering import Item, require_device, require_on_record
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, own, put_down, take_up, take_up_as_officer

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


async def exclude(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, why: str, *, decides: bool) -> Row[Any]:
    """Exclude what was found untrue or was got unlawfully, and say why (art. 46 (2), (3)).

    Its officers exclude while they investigate, for they find it out (54). Afterwards it is the head, who examines what
    they came to (57) and took no part in it: officers shall not drop what speaks for the party once they have reported,
    and who reviews says in his opinion what he holds unlawful, and does not let it pass. What was reviewed and
    discussed with it is reviewed and discussed again; nobody is told anew, for he is not told of more.

    Raises what `take_up` raises, and of its officers what `take_up_as_officer` does, HeadExcludes, DeciderTookPart,
    NoSuchEvidence, ExcludedAlready.
    """
    taken = await take_up(work, scope, asked, A.EXCLUDE_EVIDENCE)
    require_excluder(taken.case.state, decides=decides)
    if taken.case.state is PenaltyState.INVESTIGATING:
        await own(work, taken)
    else:
        require_decider(taken.by, taken.case)
    course = without(taken.case.course, serial)
    return await put_down(work, taken, course, facts={"serial": serial}, words=why)
