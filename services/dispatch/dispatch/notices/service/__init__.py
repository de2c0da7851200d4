"""How does somebody come to be told?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.notices.domain import Notice
from dispatch.notices.domain.texts import is_known, kept_facts
from dispatch.notices.repository import telling
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, new_id


async def tell(work: UnitOfWork, notices: Sequence[Notice], now: datetime) -> list[UUID]:
    """Note what people are told, as part of the transaction that gives the reason; return the ids, in order.

    Whom each reaches is found right after it (`spreading`). An unknown code has a text of its own, and is counted.
    """
    ids = [new_id() for _ in notices]
    rows = [_row(notice_id, notice, now) for notice_id, notice in zip(ids, notices, strict=True)]
    await telling.add_notices(work.connection, rows)
    for notice in notices:
        metrics.notices_noted.labels("known" if is_known(notice.what) else "unknown-code").inc()
    return ids


def _row(notice_id: UUID, notice: Notice, now: datetime) -> dict[str, object]:
    return {
        "id": notice_id,
        "what": notice.what,
        "to_kind": str(notice.to.kind),
        "to_id": notice.to.id,
        "to_region": notice.to.region,
        "region": notice.region,
        "case_id": notice.case_id,
        "facts": kept_facts(notice.facts),
        "urgent": notice.urgent,
        "told_at": now,
    }
