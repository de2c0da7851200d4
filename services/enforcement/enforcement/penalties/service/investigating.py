"""How is a case investigated, and what is the party told before it is decided (art. 40, 44-46, 54, 57)?"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from enforcement.discretion.domain import Circumstance
from enforcement.penalties.domain.correcting import gains_to_take, require_gains_taken
from enforcement.penalties.domain.course import Conclusion, Defence, SpareGround
from enforcement.penalties.domain.ending import investigated_anew
from enforcement.penalties.domain.evidence import require_evidence
from enforcement.penalties.domain.minors import require_outcome_for_age
from enforcement.penalties.domain.procedure import require_basis, require_ground
from enforcement.penalties.domain.sanctions import Sanction, needs_hearing, require_sound
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import deadline_to_ask_hearing, deadline_to_defend
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up_as_officer
from .limits import defence_days, hearing_limits
from .weighing import named, said_of, weigh

A = PenaltyAction


@dataclass(frozen=True, slots=True)
class Gains:
    """What the party gained unlawfully, and what of it he gives back to others by law, in fen (art. 28 (2))."""

    gained_fen: int = 0
    returned_fen: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What the party is told: the penalty, facts and reasons, by which law, and how the act weighs (art. 34, 44)."""

    proposed: Sanction
    told: str
    basis: str | None = None
    circumstance: Circumstance | None = None


async def conclude(
    work: UnitOfWork,
    scope: Scope,
    asked: Asked,
    conclusion: Conclusion,
    ground: SpareGround | None,
    report: str,
    *,
    gains: Gains,
) -> Row[Any]:
    """End the investigation (art. 57), and say what the party gained (28 (2)).

    Raises what `take_up_as_officer` raises, NoEvidence, GroundMissing, ChildNotPunished, ChildGround, GainsMisfit.
    """
    taken = await take_up_as_officer(work, scope, asked, A.CONCLUDE)
    require_evidence(conclusion, taken.case.course)
    require_ground(conclusion, ground)
    require_outcome_for_age(conclusion, ground, taken.case.course.age)
    to_take = gains_to_take(gains.gained_fen, gains.returned_fen)
    course = replace(taken.case.course, conclusion=conclusion, spare=ground, gains_fen=to_take)
    facts = {"conclusion": conclusion, "ground": ground, **asdict(gains)}
    return await put_down(work, taken, course, facts=facts, words=report)


async def supplement(work: UnitOfWork, scope: Scope, asked: Asked, why: str) -> Row[Any]:
    """Investigate again: what was concluded, told and reviewed is void (art. 40). Raises what `take_up` raises."""
    taken = await take_up_as_officer(work, scope, asked, A.SUPPLEMENT)
    return await put_down(work, taken, investigated_anew(taken.case.course), words=why)


async def notify(work: UnitOfWork, scope: Scope, asked: Asked, notice: Notice) -> Row[Any]:
    """Tell the party facts, reasons, basis, penalty and rights, and offer a hearing where it is due (art. 44, 63).

    Raises what `take_up_as_officer` raises, ConclusionDiffers, NoEvidence, NothingImposed, AmountMisfit, GainsNotTaken,
    BasisMissing, and what `weigh` raises.
    """
    taken = await take_up_as_officer(work, scope, asked, A.NOTIFY)
    require_sound(notice.proposed)
    require_gains_taken(notice.proposed, taken.case.course.gains_fen)
    weighed = await weigh(work, taken, notice.proposed, notice.circumstance, None) | named(notice.basis)
    require_basis(weighed)
    calendar = await load_calendar_copy(work.connection)
    defend = deadline_to_defend(asked.now, defence_days(), calendar).due_at
    heard: datetime | None = None
    if needs_hearing(notice.proposed, taken.case.party, hearing_limits()):
        heard = deadline_to_ask_hearing(asked.now, calendar).due_at
    course = replace(taken.case.course, proposed=notice.proposed, defence_due_at=defend, hearing_due_at=heard)
    said = said_of(notice.proposed) | {
        "defence_due_at": defend.isoformat(),
        "hearing_due_at": heard.isoformat() if heard else None,
    }
    facts, changes = said | weighed, {"circumstance": notice.circumstance}
    return await put_down(work, taken, course, changes, facts=facts, words=notice.told)


async def hear_defence(work: UnitOfWork, scope: Scope, asked: Asked, said: str) -> Row[Any]:
    """Keep what the party states in his defence; it is checked before anything is decided (art. 45)."""
    taken = await take_up_as_officer(work, scope, asked, A.STATE_DEFENCE)
    return await put_down(work, taken, replace(taken.case.course, defence=Defence.STATED), words=said)


async def check_defence(work: UnitOfWork, scope: Scope, asked: Asked, found: str, *, accepted: bool) -> Row[Any]:
    """Say what came of checking a defence (art. 45). Raises what `take_up_as_officer` raises, NoDefence."""
    taken = await take_up_as_officer(work, scope, asked, A.CHECK_DEFENCE)
    course = replace(taken.case.course, defence=Defence.CHECKED)
    return await put_down(work, taken, course, facts={"accepted": accepted}, words=found)


async def waive_defence(work: UnitOfWork, scope: Scope, asked: Asked, proof: str) -> Row[Any]:
    """Keep that the party gives up his right to be heard, and by which paper (art. 62).

    Raises what `take_up_as_officer` raises, DefencePending.
    """
    taken = await take_up_as_officer(work, scope, asked, A.WAIVE_DEFENCE)
    return await put_down(work, taken, replace(taken.case.course, defence=Defence.WAIVED), words=proof)
