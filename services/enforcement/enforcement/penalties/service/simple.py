"""How is a clear and small case decided, served and collected on the spot (art. 51-53, 68-71)?"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.correcting import require_correction
from enforcement.penalties.domain.course import Conclusion, Course, Procedure
from enforcement.penalties.domain.earlier import require_first_fine
from enforcement.penalties.domain.filing import require_address
from enforcement.penalties.domain.minors import age_band, require_punishable
from enforcement.penalties.domain.sanctions import require_simple, require_sound
from enforcement.penalties.domain.simple import Spot, require_collectable, require_on_the_spot
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from enforcement.penalties.domain.terms import deadline_to_hand_in, last_day_to_pay
from enforcement.penalties.models import paper_counters
from enforcement.publications.service import publish_served
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.numbering import draw_number
from shared.runtime.scope import Scope

from .acting import COURSE, Asked, put_down, take_up_as_officer
from .correcting import order, told_of
from .earlier import earlier_of_number
from .filing import begin, checked
from .minors import lighten, weigh_age
from .weighing import weigh_on_the_spot

# 简易.
NUMBERED = "JY"
A = PenaltyAction


async def decide_on_the_spot(work: UnitOfWork, scope: Scope, *, spot: Spot, now: datetime) -> Row[Any]:
    """Decide, hand over and put on file at once (art. 51, 52); return the case's row.

    Raises what `filing.checked` raises, NothingImposed, AmountMisfit, AboveSimple, NotOnTheSpot, CredentialsNotShown,
    NotHandedOver, NotCollectable, NoInvoice, CorrectionMissing, FinedAlready, ChildNotPunished, NotLighter,
    AddressMissing, and what `weigh_on_the_spot` raises.
    """
    today, sanction, party = town_day(now), spot.sanction, spot.filing.party
    require_sound(sanction)
    require_simple(sanction, party.kind)
    require_on_the_spot(spot, today)
    if spot.collected is not None:
        require_collectable(spot.collected, sanction)
    correction = spot.ordered.correction if spot.ordered else None
    require_correction(correction, today, punished=True)
    known = await checked(work, scope, spot.filing, now)
    age = age_band(party, spot.filing.ended_on)
    require_punishable(age)
    require_address(party.address, "行政处罚法 52")
    table = spot.filing.region, spot.filing.matter, today
    weighed = await weigh_on_the_spot(work, *table, sanction, spot.circumstance)
    await weigh_age(work, age, table, sanction, spot.circumstance, spot.mitigated)
    earlier = await earlier_of_number(work, party.number, spot.filing.region)
    require_first_fine(earlier, spot.filing.ended_on, sanction, another_act=spot.filing.again)
    number = await draw_number(work.connection, paper_counters, NUMBERED, spot.filing.region, now)
    course = replace(await _course(work, spot, now), age=age)
    due = last_day_to_pay(today) if sanction.fine_fen else None
    decided = {"decided_at": now, "decide_due_at": now, "outcome": Conclusion.PUNISH, "pay_due_on": due}
    decided |= {"circumstance": spot.circumstance}
    where = {"number": number, "state": PenaltyState.SERVED, "procedure": Procedure.SIMPLE}
    row = known | where | decided | {"course": COURSE.dump_python(course, mode="json")}
    told = {"kinds": list(sanction.kinds), "fine_fen": sanction.fine_fen, "signed": spot.signed}
    told |= weighed | {"basis": spot.basis, "credentials_shown": spot.credentials_shown} | told_of(correction)
    collected = {"collected": spot.collected.ground, "invoice": spot.collected.invoice} if spot.collected else {}
    collected |= {"pay_due_on": due.isoformat()} if due and spot.collected is None else {}
    begun = await begin(work, scope, row, A.DECIDE_ON_THE_SPOT, spot.filing, now, **told, **collected)
    await lighten(work, begun.id, spot.mitigated, by=scope.person_id, now=now)
    if spot.ordered:
        await order(work, begun.id, begun.region, begun.powers, spot.ordered, by=scope.person_id, now=now)
    await publish_served(work, scope, begun, now)
    return begun


async def hand_in(work: UnitOfWork, scope: Scope, asked: Asked, receipt: str) -> Row[Any]:
    """Hand in what was taken on the spot (art. 71). Raises what `take_up_as_officer` raises, NothingToHandIn."""
    taken = await take_up_as_officer(work, scope, asked, A.HAND_IN)
    course = taken.case.course
    late = course.hand_in_due_at is not None and asked.now > course.hand_in_due_at
    return await put_down(work, taken, replace(course, handed_in_at=asked.now), facts={"late": late}, words=receipt)


async def _course(work: UnitOfWork, spot: Spot, now: datetime) -> Course:
    """Return what has been done when somebody was punished on the spot: decided, served, perhaps paid."""
    today = town_day(now)
    course = Course(evidence=1, conclusion=Conclusion.PUNISH, decided=spot.sanction, served_on=today)
    course = replace(course, correction=spot.ordered.correction if spot.ordered else None)
    if spot.collected is None:
        return course
    due = deadline_to_hand_in(now, await load_calendar_copy(work.connection)).due_at
    return replace(course, paid_fen=spot.sanction.fine_fen, performed_on=today, hand_in_due_at=due)
