"""How is an appeal taken, followed, read and told?"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.categories import OWN_SCHEME
from approval_window.receipts import Paper, Receipt, draw_receipt
from shared.clock import town_day
from shared.codes import CategoryRef, RegionLevel
from shared.runtime import metrics, outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import AppealFiled
from shared.schemas.vocabulary import CaseState, Category, ContactMade, Point, Result, Urgency

from . import repository
from .domain import (
    WHOSE,
    Appeal,
    AppealAction,
    AppealNotFound,
    AppealState,
    CaseSeen,
    RegionOutside,
    StaleVersion,
    Whose,
    contact_after,
    decide_progress,
    next_state,
)


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """What a clerk wrote down; `statement` and `appellant` are personal and sealed before they are saved."""

    category: Category
    region: str
    urgency: Urgency | None
    position: Point | None
    statement: dict[str, str | None]
    appellant: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads sealed words, for whom, what for and when."""

    by: str
    on_behalf_of: str | None
    purpose: str
    at: datetime


async def file_appeal(
    work: UnitOfWork, scope: Scope, *, new: NewAppeal, clerk_id: str, now: datetime
) -> tuple[UUID, Receipt]:
    """Take an appeal and publish it; return its id and receipt. Raises RegionOutside, MalformedCode."""
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    CategoryRef(new.category.scheme, new.category.code)
    receipt = await draw_receipt(work, Paper.APPEAL, new.region, now)
    appeal_id = new_id()
    await repository.add_appeal(work.connection, _row(work, appeal_id, receipt, new, clerk_id, now))
    step = _step(appeal_id, 1, AppealAction.FILE, None, AppealState.FILED, clerk_id, now)
    await repository.add_history(work.connection, [step])
    outbox.record(
        work,
        AppealFiled(
            appeal_id=appeal_id,
            version=1,
            region=new.region,
            clerk_id=clerk_id,
            category=new.category,
            urgency=new.urgency,
            position=new.position,
            filed_at=now,
        ),
    )
    metrics.appeals_filed.inc()
    return appeal_id, receipt


async def whose_matter(work: UnitOfWork, new: NewAppeal, *, now: datetime) -> Whose | None:
    """Return whose the matter is today by the newest duty list of the township, else of its county."""
    # Its codes are the matters of the duty lists.
    if new.category.scheme != OWN_SCHEME:
        return None
    homes = [new.region[: RegionLevel.TOWNSHIP.digits], new.region[: RegionLevel.COUNTY.digits]]
    kind = await repository.duty_kind(work.connection, homes, new.category.code, town_day(now))
    return WHOSE[kind] if kind else None


async def follow_cases(work: UnitOfWork, scope: Scope, *, news: Sequence[tuple[UUID, CaseSeen]], now: datetime) -> None:
    """Take over the news of the cases that appeals belong to, in order; what is old or unknown changes nothing."""
    rows = await repository.lock_appeals(work.connection, scope, {appeal_id for appeal_id, _ in news})
    current = {appeal_id: _progress_of(row) for appeal_id, row in rows.items()}
    steps: list[dict[str, Any]] = []
    for appeal_id, case in news:
        known = current.get(appeal_id)
        progress = decide_progress(_appeal(known), case) if known else None
        if known is None or progress is None:
            continue
        version = known["version"] + 1
        contact = contact_after(_contact(known), case.contact)
        facts = _facts(case)
        if contact is not None and contact != _contact(known):
            facts["contact"] = contact.model_dump(mode="json")
        by, before = scope.person_id, known["state"]
        steps.append(_step(appeal_id, version, progress.action, before, progress.state, by, now, **facts))
        current[appeal_id] = known | {
            "state": progress.state,
            "version": version,
            **_case_columns(case),
            **_contact_columns(contact),
            "answered_at": progress.answered_at,
            "told_at": known["told_at"] if progress.state is AppealState.TOLD else None,
        }
    changed = {step["appeal_id"] for step in steps}
    await repository.save_progress(work.connection, [current[appeal_id] for appeal_id in sorted(changed)])
    await repository.add_history(work.connection, steps)


async def tell_answer(
    work: UnitOfWork, scope: Scope, *, appeal_id: UUID, version: int | None, how: str, by: str, now: datetime
) -> Row[Any]:
    """Record that the citizen was told the answer; return the appeal.

    Raises AppealNotFound, StaleVersion, IllegalAction.
    """
    row = (await repository.lock_appeals(work.connection, scope, [appeal_id])).get(appeal_id)
    if row is None:
        raise AppealNotFound("no such appeal", appeal=str(appeal_id))
    if version is not None and version != row.version:
        raise StaleVersion("somebody was faster", given=version, current=row.version)
    before = AppealState(row.state)
    after = next_state(before, AppealAction.TELL)
    change = _progress_of(row) | {"state": after, "version": row.version + 1, "told_at": now}
    await repository.save_progress(work.connection, [change])
    step = _step(appeal_id, row.version + 1, AppealAction.TELL, before, after, by, now, how=how)
    await repository.add_history(work.connection, [step])
    return await get_appeal(work, scope, appeal_id=appeal_id)


