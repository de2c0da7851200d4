"""How does an accepted event become a report on disk, and how is a report read again?"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.callers.domain import Marks
from dispatch.callers.service import add_marks, marks_of
from dispatch.intake import repository
from dispatch.intake.domain import Accepted, Incoming, ReportNotFound, Said, about_there, read_position
from dispatch.intake.schemas import FeedEvent, Purpose, Reporter, ReportRead
from dispatch.intake.sources import Source
from shared.personal import mask_phone
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope
from shared.schemas.dispatch import ReportFollowedUp, ReportReceived
from shared.schemas.vocabulary import Category, Executor, FeedKind, Origin, Point, Urgency


def incoming_from_feed(source: Source, event: FeedEvent, door: str) -> Incoming:
    """Return what an outside platform sent, as the door takes it."""
    lon, lat, problem = None, None, None
    if event.position is not None:
        lon, lat, problem = read_position(event.position.lon, event.position.lat, event.position.crs)
    # The position stays as it was given beside what became of it: a wrong system can be put right later.
    given = event.position.model_dump(mode="json") if event.position else None
    text = {"title": event.title, "detail": event.detail, "place": event.place, "position": given}
    return Incoming(
        origin=Origin.FEED,
        source=source.name,
        kind=event.kind,
        external_id=event.external_id,
        # An order is created once, whatever a platform numbers its creation.
        event_id="" if event.kind is FeedKind.CREATED else event.event_id or "",
        region=event.region or source.region,
        category=event.category,
        lon=lon,
        lat=lat,
        position_problem=problem,
        urgency=event.urgency or source.urgency,
        satisfied=event.satisfied,
        occurred_at=event.occurred_at,
        door=door,
        text=json.dumps(text, ensure_ascii=False),
        reporter=event.reporter.model_dump_json() if event.reporter else None,
        appeal_kind=event.appeal_kind,
        due_at=event.due_at,
        complained_of=tuple((str(subject.kind), subject.id) for subject in event.complained_of),
        sealed=event.sealed,
        granted=event.granted,
        until=event.until,
    )


async def receive_reports(work: UnitOfWork, incoming: Sequence[Incoming], *, now: datetime) -> list[Accepted]:
    """Take a set of events; return one answer each, in order. The same event again is answered as the first time.

    What speaks of an order that has not come yet is kept and waits for it.
    """
    rows = [_ledger_row(work, one, now) for one in incoming]
    orders = {(i.source, i.external_id) for i in incoming if i.kind is not FeedKind.CREATED}
    known_orders = await repository.reports_of(work.connection, orders) if orders else {}
    for one, row in zip(incoming, rows, strict=True):
        if one.kind is not FeedKind.CREATED:
            row["report_id"] = known_orders.get((one.source, one.external_id))
    new = await repository.add_feed_events(work.connection, rows)
    fresh = [(one, row) for one, row in zip(incoming, rows, strict=True) if row["id"] in new]
    created = [(one, row) for one, row in fresh if one.kind is FeedKind.CREATED]
    await repository.add_reports(work.connection, [_report_row(work, one, row, now) for one, row in created])
    await add_marks(work, [_marks(work, one, row["report_id"]) for one, row in created])
    outbox.record(work, *(_received(one, row, now) for one, row in created))
    said = [
        Said(row["report_id"], one.kind, one.occurred_at, one.satisfied, one.granted, one.until)
        for one, row in fresh
        if one.kind is not FeedKind.CREATED and row["report_id"] is not None
    ]
    await _tell_follow_ups(work, said)
    return await _answers(work, incoming, rows, new)


async def _answers(
    work: UnitOfWork, incoming: Sequence[Incoming], rows: Sequence[dict[str, Any]], new: set[UUID]
) -> list[Accepted]:
    repeated = [one.identity for one, row in zip(incoming, rows, strict=True) if row["id"] not in new]
    known = await repository.known_events(work.connection, repeated) if repeated else {}
    return [
        Accepted(row["report_id"], repeated=False) if row["id"] in new else known[one.identity]
        for one, row in zip(incoming, rows, strict=True)
    ]


async def attach_waiting(work: UnitOfWork, *, limit: int = 500) -> int:
    """Bring events to the order that has come since; return how many."""
    rows = await repository.attach_waiting(work.connection, limit)
    words = {"true": True, "false": False}
    said = [
        Said(r.report_id, FeedKind(r.kind), r.occurred_at, words.get(r.satisfied), r.granted, r.until) for r in rows
    ]
    await _tell_follow_ups(work, said)
    return len(rows)


async def _tell_follow_ups(work: UnitOfWork, said: Sequence[Said]) -> None:
    if not said:
        return
    versions = await repository.bump_versions(work.connection, list({one.report_id for one in said}))
    for one in said:
        told = ReportFollowedUp(
            report_id=one.report_id,
            version=versions[one.report_id],
            kind=one.kind,
            satisfied=one.satisfied,
            granted=one.granted,
            until=one.until,
            occurred_at=one.occurred_at,
        )
        outbox.record(work, told)


def _ledger_row(work: UnitOfWork, one: Incoming, now: datetime) -> dict[str, Any]:
    event_id = new_id()
    is_created = one.kind is FeedKind.CREATED
    satisfied = None if one.satisfied is None else str(one.satisfied).lower()
    text = work.sealer.seal(one.text, about=str(event_id)) if one.text and not is_created else None
    return {
        "id": event_id,
        "source": one.source,
        "kind": str(one.kind),
        "external_id": one.external_id,
        "event_id": one.event_id,
        "report_id": new_id() if is_created else None,
        "door": one.door,
        "received_at": now,
        "occurred_at": one.occurred_at,
        "satisfied": satisfied,
        "granted": one.granted,
        "until": one.until,
        "sealed_text": text,
    }


def _report_row(work: UnitOfWork, one: Incoming, row: dict[str, Any], now: datetime) -> dict[str, Any]:
    about = str(row["report_id"])
    return {
        "id": row["report_id"],
        "version": 1,
        "origin": str(one.origin),
        "source": one.source,
        "external_id": one.external_id,
        "region": one.region,
        "category_scheme": one.category.scheme if one.category else None,
        "category_code": one.category.code if one.category else None,
        "lon": one.lon,
        "lat": one.lat,
        "position_problem": one.position_problem,
        "urgency": str(one.urgency) if one.urgency else None,
        "appeal_kind": str(one.appeal_kind) if one.appeal_kind else None,
        "due_at": one.due_at,
        "complained_of": [list(subject) for subject in one.complained_of],
        "sealed": one.sealed,
        "hides_reporter": one.hides_reporter,
        "occurred_at": one.occurred_at,
        "received_at": now,
        "settled": str(one.settled) if one.settled else None,
        "settled_by": one.settled_by,
        "sealed_text": work.sealer.seal(one.text, about=about) if one.text else None,
        "sealed_reporter": work.sealer.seal(one.reporter, about=about) if one.reporter else None,
    }


def _marks(work: UnitOfWork, one: Incoming, report_id: UUID) -> Marks:
    return marks_of(work.sealer, report_id, reporter=one.reporter, text=one.text, position=(one.lon, one.lat))


def _received(one: Incoming, row: dict[str, Any], now: datetime) -> ReportReceived:
    position = Point(lon=one.lon, lat=one.lat) if one.lon is not None and one.lat is not None else None
    return ReportReceived(
        report_id=row["report_id"],
        version=1,
        origin=one.origin,
        source=one.source,
        region=one.region,
        category=one.category,
        position=position,
        urgency=one.urgency,
        occurred_at=one.occurred_at,
        received_at=now,
    )


async def look_at_report(
    work: UnitOfWork, scope: Scope, report_id: UUID, *, executor: Executor | None, purpose: Purpose, now: datetime
) -> tuple[Row[Any], ReportRead | None]:
    """Return a report with what was said, and log the look; None beside its row where another service keeps the text.

    Raises ReportNotFound, also where the caller's side does not hold a task of it.
    """
    row = await repository.find_report(work.connection, scope, report_id, executor)
    if row is None:
        raise ReportNotFound("no such report", report=str(report_id))
    await repository.log_look(work.connection, report_id, scope.person_id, purpose, now)
    if row.sealed_text is None:
        return row, None
    about = str(row.id)
    text = json.loads(work.sealer.open(row.sealed_text, about=about))
    hides = await repository.hides_reporter(work.connection, row)
    reporter = None if hides else reporter_of(work.sealer, row, purpose)
    follow_ups = [
        json.loads(work.sealer.open(said.sealed_text, about=str(said.id)))["detail"]
        for said in await repository.read_follow_ups(work.connection, report_id)
        if said.sealed_text is not None
    ]
    return row, report_read(row, text, reporter, follow_ups, hides=hides)


def reporter_of(sealer: Sealer, row: Row[Any], purpose: Purpose) -> Reporter | None:
    """Return who reported as his reader may see him: the phone is masked unless he calls back."""
    if row.sealed_reporter is None:
        return None
    reporter = Reporter.model_validate_json(sealer.open(row.sealed_reporter, about=str(row.id)))
    if purpose is Purpose.CALL_BACK:
        return reporter
    return reporter.model_copy(update={"phone": mask_phone(reporter.phone)})


def report_read(
    row: Row[Any], text: dict[str, Any], reporter: Reporter | None, follow_ups: list[str], *, hides: bool
) -> ReportRead:
    """Return a report as its reader may see it; `hides`: where it was reported from is said to 100 m alone."""
    category = Category(scheme=row.category_scheme, code=row.category_code) if row.category_scheme else None
    return ReportRead(
        id=row.id,
        origin=Origin(row.origin),
        source=row.source,
        external_id=row.external_id,
        region=row.region,
        category=category,
        lon=about_there(row.lon) if hides else row.lon,
        lat=about_there(row.lat) if hides else row.lat,
        urgency=Urgency(row.urgency) if row.urgency else None,
        title=text.get("title"),
        detail=text.get("detail") or "",
        place=text.get("place"),
        given_position=None if hides else text.get("position"),
        position_problem=row.position_problem,
        reporter=reporter,
        hides_reporter=hides,
        follow_ups=follow_ups,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
    )
