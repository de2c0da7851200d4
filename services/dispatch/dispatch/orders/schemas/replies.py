"""What does a caller see of the replies to the sources?"""

from datetime import datetime
from uuid import UUID

from dispatch.orders.domain.messages import MessageState
from shared.runtime.bodies import Shown


class Reply(Shown):
    id: UUID
    report_id: UUID
    case_id: UUID
    source: str
    external_id: str
    state: MessageState
    attempts: int
    next_at: datetime
    last_error: str | None
    delivered_at: datetime | None


class ReplyPage(Shown):
    items: list[Reply]
    next: UUID | None
