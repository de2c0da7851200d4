"""How do outside platforms push, and who reads a report?"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request, status
from pydantic import ValidationError
from sqlalchemy import Row

from dispatch.intake import service
from dispatch.intake.domain import (
    Accepted,
    AllRefused,
    BadSignature,
    Incoming,
    MalformedBody,
    TooManyEvents,
    UnknownSource,
)
from dispatch.intake.schemas import FeedEvent, FieldError, Purpose, Receipt, Receipts, ReceiptStatus, ReportRead
from dispatch.intake.sources import SOURCES, Source
from shared.runtime import metrics
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.groupcommit import GroupCommit
from shared.runtime.http_errors import field_errors
from shared.runtime.peers import ask_peer
from shared.runtime.permissions import Permission, Role
from shared.runtime.webhooks import is_signed
from shared.schemas.vocabulary import Executor, Origin

MAX_EVENTS = 1000
NOT_JSON = "the body is not JSON in UTF-8"

router = APIRouter(tags=["intake 信息归集"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_REPORTS))]


@asynccontextmanager
async def holding_the_door(runtime: Runtime, app: FastAPI) -> AsyncIterator[None]:
    """Keep the queue through which requests at the door share transactions."""

    async def commit(items: Sequence[Incoming]) -> Sequence[Accepted]:
        async with runtime.database.begin() as work:
            return await service.receive_reports(work, items, now=runtime.clock())

    app.state.door = GroupCommit(commit)
    async with app.state.door.running():
        yield


async def signed_body(source: str, request: Request, held: Held) -> tuple[Source, bytes]:
    """Return the source and its body. Raises UnknownSource (404), MalformedBody (422) or BadSignature (401).

    Standard Webhooks: id, time stamp (at most 5 minutes off) and raw body, under any of the source's secrets.
    """
    known = SOURCES.get(source)
    if known is None:
        raise UnknownSource("no such source", source=source[:64], known=sorted(SOURCES))
    body = await request.body()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise MalformedBody(NOT_JSON) from None
    if is_signed(held.settings.feeds.secrets.get(source, []), text, request.headers):
        return known, body
    raise BadSignature("the signature or its time stamp does not hold", source=source)


Signed = Annotated[tuple[Source, bytes], Depends(signed_body)]


@router.post(
    "/feeds/{source}/events",  # noqa: FAST003 - read by `signed_body`
    status_code=status.HTTP_202_ACCEPTED,
    summary="Push one event, or up to 1,000",
)
async def push_events(signed: Signed, request: Request) -> Receipts:
    source, body = signed
    taken, receipts = _read(source, body)
    answers = await request.app.state.door.submit([one for _, one in taken]) if taken else []
    for (index, one), answer in zip(taken, answers, strict=True):
        receipts[index] = _receipt(index, one, answer)
    for became, count in Counter(receipt.status for receipt in receipts).items():
        metrics.feed_events.labels(source.name, "http", became).inc(count)
    return _summary(receipts)


def _read(source: Source, body: bytes) -> tuple[list[tuple[int, Incoming]], list[Receipt]]:
    """Return the good events with their index, and a receipt for each event; the bad ones' say what is wrong."""
    taken: list[tuple[int, Incoming]] = []
    receipts: list[Receipt] = []
    for index, given in enumerate(_events(body)):
        external_id = given.get("external_id") if isinstance(given, dict) else None
        named = external_id[:64] if isinstance(external_id, str) and external_id.isprintable() else None
        receipts.append(Receipt(index=index, external_id=named, status=ReceiptStatus.REFUSED))
        try:
            event = FeedEvent.model_validate(given)
        except ValidationError as error:
            receipts[index].errors = [FieldError(**one) for one in field_errors(error.errors(include_input=False))]
            continue
        taken.append((index, service.incoming_from_feed(source, event, "http")))
    if receipts and not taken:
        raise AllRefused("no event of this request can be taken", results=[r.model_dump() for r in receipts])
    return taken, receipts


def _events(body: bytes) -> list[Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedBody(NOT_JSON) from None
    events = given.get("events") if isinstance(given, dict) and "events" in given else [given]
    if not isinstance(events, list) or not events:
        raise MalformedBody("`events` is a list of at least one event", field="events")
    if len(events) > MAX_EVENTS:
        raise TooManyEvents("too many events in one request", limit=MAX_EVENTS, given=len(events))
    return events


def _receipt(index: int, one: Incoming, answer: Accepted) -> Receipt:
    known = ReceiptStatus.REPEATED if answer.repeated else ReceiptStatus.ACCEPTED
    return Receipt(index=index, external_id=one.external_id, status=known, report_id=answer.report_id)


def _summary(receipts: list[Receipt]) -> Receipts:
    counts = {word: sum(receipt.status is word for receipt in receipts) for word in ReceiptStatus}
    return Receipts(
        accepted=counts[ReceiptStatus.ACCEPTED],
        repeated=counts[ReceiptStatus.REPEATED],
        refused=counts[ReceiptStatus.REFUSED],
        results=receipts,
    )


@router.get("/reports/{report_id}", summary="What was reported; each look is logged with its purpose")
async def read_report(report_id: UUID, purpose: Purpose, who: CanRead, work: Work, now: Now, held: Held) -> ReportRead:
    executor = _side_of(who)
    row, read = await service.look_at_report(work, who.scope, report_id, executor=executor, purpose=purpose, now=now)
    return read or await _ask_owner(held, row, purpose, who.person_id)


# Who reads what was said in his whole region.
REGION_WIDE = frozenset({Role.DISPATCHER, Role.SHIFT_LEADER, Role.DISCIPLINE})


def _side_of(who: Principal) -> Executor | None:
    """Return the side whose tasks open a report to this caller, or None where the whole region does."""
    if REGION_WIDE & who.roles:
        return None
    if Role.HANDLER in who.roles:
        return Executor.UNIT
    if Role.DEPARTMENT in who.roles:
        return Executor.COUNTY
    return Executor.TEAM if Role.OFFICER in who.roles else Executor.GRID


# Where the text of a report is kept that one of our own services took.
_CONTENTS = {
    Origin.APPEAL: ("approval_window", "/appeals/contents"),
    Origin.FINDING: ("enforcement", "/findings/contents"),
    Origin.PATROL: ("grid", "/patrol-reports/contents"),
}


async def _ask_owner(held: Runtime, row: Row[Any], purpose: Purpose, person_id: str) -> ReportRead:
    """Return the report with the text from the service that keeps it. Raises PeerUnavailable."""
    peer, path = _CONTENTS[Origin(row.origin)]
    asked = {"ids": [row.external_id], "purpose": str(purpose), "on_behalf_of": person_id}
    answer = await ask_peer(held, getattr(held.settings.peers, peer), path, asked)
    text = answer["items"][0] if answer["items"] else {}
    kept = {"detail": text.get("text", ""), "place": text.get("place")}
    return service.report_read(row, kept, None, [], hides=row.hides_reporter)
