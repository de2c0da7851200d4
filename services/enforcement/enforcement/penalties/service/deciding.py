"""How is a case reviewed, discussed, decided and served (art. 57-61)?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from enforcement.discretion.domain import Circumstance
from enforcement.penalties.domain.confiscating import hand_over_by, named_goods
from enforcement.penalties.domain.correcting import Ordered, require_correction, require_gains_taken
from enforcement.penalties.domain.course import Conclusion, Course, Defence, Review, ServiceWay, SpareGround
from enforcement.penalties.domain.earlier import require_first, require_first_fine
from enforcement.penalties.domain.evidence import require_evidence
from enforcement.penalties.domain.filing import require_address
from enforcement.penalties.domain.goods import NamedGoods, to_take
from enforcement.penalties.domain.minors import require_outcome_for_age
from enforcement.penalties.domain.procedure import (
    require_basis,
    require_concluded,
    require_decider,
    require_ground,
    require_notified,
    require_present,
    require_reviewer,
    require_served_rightly,
)
from enforcement.penalties.domain.sanctions import Sanction, require_not_heavier, require_sound
from enforcement.penalties.domain.serving import Proof, is_served_late, require_announced, require_left_rightly
from enforcement.penalties.domain.states import ARTICLES, PenaltyAction
from enforcement.penalties.domain.steps import require_outcome_frees
from enforcement.penalties.domain.terms import deadline_to_serve, last_day_to_pay, require_after
from enforcement.publications.service import publish_served
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.runtime.training_copies import certificates_of

from .acting import Asked, Taken, put_down, take_up, take_up_as_officer
from .confiscating import name_goods
from .correcting import order, told_of
from .earlier import earlier_of_case
from .measured import follow_decision
from .minors import lighten, weigh_age
from .party import address_of
from .weighing import named, said_of, weigh

A = PenaltyAction
# The certificate of who reviews (art. 58).
REVIEWING = "legal-review"
# Art. 59 (5): reconsideration within sixty days, a suit within six months.
REMEDIES = ("六十日内申请行政复议", "六个月内提起行政诉讼")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided and why; `sanction` where somebody is punished, `ground` where he is spared.

    `mitigated`: how it is lighter (art. 30).
    """

    outcome: Conclusion
    sanction: Sanction | None
    ground: SpareGround | None
    reasons: str
    another_act: bool = False
    basis: str | None = None
    circumstance: Circumstance | None = None
    ordered: Ordered | None = None
    goods: Sequence[NamedGoods] = ()
    mitigated: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """How a decision was served: `receipt` is the number or name of the paper that proves it, `proof` what else is."""

    on: date
    way: ServiceWay
    receipt: str | None
    agreed: bool
    proof: Proof


async def review(work: UnitOfWork, scope: Scope, asked: Asked, opinion: str, *, passed: bool) -> Row[Any]:
    """Keep what the legal review came to (art. 58).

    Raises what `take_up` raises, ReviewerInvestigated, ReviewerUnqualified.
    """
    taken = await take_up(work, scope, asked, A.REVIEW)
    held = (await certificates_of(work.connection, [taken.by])).get(taken.by, [])
    today = town_day(asked.now)
    qualified = any(one.field == REVIEWING and one.holds_on(today) for one in held)
    require_reviewer(taken.by, taken.case.partial, qualified=qualified)
    course = replace(taken.case.course, review=Review(taken.by, passed))
    return await put_down(work, taken, course, facts={"passed": passed}, words=opinion)


async def discuss(work: UnitOfWork, scope: Scope, asked: Asked, present: Sequence[str], minutes: str) -> Row[Any]:
    """Keep who of the heads discussed a case, and what they said (art. 57).

    Raises what `take_up` raises, TooFewPresent.
    """
    taken = await take_up(work, scope, asked, A.DISCUSS)
    require_present(present)
    course = replace(taken.case.course, discussed_by=tuple(sorted(set(present))))
    return await put_down(work, taken, course, facts={"present": list(course.discussed_by)}, words=minutes)


