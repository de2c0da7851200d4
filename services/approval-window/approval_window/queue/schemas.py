"""How do numbers of the hall look over HTTP?"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from approval_window.bodies import CounterRegion
from shared.runtime.bodies import Body
from shared.runtime.queries import Limit
from shared.runtime.text import Line as Words

from .domain import Line, TicketState, number_on


class TicketAsked(Body):
    """`region`: the hall, of a township or a village."""

    region: CounterRegion
    line: Line


class CallAsked(Body):
    """Who waits longest in one of these lines comes to `counter`."""

    region: CounterRegion
    lines: list[Line] = Field(min_length=1, max_length=len(Line))
    counter: Words


class TransferAsked(Body):
    line: Line


class TicketShown(BaseModel):
    """`number` is what stands on the ticket, and what the screen in the hall shows."""

    id: UUID
    number: str
    region: str
    day: date
    line: Line
    state: TicketState
    calls: int
    counter: str | None
    taken_at: datetime
    called_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        names = ("id", "region", "day", "line", "state", "calls", "counter", "taken_at", "called_at")
        kept = {name: getattr(row, name) for name in names}
        return cls(number=number_on(Line(row.first_line), row.serial), **kept)


class TicketTaken(BaseModel):
    """`ahead`: how many wait before it in its line."""

    ticket: TicketShown
    ahead: int


class TicketsAsked(Body):
    """Which tickets of a hall are asked for; `mine`: those that I called."""

    region: CounterRegion
    state: TicketState = TicketState.WAITING
    mine: bool = False
    after: UUID | None = None
    limit: Limit = 50


class TicketPage(BaseModel):
    """`next` goes into `after` for the page that follows; `waiting`: how many wait in each line."""

    items: list[TicketShown]
    next: UUID | None
    waiting: dict[Line, int]


class HourShown(BaseModel):
    """`waited_s`: how long those who were called had waited, on average."""

    model_config = ConfigDict(from_attributes=True)

    hour: int
    line: Line
    taken: int
    served: int
    missed: int
    waited_s: float


class LoadShown(BaseModel):
    region: str
    day: date
    hours: list[HourShown]
