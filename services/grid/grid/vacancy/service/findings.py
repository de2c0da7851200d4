"""What did somebody find who went to look, what does the registry learn of it, and how often was the alarm right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import Given, HomeUse, RecordKind, Source
from grid.registry.domain.kinds import State as RecordState
from grid.registry.repository.records import find_record
from grid.registry.service.checking import Checked
from grid.registry.service.desk import Desk
from grid.registry.service.keeping import put_records
from grid.tasks.service.local import finish_local
from grid.vacancy import repository
from grid.vacancy.domain.detector import answered
from grid.vacancy.domain.findings import (
    RESULTS,
    Answer,
    FindingNotFound,
    NotAnswered,
    State,
    check_answer,
    precision,
)
from grid.vacancy.domain.state import pack, unpack
from grid.vacancy.models import vacancy_finding_history
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

# What the registry then says of a home; of the others nothing new is known.
USES = {Answer.RETURNED: HomeUse.LIVED_IN, Answer.NOBODY_THERE: HomeUse.VACANT, Answer.VISITOR: HomeUse.VACANT}


async def answer_finding(
    work: UnitOfWork,
    scope: Scope,
    finding_id: UUID,
    *,
    answer: Answer,
    note: str | None,
    corrects: int | None,
    now: datetime,
) -> int:
    """Keep what was found, finish the task and tell the registry; return the finding's version.

    Raises FindingNotFound, FindingLapsed, AnsweredAlready, FindingStale, and what `finish_local` raises.
    """
    finding = await repository.find_finding(work.connection, scope, finding_id, lock=True)
    if finding is None:
        raise FindingNotFound("no such finding", finding=finding_id)
    check_answer(State(finding.state), finding.version, corrects)
    if finding.state == State.OPEN:
        await finish_local(work, scope, task_id=finding.task_id, result=RESULTS[answer], now=now)
    version = finding.version + 1
    row = {
        "id": finding_id,
        "version": version,
        "state": str(State.ANSWERED),
        "answer": str(answer),
        "note": work.sealer.seal(note, about=str(finding_id)) if note else None,
        "answered_by": scope.person_id,
        "answered_at": now,
    }
    await repository.save_findings(work.connection, [row])
    facts = {"answer": str(answer), "before": finding.answer}
    step = {"finding_id": finding_id, "version": version, "action": "answer" if corrects is None else "correct"}
    await repository.add_finding_steps(work.connection, [step | {"by": scope.person_id, "at": now, "facts": facts}])
    await _rest(work, finding)
    await _tell_registry(Desk(work, scope, now, Source.CHECKED), finding.home_id, answer)
    return int(version)


async def _rest(work: UnitOfWork, finding: Row[Any]) -> None:
    """Let the home be still until it has been empty again."""
    home = await repository.place_of_home(work.connection, finding.home_id)
    if home is None or home.watch_id != finding.watch_id:
        return
    place = (home.watch_id, home.block)
    kept = await repository.lock_blocks(work.connection, [place])
    if place in kept:
        block = unpack(kept[place])
        answered(block, home.place)
        await repository.save_blocks(work.connection, {place: pack(block)})


async def _tell_registry(desk: Desk, home_id: UUID, answer: Answer) -> None:
    home = await find_record(desk.work.connection, desk.scope, RecordKind.HOME, home_id)
    if home is None or home.state != RecordState.CURRENT:
        return
    said = {"use": str(USES[answer])} if answer in USES else {}
    await put_records(desk, RecordKind.HOME, [Checked(Given(said), home_id)])


@dataclass(frozen=True, slots=True)
class Note:
    by: str
    at: datetime
    text: str | None


async def read_note(work: UnitOfWork, scope: Scope, finding_id: UUID, *, purpose: str, now: datetime) -> Note:
    """Return what somebody wrote who was there; the look is kept. Raises FindingNotFound, NotAnswered."""
    finding = await repository.find_finding(work.connection, scope, finding_id)
    if finding is None:
        raise FindingNotFound("no such finding", finding=finding_id)
    if finding.answered_at is None:
        raise NotAnswered("nobody has answered it", finding=finding_id, state=finding.state)
    await repository.log_look(work.connection, finding_id, by=scope.person_id, purpose=purpose, at=now)
    text = work.sealer.open(bytes(finding.note), about=str(finding_id)) if finding.note is not None else None
    return Note(finding.answered_by, finding.answered_at, text)


async def show_finding(work: UnitOfWork, scope: Scope, finding_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a finding and its history. Raises FindingNotFound."""
    finding = await repository.find_finding(work.connection, scope, finding_id)
    if finding is None:
        raise FindingNotFound("no such finding", finding=finding_id)
    steps = await repository.history_of(work.connection, vacancy_finding_history, "finding_id", finding_id)
    return finding, steps


async def list_findings(
    work: UnitOfWork, scope: Scope, *, state: State | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the findings in reach, the newest first."""
    return await repository.list_findings(work.connection, scope, state=state, after=after, limit=limit)


async def list_refused(work: UnitOfWork, scope: Scope, since: date) -> Sequence[Row[Any]]:
    """Return how many readings were refused since a day, and why."""
    return await repository.refused_of(work.connection, scope, since)


async def measured(work: UnitOfWork, scope: Scope, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return by township and month how many were found, answered and right, and the share of those that were."""
    rows = await repository.counted(work.connection, scope, since, until)
    return [
        dict(row._mapping) | {"right": row.returned, "precision": precision(row.answered, row.returned)}  # noqa: SLF001
        for row in rows
    ]
