"""How do supervised objects, checklists and inspections look over HTTP, and how is a step asked for?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enforcement.inspections.domain.checklists import Answer, AnswerKind, Checklist, Question
from enforcement.inspections.domain.inspections import Ground, InspectionState, NewInspection, Outcome
from enforcement.inspections.domain.objects import Identity, NewEnterprise, ObjectKind
from enforcement.inspections.domain.quiet import Reason
from enforcement.inspections.schemas import FieldRegion
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code, Line, Prose, RegionCode


class IdentityGiven(Body):
    """Who an enterprise is; all of it is sealed."""

    name: Line
    number: Line
    address: Line | None = None

    def identity(self) -> Identity:
        """Return it as the rules see it."""
        return Identity(self.name, self.number, self.address)


class EnterpriseGiven(IdentityGiven):
    """An enterprise that the window never licensed."""

    region: FieldRegion
    field: Code

    def new(self) -> NewEnterprise:
        """Return it as the rules see it."""
        return NewEnterprise(self.region, self.field, self.identity())


class EnterpriseCorrected(IdentityGiven):
    """Who it is, rightly, and why it was written otherwise; `version` is that of the object which was read."""

    version: Serial
    why: Line


class EnterpriseEnded(Body):
    """Since which day it is supervised no more, and why; `version` is that of the object which was read."""

    version: Serial
    ended_on: Day
    why: Line


class ObjectShown(Shown):
    """An object without anybody's name. `item`, `power`, `valid_to` are of a licence, `field` of an enterprise."""

    id: UUID
    kind: ObjectKind
    region: str
    version: int
    field: str | None
    item: str | None
    power: str | None
    valid_to: date | None
    ended_on: date | None


class ObjectPage(Body):
    """`next` goes into `after` for the page that follows."""

    items: list[ObjectShown]
    next: UUID | None


class PartyShown(Body):
    """All empty for a licence, whose holder the window knows."""

    id: UUID
    name: str | None = None
    number: str | None = None
    address: str | None = None


class QuestionGiven(Body):
    """What is asked, so that "yes" is well; `unit`: it is measured."""

    code: Code
    text: Line
    unit: Line | None = None


class ChecklistGiven(Body):
    """`known`: the version that was read, 0 for the first. `quiet_days`: so long nobody is inspected again.

    `yearly_cap`: nor more often in a calendar year; without it as often as may be.
    """

    region: RegionCode
    known: Annotated[int, Field(ge=0)]
    matter: Code
    quiet_days: Annotated[int, Field(ge=0, le=366)]
    yearly_cap: Annotated[int, Field(ge=1, le=366)] | None = None
    items: Annotated[list[Code], Field(max_length=200)]
    questions: Annotated[list[QuestionGiven], Field(min_length=1, max_length=200)]

    def checklist(self, field: str) -> Checklist:
        """Return the version after the one that was read, as the rules see it."""
        asked = tuple(Question(**one.model_dump()) for one in self.questions)
        holds = (self.matter, self.quiet_days, self.yearly_cap, tuple(sorted(set(self.items))))
        return Checklist(self.region, field, self.known + 1, *holds, asked)


class QuestionShown(Shown):
    code: str
    text: str
    unit: str | None


class ChecklistShown(Shown):
    region: str
    field: str
    version: int
    matter: str
    quiet_days: int
    yearly_cap: int | None
    items: list[str]
    questions: list[QuestionShown]


class CapShown(Shown):
    """How often one enterprise is inspected at most in a field; `region`: whose rule that is."""

    field: str
    region: str
    quiet_days: int
    yearly_cap: int | None


class CapList(Body):
    items: list[CapShown]


class InspectionOpened(Body):
    """An object or a place; the ground, and what it rests on: a clue, a plan, a draw, or `why` in words.

    `reason`: why one is inspected who is left in peace; it rests on `proof`, the number of a complaint or an accident,
    or on `recheck_of`, the inspection that ordered to correct.
    """

    region: FieldRegion
    field: Code
    ground: Ground
    second_officer_id: Code | None = None
    object_id: UUID | None = None
    place: Line | None = None
    clue_id: UUID | None = None
    draw_id: UUID | None = None
    plan_id: UUID | None = None
    why: Prose | None = None
    reason: Reason | None = None
    proof: Line | None = None
    recheck_of: UUID | None = None
    power: Code | None = None

    def new(self) -> NewInspection:
        """Return it as the rules see it."""
        said = self.model_dump(exclude={"second_officer_id"})
        return NewInspection(second_officer=self.second_officer_id, **said)


class InspectionStep(Body):
    """`version` is that of the inspection which was read."""

    version: Serial


class CredentialsShown(InspectionStep):
    """`object_id`: the object that was found at the place which is inspected."""

    to: Line
    object_id: UUID | None = None


class BrokenOff(InspectionStep):
    why: Prose


class AnswerGiven(Body):
    """`measured` and `unit` where the question asks for them."""

    question: Code
    answer: AnswerKind
    measured: Annotated[Decimal, Field(max_digits=20, decimal_places=6)] | None = None
    unit: Line | None = None


class ChecklistAnswered(InspectionStep):
    answers: Annotated[list[AnswerGiven], Field(min_length=1, max_length=200)]
    note: Prose | None = None

    def given(self) -> list[Answer]:
        """Return the answers as the rules see them."""
        return [Answer(**one.model_dump()) for one in self.answers]


class Ordered(InspectionStep):
    due_on: Day
    what: Prose


class RecheckGiven(InspectionStep):
    """Two officers came back: who sends this, and `second_officer_id`."""

    second_officer_id: Code | None = None
    corrected: bool
    found: Prose


class InspectionShown(Shown):
    """An inspection without anybody's name; its whole process stands in its record."""

    id: UUID
    number: str
    region: str
    field: str
    checklist_version: int
    matter: str
    powers: list[str]
    object_id: UUID | None
    ground: Ground
    clue_id: UUID | None
    draw_id: UUID | None
    plan_id: UUID | None
    plan: str | None
    reason: Reason | None
    recheck_of: UUID | None
    state: InspectionState
    version: int
    officers: list[str]
    opened_at: datetime
    due_on: date | None
    outcome: Outcome | None
    penalty_id: UUID | None
    finding_id: UUID | None
    closed_at: datetime | None


class InspectionPage(Body):
    """`next` goes into `after` for the page that follows."""

    items: list[InspectionShown]
    next: UUID | None
