"""How does somebody rate a step of his paper, and what does a bad rating begin?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.progress.domain import HeldPaper, ProgressNotFound
from approval_window.ratings import repository
from approval_window.ratings.domain.follow_up import FollowUpAction, FollowUpState, deadlines_of
from approval_window.ratings.domain.rating import RatedAlready, RatedStep, require_done, steps_done
from shared.runtime import outbox
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.approval_window import RatingGiven
from shared.schemas.vocabulary import BAD_GRADES, Grade

# Who shows a receipt rates one paper, wherever it was taken: no person's region says how far.
SCOPE = platform_scope("approval-window.ratings")


@dataclass(frozen=True, slots=True)
class NewRating:
    """What somebody says of a step; `words` are sealed before they are saved."""

    step: RatedStep
    grade: Grade
    words: str | None


async def give_rating(work: UnitOfWork, scope: Scope, *, holder: HeldPaper, new: NewRating, now: datetime) -> None:
    """Keep a rating of a step that is done, tell it, and begin what follows a bad one.

    Raises StepUnknown, StepNotReached, RatedAlready; ProgressNotFound for a paper that is gone.
    """
    paper = holder.view.paper
    row = await repository.find_paper(work.connection, scope, paper, holder.id)
    if row is None:
        raise ProgressNotFound("no paper has this number and this code")
    history = await repository.history_of_paper(work.connection, paper, holder.id)
    require_done(paper, new.step, steps_done(paper, history))
    rating = _row(work, holder, row, new, now)
    if not await repository.add_rating(work.connection, rating):
        raise RatedAlready("this step was rated", step=new.step)
    if new.grade in BAD_GRADES:
        await _open_follow_up(work, rating["id"], now)
    told = {name: rating[name] for name in RatingGiven.model_fields if name in rating}
    outbox.record(work, RatingGiven(rating_id=rating["id"], version=1, **told))


async def _open_follow_up(work: UnitOfWork, rating_id: UUID, now: datetime) -> None:
    due = deadlines_of(now, await load_calendar_copy(work.connection))
    terms = {"verify_due_at": due.verify.due_at, "due_at": due.all.due_at, "provisional": due.provisional}
    first = {"rating_id": rating_id, "state": FollowUpState.OPENED, "version": 1}
    await repository.add_follow_up(work.connection, first | terms)
    begun = None, FollowUpState.OPENED
    step = step_of(rating_id, 1, FollowUpAction.OPEN, *begun, by=SCOPE.person_id, at=now)
    await repository.add_history(work.connection, [step])


def step_of(
    rating_id: UUID,
    seq: int,
    action: FollowUpAction,
    before: FollowUpState | None,
    after: FollowUpState,
    *,
    by: str,
    at: datetime,
    facts: dict[str, object] | None = None,
    words: bytes | None = None,
) -> dict[str, Any]:
    """Return a row of a follow-up's history."""
    states = {"action": action, "from_state": before, "to_state": after}
    kept = {"by": by, "at": at, "facts": facts or {}, "words": words}
    return {"id": new_id(), "rating_id": rating_id, "seq": seq, **states, **kept}


def _row(work: UnitOfWork, holder: HeldPaper, paper: Row[Any], new: NewRating, now: datetime) -> dict[str, Any]:
    rating_id = new_id()
    return {
        "id": rating_id,
        "paper": holder.view.paper,
        "paper_id": holder.id,
        "number": paper.number,
        "region": paper.region,
        "item": paper.item,
        "power": paper.power,
        "clerk_id": paper.clerk_id,
        "step": new.step,
        "grade": new.grade,
        "words": work.sealer.seal(new.words, about=str(rating_id)) if new.words else None,
        "given_at": now,
    }