async def decide(work: UnitOfWork, scope: Scope, asked: Asked, decision: Decision) -> Row[Any]:
    """Decide (art. 57, 59), and say until when the decision is served (art. 61).

    Raises what `take_up` raises, DeciderTookPart, ConclusionDiffers, GroundMissing, ChildNotPunished, ChildGround,
    NoEvidence, NotNotified, NothingImposed, AmountMisfit, Heavier, GainsNotTaken, GoodsMisfit, NoMeasure, NotLighter,
    CorrectionMissing, BasisMissing, AddressMissing, FinedAlready, NotTheFirst, MeasureOpen, and what `weigh` raises.
    """
    taken = await take_up(work, scope, asked, A.DECIDE)
    course = taken.case.course
    require_decider(taken.by, taken.case)
    require_concluded(decision.outcome, course)
    require_ground(decision.outcome, decision.ground)
    require_outcome_for_age(decision.outcome, decision.ground, course.age)
    # What was excluded since it was concluded proves nothing (art. 46).
    require_evidence(decision.outcome, course)
    require_outcome_frees(decision.outcome, taken.case)
    sanction = _imposed(decision, course)
    await _require_lawful_before(work, taken, decision, sanction)
    goods = named_goods(sanction, decision.goods, taken.case.measures, asked.now)
    correction = decision.ordered.correction if decision.ordered else None
    require_correction(correction, town_day(asked.now), punished=sanction is not None)
    weighed = await weigh(work, taken, sanction, decision.circumstance, taken.by) if sanction else {}
    basis = weighed | named(decision.basis)
    if sanction:
        require_basis(basis)
        await _require_for_party(work, taken, decision, sanction)
    serve = deadline_to_serve(asked.now, await load_calendar_copy(work.connection))
    changes = {"decided_at": asked.now, "serve_due_at": serve.due_at, "outcome": decision.outcome}
    changes |= {"circumstance": decision.circumstance if sanction else None}
    said = {"outcome": decision.outcome, "ground": decision.ground, "remedies": list(REMEDIES)}
    facts = said | (said_of(sanction) if sanction else {}) | basis | told_of(correction)
    await follow_decision(work, taken, sanction, goods)
    await name_goods(work, taken, decision.goods)
    decided = replace(course, conclusion=decision.outcome, decided=sanction, spare=decision.ground or course.spare)
    decided = replace(decided, correction=correction, goods=goods)
    saved = await put_down(work, taken, decided, changes, facts=facts, words=decision.reasons)
    await lighten(work, saved.id, decision.mitigated if sanction else None, by=taken.by, now=asked.now)
    if decision.ordered:
        await order(work, saved.id, saved.region, saved.powers, decision.ordered, by=taken.by, now=asked.now)
    return saved


async def serve(work: UnitOfWork, scope: Scope, asked: Asked, service: Service) -> Row[Any]:
    """Serve a decision; a fine is due fifteen days after it (art. 61, 67).

    What comes too late is served all the same, and the record says so. Raises what `take_up_as_officer` raises,
    NotServedRightly, NotLeftRightly, NotAnnounced, NotYetServed, DatesInOrder.
    """
    taken = await take_up_as_officer(work, scope, asked, A.SERVE)
    proof = service.proof
    require_served_rightly(service.way, receipt=service.receipt, agreed=service.agreed)
    require_left_rightly(service.way, proof)
    require_announced(service.way, proof, service.on)
    for day in (proof.announced_on or service.on, service.on):
        require_after(town_day(taken.row.decided_at), day, town_day(asked.now), ARTICLES[A.SERVE])
    decided = taken.case.course.decided
    due = last_day_to_pay(service.on) if decided and decided.fine_fen + decided.confiscated_fen else None
    said = {"way": service.way, "on": service.on.isoformat(), "pay_due_on": due.isoformat() if due else None}
    facts = said | _proved(proof) | {"late": is_served_late(taken.row.serve_due_at, service.on, proof)}
    if to_take(taken.case.course.goods):
        facts |= {"hand_over_by": hand_over_by(service.on).isoformat()}
    course = replace(taken.case.course, served_on=service.on)
    words = json.dumps({"receipt": service.receipt, "why": proof.why, "witness": proof.witness}, ensure_ascii=False)
    saved = await put_down(work, taken, course, {"pay_due_on": due}, facts=facts, words=words)
    await publish_served(work, scope, saved, asked.now)
    return saved


def _proved(proof: Proof) -> dict[str, object]:
    announced_on = proof.announced_on.isoformat() if proof.announced_on else None
    return {"announced_on": announced_on, "witnessed": proof.witness is not None, "pictured": proof.pictured}


def _imposed(decision: Decision, course: Course) -> Sanction | None:
    """Return what is imposed: sound, told of before, and not heavier than that (art. 44, 45, 59)."""
    if decision.outcome is not Conclusion.PUNISH:
        return None
    require_notified(course)
    sanction = decision.sanction or Sanction(())
    require_sound(sanction)
    require_gains_taken(sanction, course.gains_fen)
    if course.proposed is not None:
        defended = course.defence in {Defence.STATED, Defence.CHECKED}
        require_not_heavier(sanction, course.proposed, defended=defended)
    return sanction


async def _require_lawful_before(work: UnitOfWork, taken: Taken, decision: Decision, sanction: Sanction | None) -> None:
    """Raise FinedAlready, NotTheFirst by what the party was punished for before (art. 29, 33)."""
    row = taken.row
    earlier = await earlier_of_case(work, row.id, row.region)
    require_first(earlier, row.matter, decision.ground)
    if sanction is not None:
        require_first_fine(earlier, row.ended_on, sanction, another_act=decision.another_act)


async def _require_for_party(work: UnitOfWork, taken: Taken, decision: Decision, sanction: Sanction) -> None:
    """Raise NotLighter, AddressMissing: lighter for who is not eighteen, and where he lives (art. 30, 59 (1))."""
    row, age = taken.row, taken.case.course.age
    table = row.region, row.matter, town_day(row.filed_at)
    await weigh_age(work, age, table, sanction, decision.circumstance, decision.mitigated)
    require_address(await address_of(work, row.id), "行政处罚法 59")
