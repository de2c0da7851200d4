"""How does a text come to be sent: written by one, approved by another, and never changed after?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.outreach.domain.audience import CampaignKind
from grid.outreach.domain.refusals import TemplateDecided, TemplateNotFound
from grid.outreach.domain.templates import VERDICTS, TemplateState, Verdict, check_template
from grid.outreach.repository import templates as repository
from grid.outreach.service.desk import Desk, require_version
from shared.errors import SecondPersonNeeded
from shared.runtime.db import new_id


async def write_template(
    desk: Desk, *, region: str, code: str, kind: CampaignKind, text: str, signature: str
) -> Row[Any]:
    """Write the next edition of a text. Raises OutsideRegion, TemplateRefused."""
    desk.require_inside(region)
    check_template(kind, text, signature)
    connection = desk.work.connection
    template_id, edition = new_id(), await repository.next_edition(connection, region, code)
    row: dict[str, Any] = {
        "id": template_id,
        "region": region,
        "code": code,
        "edition": edition,
        "version": 1,
        "kind": str(kind),
        "text": text,
        "signature": signature,
        "state": str(TemplateState.DRAFT),
        "written_by": desk.by,
        "written_at": desk.now,
    }
    await repository.add_template(connection, row)
    await desk.note("template", template_id, 1, region, "write", code=code, edition=edition)
    return await find_template(desk, template_id)


async def decide_template(desk: Desk, template_id: UUID, version: int, verdict: Verdict) -> Row[Any]:
    """Approve, refuse or withdraw a text.

    Raises TemplateNotFound, CampaignStale, TemplateDecided, SecondPersonNeeded.
    """
    held = await find_template(desk, template_id, lock=True)
    require_version(held.version, version)
    state = VERDICTS.get((TemplateState(held.state), verdict))
    if state is None:
        raise TemplateDecided("a text is decided about once", state=held.state)
    SecondPersonNeeded.unless_two(held.written_by, desk.by)
    row = {"id": template_id, "version": version + 1, "state": str(state), "decided_by": desk.by}
    await repository.save_template(desk.work.connection, row)
    await desk.note("template", template_id, version + 1, held.region, verdict)
    return await find_template(desk, template_id)


async def find_template(desk: Desk, template_id: UUID, *, lock: bool = False) -> Row[Any]:
    """Return a text within the scope. Raises TemplateNotFound."""
    found = await repository.find_template(desk.work.connection, desk.scope, template_id, lock=lock)
    if found is None:
        raise TemplateNotFound("no such template", template=template_id)
    return found


async def list_templates(desk: Desk, *, state: str | None, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await repository.list_templates(desk.work.connection, desk.scope, state=state, after=after, limit=limit)