async def get_appeal(work: UnitOfWork, scope: Scope, *, appeal_id: UUID) -> Row[Any]:
    """Return the appeal's row. Raises AppealNotFound, also for one of another region."""
    row = await repository.find_appeal(work.connection, scope, appeal_id)
    if row is None:
        raise AppealNotFound("no such appeal", appeal=str(appeal_id))
    return row


async def read_statements(work: UnitOfWork, scope: Scope, *, ids: Sequence[UUID], look: Look) -> list[dict[str, Any]]:
    """Return id, text and place of the appeals that the scope reaches, not who brought them; each look is logged."""
    rows = await repository.find_contents(work.connection, scope, ids)
    looks = [_look(row.id, look, "statement") for row in rows]
    await repository.add_looks(work.connection, looks)
    return [{"id": row.id, **_opened(work, row, row.statement)} for row in rows]


async def read_appeal(work: UnitOfWork, scope: Scope, *, appeal_id: UUID, look: Look) -> dict[str, Any]:
    """Return text, place and appellant of one appeal; the look is logged. Raises AppealNotFound."""
    row = await get_appeal(work, scope, appeal_id=appeal_id)
    await repository.add_looks(work.connection, [_look(appeal_id, look, "statement, appellant")])
    return {"id": row.id, **_opened(work, row, row.statement), "appellant": _opened(work, row, row.appellant)}


def _look(appeal_id: UUID, look: Look, what: str) -> dict[str, Any]:
    return {"id": new_id(), "appeal_id": appeal_id, "what": what, **asdict(look)}


def _opened(work: UnitOfWork, row: Row[Any], sealed: bytes) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(work.sealer.open(sealed, about=str(row.id)))
    return opened


def _row(
    work: UnitOfWork, appeal_id: UUID, receipt: Receipt, new: NewAppeal, clerk_id: str, now: datetime
) -> dict[str, Any]:
    about = str(appeal_id)
    return {
        "id": appeal_id,
        "number": receipt.number,
        "receipt_code": work.sealer.seal(receipt.code, about=about),
        "region": new.region,
        "state": AppealState.FILED,
        "version": 1,
        "category_scheme": new.category.scheme,
        "category_code": new.category.code,
        "urgency": new.urgency,
        "position": new.position.model_dump() if new.position else None,
        "statement": work.sealer.seal(json.dumps(new.statement, ensure_ascii=False), about=about),
        "appellant": work.sealer.seal(json.dumps(new.appellant, ensure_ascii=False), about=about),
        "clerk_id": clerk_id,
        "filed_at": now,
    }


def _step(
    appeal_id: UUID,
    seq: int,
    action: AppealAction,
    before: AppealState | None,
    after: AppealState,
    by: str,
    at: datetime,
    **facts: object,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "appeal_id": appeal_id,
        "seq": seq,
        "action": action,
        "from_state": before,
        "to_state": after,
        "by": by,
        "at": at,
        "facts": facts,
    }


def _progress_of(row: Row[Any]) -> dict[str, Any]:
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    kept = {name: columns[name] for name in ("id", *repository.PROGRESS_COLUMNS)}
    return kept | {"state": AppealState(row.state)}


def _case_columns(case: CaseSeen) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "case_version": case.version,
        "case_number": case.number,
        "case_state": case.state,
        "case_changed_at": case.changed_at,
        "outcome": case.outcome,
        "result": case.result,
        "hidden": case.hidden,
    }


def _facts(case: CaseSeen) -> dict[str, Any]:
    return {"case": case.number, "case_state": case.state, "outcome": case.outcome, "result": case.result}


def contact_of(row: Row[Any]) -> ContactMade | None:
    """Return the newest contact with the citizen of an appeal."""
    return _contact(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def _contact(known: dict[str, Any]) -> ContactMade | None:
    at, unit, outcome = known["contacted_at"], known["contact_unit"], known["contact_outcome"]
    return ContactMade(at=at, unit=unit, outcome=outcome) if at else None


def _contact_columns(contact: ContactMade | None) -> dict[str, Any]:
    if contact is None:
        return dict.fromkeys(("contacted_at", "contact_unit", "contact_outcome"))
    return {"contacted_at": contact.at, "contact_unit": contact.unit, "contact_outcome": contact.outcome}


def _appeal(known: dict[str, Any]) -> Appeal:
    if known["case_id"] is None:
        return Appeal(known["state"], None)
    case = CaseSeen(
        case_id=known["case_id"],
        version=known["case_version"],
        number=known["case_number"],
        state=CaseState(known["case_state"]),
        outcome=known["outcome"],
        result=Result(known["result"]) if known["result"] else None,
        changed_at=known["case_changed_at"],
    )
    return Appeal(known["state"], case)
