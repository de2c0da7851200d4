"""By what are a case's hand-overs and calls for help decided, and how is the case held meanwhile?"""

import json
from dataclasses import dataclass
from uuid import UUID

from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.repository import reading
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import load_moves
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope

# Who looks at what goes to the county.
AT_THE_COUNTY = (Role.DISPATCHER, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who acts: `is_centre` for who coordinates in his region, else a person of one unit."""

    scope: Scope
    is_centre: bool


async def hold_case(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID) -> Move:
    """Return a case that the caller may act on, held until the transaction ends. Raises CaseNotFound."""
    case = await reading.lock_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    (move,) = await load_moves(work, desk.rules, [case_id])
    return move


def seal_text(work: UnitOfWork, about: UUID, **texts: str | None) -> bytes:
    """Return what somebody wrote, sealed for the row `about`; it may name people."""
    return work.sealer.seal(json.dumps(texts, ensure_ascii=False), about=str(about))


def open_text(work: UnitOfWork, about: UUID, sealed: bytes | None) -> dict[str, str | None]:
    return dict(json.loads(work.sealer.open(sealed, about=str(about)))) if sealed else {}
