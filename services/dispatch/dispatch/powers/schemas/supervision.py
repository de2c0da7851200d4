"""What does a caller see of the supervision of powers, and how is it given?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from dispatch.powers.domain.supervision import Check, SubjectKind, Supervision, Vacuum
from dispatch.powers.schemas import FromRow
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line


class SupervisionGiven(Body):
    """The agency that watches over a power; `plan` and how often it looks may follow later."""

    agency: Code
    plan: Line | None = None
    every_months: Annotated[int, Field(ge=1, le=24)] | None = None

    def as_supervision(self) -> Supervision:
        return Supervision(self.agency, self.plan, self.every_months)


class CheckGiven(Body):
    """How many acts were looked at, and what was found: its code and how often."""

    checked_on: Day
    sampled: Annotated[int, Field(ge=1, le=1_000_000)]
    findings: dict[Code, Annotated[int, Field(ge=1)]] = Field(default_factory=dict, max_length=100)

    def as_check(self) -> Check:
        return Check(self.checked_on, self.sampled, self.findings)


class CheckKept(BaseModel):
    id: UUID


class CheckShown(FromRow):
    id: UUID
    agency: str
    checked_on: date
    sampled: int
    findings: dict[str, int]
    by: str


class SupervisionShown(BaseModel):
    """`key` names a licence by its id and a duty by region:matter."""

    kind: SubjectKind
    key: str
    region: str
    code: str
    agency: str | None
    plan: str | None
    every_months: int | None
    last_check: date | None
    missing: list[Vacuum]
    checks: list[CheckShown] = []

    @classmethod
    def of(cls, watched: Any, on: date) -> Self:
        named = watched.supervision
        return cls(
            kind=watched.subject.kind,
            key=watched.subject.key,
            region=watched.subject.region,
            code=watched.subject.code,
            agency=named.agency if named else None,
            plan=named.plan if named else None,
            every_months=named.every_months if named else None,
            last_check=watched.last_check,
            missing=watched.missing(on),
            checks=[CheckShown.model_validate(check) for check in watched.checks],
        )


class VacuumPage(BaseModel):
    items: list[SupervisionShown]
    next: str | None

    @classmethod
    def of(cls, page: Sequence[Any], on: date, limit: int) -> Self:
        """Return a page as it is shown; the next one follows its last subject."""
        last = page[-1].subject if len(page) == limit else None
        items = [SupervisionShown.of(watched, on) for watched in page]
        return cls(items=items, next=f"{last.region}:{last.kind}:{last.key}" if last else None)


class SupervisionLine(FromRow):
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]
