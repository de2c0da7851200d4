"""What does a caller see of the replies?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from dispatch.notices.domain import ReplyState


class Reply(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    report_id: UUID
    case_id: UUID
    source: str
    external_id: str
    state: ReplyState
    attempts: int
    next_at: datetime
    last_error: str | None
    delivered_at: datetime | None


class ReplyPage(BaseModel):
    items: list[Reply]
    next: UUID | None
