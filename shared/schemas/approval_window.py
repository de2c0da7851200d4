"""What does the window tell the others?"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Category, Point, Urgency


class AppealFiled(Event):
    """A citizen brought an appeal to the counter; what he said and who he is stays with the window."""

    TYPE: ClassVar[str] = "onefour.window.appeal-filed.v1"

    appeal_id: UUID
    version: int
    region: str
    clerk_id: str
    category: Category
    urgency: Urgency | None
    position: Point | None
    filed_at: datetime

    @property
    def key(self) -> str:
        return str(self.appeal_id)


class ApplicationReceived(Event):
    """The window took an application for an item; the clocks of the licence law start from `received_at`."""

    TYPE: ClassVar[str] = "onefour.window.application-received.v1"

    application_id: UUID
    version: int
    number: str
    region: str
    item: str
    clerk_id: str
    received_at: datetime

    @property
    def key(self) -> str:
        return str(self.application_id)
