"""How do appeals look over HTTP?"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from approval_window.bodies import CounterRegion, Person
from approval_window.categories import category_name
from approval_window.receipts import Receipt
from shared.runtime.bodies import Body, Content, Place, Serial, Shown
from shared.runtime.text import Line, Prose
from shared.schemas.vocabulary import CaseState, Category, ContactMade, ContactOutcome, Point, Result, Urgency

from .domain import CONTACTS, AppealState, Whose, answer_in_words


class AppealFile(Body):
    """`region`: 9 digits a township, 12 a village; `place` names where it is, in the citizen's words."""

    category: Category
    region: CounterRegion
    position: Place | None = None
    place: Line | None = None
    text: Annotated[Prose, Field(min_length=1)]
    appellant: Person
    urgency: Urgency | None = None


class AppealTaken(BaseModel):
    """`receipt_code` is told here and nowhere else; `whose` the matter is, by the duty list of the place."""

    id: UUID
    number: str
    receipt_code: str
    state: AppealState
    version: int
    filed_at: datetime
    whose: Whose | None

    @classmethod
    def of(cls, appeal_id: UUID, receipt: Receipt, filed_at: datetime, whose: Whose | None) -> Self:
        told = {"id": appeal_id, "number": receipt.number, "receipt_code": receipt.code, "whose": whose}
        return cls(**told, state=AppealState.FILED, version=1, filed_at=filed_at)


class ContactShown(BaseModel):
    """When somebody spoke with the citizen or tried to, of which unit, and what came of it; `said` it in Chinese."""

    at: datetime
    unit: str | None
    unit_name: str | None
    outcome: ContactOutcome
    said: str

    @classmethod
    def of(cls, contact: ContactMade | None, names: Mapping[str, str]) -> Self | None:
        if contact is None:
            return None
        name = names.get(contact.unit) if contact.unit else None
        return cls(**contact.model_dump(), unit_name=name, said=CONTACTS[contact.outcome])


class AppealShown(BaseModel):
    """An appeal without the words of its citizen; `answer` is what he is to be told.

    `category_name` is what its category is called, None where the window does not know it.
    """

    id: UUID
    number: str
    region: str
    state: AppealState
    version: int
    category: Category
    category_name: str | None
    urgency: Urgency | None
    position: Point | None
    clerk_id: str
    filed_at: datetime
    case_id: UUID | None
    case_number: str | None
    case_state: CaseState | None
    outcome: str | None
    result: Result | None
    answer: str | None
    answered_at: datetime | None
    told_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        columns = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        state = CaseState(row.case_state) if row.case_state else None
        answer = answer_in_words(state, Result(row.result) if row.result else None)
        category = {"scheme": row.category_scheme, "code": row.category_code}
        name = category_name(row.category_scheme, row.category_code)
        return cls.model_validate(columns | {"category": category, "category_name": name, "answer": answer})


class StepShown(Shown):
    seq: int
    action: str
    from_state: AppealState | None
    to_state: AppealState
    by: str
    at: datetime
    facts: dict[str, Any]


class AppealDetail(AppealShown):
    """`contact`: the newest that who has its case had with the citizen; the others stand in the history."""

    contact: ContactShown | None = None
    history: list[StepShown] = []


class CategoryShown(BaseModel):
    scheme: str
    code: str
    name: str


class CategoryList(BaseModel):
    categories: list[CategoryShown]


class AppealPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[AppealShown]
    next: UUID | None


class ToldHow(StrEnum):
    COUNTER = "counter"
    PHONE = "phone"
    MESSAGE = "message"


class AnswerTold(Body):
    """`version` guards against a newer answer that the clerk has not seen."""

    version: Serial | None = None
    how: ToldHow = ToldHow.COUNTER


class AppellantShown(BaseModel):
    name: str
    phone: str | None


class AppealRead(Content):
    """What the clerk needs to call the citizen back."""

    appellant: AppellantShown
