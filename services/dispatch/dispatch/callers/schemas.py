"""What is asked of who called before, and what is answered?"""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from dispatch.callers.domain import Before, By, Earlier, Sought
from dispatch.intake.schemas import Purpose
from shared.errors import Unfit
from shared.runtime.bodies import Body
from shared.runtime.text import Line
from shared.schemas.vocabulary import AppealKind, CaseState

MOST = 50


class CallerSearch(Body):
    """One of phone, number (of the case, or of the order at its platform) and place; `after`: the last report shown.

    It is a body and no query: a phone must not stand in an address, which every proxy writes down.
    """

    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+\-() ]{3,32}$")] | None = None
    number: Annotated[str, StringConstraints(pattern=r"^[\w\-./:]{4,64}$")] | None = None
    place: Line | None = None
    purpose: Purpose
    after: UUID | None = None
    limit: int = Field(default=20, ge=1, le=MOST)

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if sum(value is not None for value in (self.phone, self.number, self.place)) != 1:
            raise Unfit("exactly one of phone, number and place is asked for", "电话、编号、地点须填且只填一项")
        return self

    def as_sought(self, *, reveals: bool) -> Sought:
        by = next(by for by in (By.PHONE, By.NUMBER, By.PLACE) if getattr(self, by) is not None)
        return Sought(by, getattr(self, by), str(self.purpose), reveals, self.after, self.limit)


class MaskedReporter(BaseModel):
    """Who reported, masked; nothing where he is hidden."""

    name: str | None
    phone: str | None


class EarlierShown(BaseModel):
    """A report of before and how its case stands; `metres`: how far from the case beside which it is shown."""

    report_id: UUID
    source: str
    external_id: str
    received_at: datetime
    case_id: UUID
    number: str
    state: CaseState
    outcome: str | None
    matter: str | None
    appeal_kind: AppealKind | None
    region: str
    cell: str | None
    unit: str | None
    urged: int
    opened_at: datetime
    closed_at: datetime | None
    reporter: MaskedReporter | None
    metres: int | None

    @classmethod
    def of(cls, earlier: Earlier) -> Self:
        said = {name: getattr(earlier.row, name) for name in cls.model_fields if name not in {"reporter", "metres"}}
        is_known = earlier.name is not None or earlier.phone is not None
        reporter = MaskedReporter(name=earlier.name, phone=earlier.phone) if is_known else None
        return cls(**said, reporter=reporter, metres=earlier.metres)


class EarlierPage(BaseModel):
    items: list[EarlierShown]
    next: UUID | None

    @classmethod
    def of(cls, found: list[Earlier], limit: int) -> Self:
        items = [EarlierShown.of(one) for one in found]
        return cls(items=items, next=items[-1].report_id if len(items) == limit else None)


class BeforeShown(BaseModel):
    """What was reported by the same caller and of the same place (its words, or within 100 m), the newest first."""

    caller: list[EarlierShown]
    place: list[EarlierShown]

    @classmethod
    def of(cls, before: Before) -> Self:
        return cls(
            caller=[EarlierShown.of(one) for one in before.caller],
            place=[EarlierShown.of(one) for one in before.place],
        )
