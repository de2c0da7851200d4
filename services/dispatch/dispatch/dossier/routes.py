"""How are the papers of a case written and read over HTTP?"""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from dispatch.dossier.domain.attachments import Limits
from dispatch.dossier.domain.comments import Audience, NoSeat, Seat
from dispatch.dossier.schemas import (
    AttachmentShown,
    AttachmentWritten,
    CommentCorrected,
    CommentGiven,
    CommentWritten,
    SaidPage,
)
from dispatch.dossier.service import attachments, comments
from dispatch.dossier.service.attachments import File
from dispatch.intake.schemas import Purpose
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.store import HANDED_OUT, store_of
from shared.runtime.text import Line

router = APIRouter(prefix="/cases/{case_id}", tags=["dossier 案卷"], route_class=IdempotentRoute)

# The most that any installation may allow a file; what it does allow is a setting.
PATH, MOST_BYTES = "/cases/*/attachments", 64 * 1024 * 1024
RAW_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASES))]
AT_CENTRE = frozenset({Permission.ACT_ON_CASES, Permission.APPROVE_CASES})


async def _seat(who: CanRead) -> Seat:
    """Return where the caller sits. Raises NoSeat: who only looks on neither writes nor reads what others write."""
    if AT_CENTRE & who.permissions:
        return Seat.CENTRE
    if Permission.HANDLE_CASES in who.permissions:
        return Seat.UNIT
    raise NoSeat("neither at the centre nor in the unit that handles it", roles=sorted(who.roles))


AtSeat = Annotated[Seat, Depends(_seat)]


@router.post("/comments", status_code=201, summary="Say something in a case, to the centre's people or to the unit")
async def write(case_id: UUID, body: CommentGiven, who: CanRead, seat: AtSeat, work: Work, now: Now) -> CommentWritten:
    comment_id = await comments.write_comment(
        work, who.scope, case_id, seat=seat, audience=body.audience, text=body.text, now=now
    )
    return CommentWritten(id=comment_id, version=1)


@router.post("/comments/{comment_id}/versions", status_code=201, summary="Correct one's comment; what it said stays")
async def correct(
    case_id: UUID, comment_id: UUID, body: CommentCorrected, who: CanRead, seat: AtSeat, work: Work, now: Now
) -> CommentWritten:
    version = await comments.correct_comment(
        work, who.scope, case_id, comment_id, seat=seat, version=body.version, text=body.text, now=now
    )
    return CommentWritten(id=comment_id, version=version)


@router.get("/comments", summary="What was said in a case and by its platform since, oldest first; the look is logged")
async def read(
    case_id: UUID,
    purpose: Purpose,
    who: CanRead,
    seat: AtSeat,
    work: Work,
    now: Now,
    after: UUID | None = None,
    limit: Limit = 50,
) -> SaidPage:
    said = await comments.read_comments(
        work, who.scope, case_id, seat=seat, purpose=str(purpose), after=after, limit=limit, now=now
    )
    return SaidPage.of(said, limit)


def _limits(held: Runtime) -> Limits:
    store = held.settings.store
    return Limits(store.most_bytes, store.most_pixels, store.most_seconds, store.most_of_a_case)


@router.post(
    "/attachments", status_code=201, summary="Attach a photo or a sound: the body is the file", openapi_extra=RAW_BODY
)
async def attach(
    case_id: UUID,
    audience: Audience,
    request: Request,
    who: CanRead,
    seat: AtSeat,
    work: Work,
    held: Held,
    now: Now,
    name: Line | None = None,
) -> AttachmentWritten:
    file = File(await request.body(), name, audience)
    attachment_id, repeated = await attachments.attach(
        work, store_of(held), who.scope, case_id, file, seat=seat, limits=_limits(held), now=now
    )
    return AttachmentWritten(id=attachment_id, repeated=repeated)


@router.get("/attachments", summary="What a case holds, the oldest first")
async def list_attachments(case_id: UUID, who: CanRead, seat: AtSeat, work: Work) -> list[AttachmentShown]:
    rows = await attachments.list_attachments(work, who.scope, case_id, seat=seat)
    return [AttachmentShown.model_validate(row) for row in rows]


@router.get("/attachments/{attachment_id}", summary="A photo or a sound; the look is logged", response_class=Response)
async def open_attachment(
    case_id: UUID, attachment_id: UUID, purpose: Purpose, who: CanRead, seat: AtSeat, work: Work, held: Held, now: Now
) -> Response:
    opened = await attachments.open_attachment(
        work, store_of(held), who.scope, case_id, attachment_id, seat=seat, purpose=str(purpose), now=now
    )
    shown_as = quote(opened.name or str(attachment_id), safe="")
    headers = HANDED_OUT | {"Content-Disposition": f"attachment; filename*=UTF-8''{shown_as}"}
    return Response(opened.content, media_type=opened.media_type, headers=headers)
