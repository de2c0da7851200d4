"""What is said of whom a case is about, and of who reported it?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from dispatch.intake.schemas import Purpose, Reporter
from dispatch.recusal.domain import MOST_SUBJECTS, Subject
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, clean
from shared.schemas.vocabulary import SubjectKind

# A reason in words, which another person reads when he decides or looks into it.
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500), AfterValidator(clean)]
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]


class SubjectGiven(Body):
    kind: SubjectKind
    id: Code

    def as_subject(self) -> Subject:
        return Subject(self.kind, self.id)


class SubjectsGiven(Body):
    """All whom a case complains of; `version` is the one that the caller saw."""

    version: int = Field(ge=1)
    subjects: list[SubjectGiven] = Field(min_length=1, max_length=MOST_SUBJECTS)


class RemovalAsked(Body):
    subject: SubjectGiven
    reason: Why


class RemovalDecided(Body):
    granted: bool


class SealingGiven(Body):
    """`reason` is a code: it stands in the history."""

    version: int = Field(ge=1)
    reason: ReasonCode


class SubjectShown(Shown):
    kind: SubjectKind
    subject: str
    named_by: str
    named_at: datetime


class RemovalShown(Shown):
    id: UUID
    kind: SubjectKind
    subject: str
    asked_by: str
    asked_at: datetime
    granted: bool | None
    decided_by: str | None
    decided_at: datetime | None


class SubjectsShown(BaseModel):
    version: int
    sealed: bool
    hides_reporter: bool
    subjects: list[SubjectShown]
    removals: list[RemovalShown]

    @classmethod
    def of(cls, case: Any, subjects: Iterable[Any], removals: Iterable[Any]) -> Self:
        return cls(
            version=case.version,
            sealed=case.sealed,
            hides_reporter=case.hides_reporter,
            subjects=[SubjectShown.model_validate(row) for row in subjects],
            removals=[RemovalShown.model_validate(row) for row in removals],
        )


class RecusalActed(Shown):
    """How the case stands now; `queue` is hidden where a person has to find who deals with it."""

    id: UUID
    version: int
    state: str
    queue: str | None
    sealed: bool
    hides_reporter: bool


class RemovalWritten(BaseModel):
    id: UUID


class RevealAsked(Body):
    """Who reported is revealed for a purpose and a reason, and both are kept; the phone only for calling back."""

    purpose: Purpose
    reason: Why


class ReporterRevealed(BaseModel):
    report_id: UUID
    reporter: Reporter | None
