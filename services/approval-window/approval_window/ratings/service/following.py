"""How is a bad rating verified, corrected and called back, by whom, and what becomes of it when the calendar grows?"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.progress.domain import PaperKind
from approval_window.ratings import repository
from approval_window.ratings.domain.follow_up import (
    FollowUpAction,
    FollowUpState,
    NoFollowUp,
    deadlines_of,
    next_state,
    require_of_township,
    require_version,
)
from approval_window.ratings.domain.rating import RatedStep, RatingNotFound, rated_persons, require_another, steps_done
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .giving import step_of


@dataclass(frozen=True, slots=True)
class StepAsked:
    """Which step of which follow-up, as who asks read it; `words` is what he found, did or heard: sealed."""

    rating_id: UUID
    version: int
    action: FollowUpAction
    words: str
    now: datetime
    facts: dict[str, object] = field(default_factory=dict)


async def get_rating(work: UnitOfWork, scope: Scope, rating_id: UUID, *, held: bool = False) -> Row[Any]:
    """Return a rating and how its follow-up stands. Raises RatingNotFound, also for one of another region."""
    row = await repository.find_rating(work.connection, scope, rating_id, held=held)
    if row is None:
        raise RatingNotFound("no such rating", rating=str(rating_id))
    return row


async def require_not_rated(work: UnitOfWork, scope: Scope, row: Row[Any]) -> None:
    """Raise AboutYourself for who received the paper, decided on it, or did the step that was rated."""
    paper = PaperKind(row.paper)
    done = steps_done(paper, await repository.history_of_paper(work.connection, paper, row.paper_id))
    require_another(scope.person_id, rated_persons(RatedStep(row.step), row.clerk_id, done))


async def take_step(work: UnitOfWork, scope: Scope, asked: StepAsked) -> Row[Any]:
    """Take a step of a follow-up; return the rating as it stands then.

    Raises RatingNotFound, NotOfTheTownship, NoFollowUp, AboutYourself, StaleVersion, IllegalAction.
    """
    row = await get_rating(work, scope, asked.rating_id, held=True)
    require_of_township(row.region, scope.region)
    if row.state is None:
        raise NoFollowUp("only a bad rating is followed up", grade=row.grade)
    await require_not_rated(work, scope, row)
    require_version(row.version, asked.version)
    before, seq = FollowUpState(row.state), row.version + 1
    after = next_state(before, asked.action)
    is_over = after is FollowUpState.CALLED_BACK
    changes = {"state": after, "version": seq, "called_back_at": asked.now if is_over else None}
    await repository.save_follow_up(work.connection, row.id, changes)
    words = work.sealer.seal(asked.words, about=f"{row.id}:{seq}")
    said: dict[str, Any] = {"by": scope.person_id, "at": asked.now, "facts": asked.facts, "words": words}
    await repository.add_history(work.connection, [step_of(row.id, seq, asked.action, before, after, **said)])
    return await get_rating(work, scope, asked.rating_id)


async def recompute_terms(work: UnitOfWork, scope: Scope, *, now: datetime) -> int:
    """Compute the provisional terms that run again, when the calendar has grown; return how many changed."""
    rows = await repository.lock_provisional(work.connection, scope)
    if not rows:
        return 0
    calendar = await load_calendar_copy(work.connection)
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        due = deadlines_of(row.given_at, calendar)
        terms = {"verify_due_at": due.verify.due_at, "due_at": due.all.due_at, "provisional": due.provisional}
        if all(getattr(row, name) == value for name, value in terms.items()):
            continue
        changes.append({"rating_id": row.rating_id, "version": row.version + 1, **terms})
        facts: dict[str, object] = {name: str(value) for name, value in terms.items()}
        action, state = FollowUpAction.RECOMPUTE_TERMS, FollowUpState(row.state)
        said: dict[str, Any] = {"by": scope.person_id, "at": now, "facts": facts}
        steps.append(step_of(row.rating_id, row.version + 1, action, state, state, **said))
    await repository.save_terms(work.connection, changes)
    await repository.add_history(work.connection, steps)
    return len(changes)
