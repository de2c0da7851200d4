"""How does somebody say something in a case, correct it, and read what was said?"""

import json
from datetime import datetime
from itertools import groupby
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.repository import reading
from dispatch.dossier.domain.comments import (
    Audience,
    CommentNotFound,
    Said,
    Seat,
    Version,
    readable_to,
    require_audience,
    require_own,
)
from dispatch.dossier.repository import comments as repository
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

COMMENT, COMMENTS = "comment", "comments"


async def write_comment(
    work: UnitOfWork, scope: Scope, case_id: UUID, *, seat: Seat, audience: Audience, text: str, now: datetime
) -> UUID:
    """Say something in a case; return the comment's id. Raises CaseNotFound, NotForTheUnit."""
    require_audience(seat, audience)
    await hold_case(work, scope, case_id)
    comment_id = new_id()
    await _add(work, scope, (comment_id, comment_id), case_id, 1, audience=audience, seat=seat, text=text, now=now)
    return comment_id


async def correct_comment(
    work: UnitOfWork,
    scope: Scope,
    case_id: UUID,
    comment_id: UUID,
    *,
    seat: Seat,
    version: int,
    text: str,
    now: datetime,
) -> int:
    """Say it otherwise, beside what was said; return the new version.

    Raises CaseNotFound, CommentNotFound, CommentNotYours, CommentMovedOn.
    """
    await hold_case(work, scope, case_id)
    versions = await repository.versions_of(work.connection, case_id, comment_id)
    if not versions or versions[0].audience not in readable_to(seat):
        raise CommentNotFound("no such comment", comment=str(comment_id))
    newest = versions[-1]
    require_own(newest.by, newest.version, person=scope.person_id, version=version)
    audience = Audience(newest.audience)
    ids = (new_id(), comment_id)
    await _add(work, scope, ids, case_id, version + 1, audience=audience, seat=seat, text=text, now=now)
    return version + 1


async def _add(
    work: UnitOfWork,
    scope: Scope,
    ids: tuple[UUID, UUID],
    case_id: UUID,
    version: int,
    *,
    audience: Audience,
    seat: Seat,
    text: str,
    now: datetime,
) -> None:
    row = {
        "id": ids[0],
        "comment_id": ids[1],
        "version": version,
        "case_id": case_id,
        "audience": str(audience),
        "seat": str(seat),
        "by": scope.person_id,
        "at": now,
        "sealed_text": work.sealer.seal(text, about=str(ids[0])),
    }
    await repository.add_version(work.connection, row)


async def read_comments(
    work: UnitOfWork,
    scope: Scope,
    case_id: UUID,
    *,
    seat: Seat,
    purpose: str,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> list[Said]:
    """Return what was said in a case and by its platforms since, the oldest first, and log the look.

    Raises CaseNotFound.
    """
    if await reading.find_case(work.connection, scope, case_id) is None:
        raise CaseNotFound("no such case", case=str(case_id))
    await repository.log_look(work.connection, case_id, COMMENTS, by=scope.person_id, purpose=purpose, at=now)
    own = await _comments(work, case_id, seat, after, limit)
    told = await repository.sayings_of(work.connection, case_id, after=after, limit=limit)
    said = [
        Said(row.id, row.kind, row.source, row.occurred_at, [Version(1, text, row.occurred_at)])
        for row in told
        if (text := _detail(work.sealer.open(row.sealed_text, about=str(row.id))))
    ]
    # Ids are in the order of time, whoever made them here.
    return sorted([*own, *said], key=lambda one: one.id)[:limit]


def _detail(text: str) -> str:
    return str(json.loads(text).get("detail") or "")


async def _comments(work: UnitOfWork, case_id: UUID, seat: Seat, after: UUID | None, limit: int) -> list[Said]:
    audiences = [str(audience) for audience in readable_to(seat)]
    rows = await repository.page_of(work.connection, case_id, audiences, after=after, limit=limit)
    comments = []
    for comment_id, versions in groupby(rows, key=lambda row: row.comment_id):
        known = list(versions)
        texts = [Version(v.version, work.sealer.open(v.sealed_text, about=str(v.id)), v.at) for v in known]
        first = known[0]
        comments.append(
            Said(comment_id, COMMENT, first.by, first.at, texts, Audience(first.audience), Seat(first.seat))
        )
    return comments


async def hold_case(work: UnitOfWork, scope: Scope, case_id: UUID) -> Case:
    """Return a case that the caller sees, held until the transaction ends. Raises CaseNotFound."""
    case = await reading.lock_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    return case
