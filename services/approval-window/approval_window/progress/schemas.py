"""How does a receipt come in over HTTP, and how does what it opens go out?"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict

from approval_window.appeals.domain import CONTACTS, AppealState
from shared.schemas.vocabulary import Category, ContactOutcome

from .domain import APPEAL_WORDS, APPLICATION_WORDS, DAY_WORDS, RENEWAL_WORDS, CitizensView, Day, DayKind, PaperKind


def _as_text(given: object) -> str:
    """Return what was typed, without what UTF-8 cannot say; anything but text is nothing at all."""
    return given.encode(errors="ignore").decode() if isinstance(given, str) else ""


# Whatever is given is looked up and not found: a 422 would tell a malformed number from one that is only wrong.
Typed = Annotated[str, BeforeValidator(_as_text)]


class ReceiptGiven(BaseModel):
    """What stands on the receipt. In the body, for addresses stand in the logs of every proxy between."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    number: Typed = ""
    code: Typed = ""


class DayShown(BaseModel):
    """`said` is what the day is, in Chinese; `provisional`: it may move when the year's holidays are published."""

    day: DayKind
    said: str
    on: date
    provisional: bool

    @classmethod
    def of(cls, day: Day) -> Self:
        return cls(day=day.kind, said=DAY_WORDS[day.kind], on=day.on, provisional=day.provisional)


class ContactShown(BaseModel):
    """`unit` is its name, where it is known; `said` what came of it, in Chinese."""

    at: datetime
    unit: str | None
    outcome: ContactOutcome
    said: str


class ProgressShown(BaseModel):
    """`name` of the item, or of an appeal's category; of an appeal also `category`, `answer` once there is one, and
    `contact`, the newest that somebody had with its citizen or tried to have.

    `state_said` is the state in Chinese.
    """

    paper: PaperKind
    number: str
    name: str | None
    category: Category | None
    state: str
    state_said: str
    days: list[DayShown]
    answer: str | None
    contact: ContactShown | None

    @classmethod
    def of(cls, view: CitizensView) -> Self:
        state, contact = view.state, view.contact
        words = RENEWAL_WORDS if view.is_renewal else APPLICATION_WORDS
        category = Category(scheme=view.scheme, code=view.category) if view.scheme and view.category else None
        return cls(
            paper=view.paper,
            number=view.number,
            name=view.name,
            category=category,
            state=state,
            state_said=APPEAL_WORDS[state] if isinstance(state, AppealState) else words[state],
            days=[DayShown.of(day) for day in view.days],
            answer=view.answer,
            contact=ContactShown(**asdict(contact), said=CONTACTS[contact.outcome]) if contact else None,
        )
