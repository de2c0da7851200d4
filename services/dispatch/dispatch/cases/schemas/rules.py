"""What is sent to propose a version of a rule book, and what do versions and proposals look like?"""

from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.domain.rulebooks import Asked, Book, Changes, Compared
from shared.calendar import TermUnit
from shared.runtime.bodies import LAST_DAY, Body, Shown
from shared.runtime.text import Code, Line, RegionCode
from shared.schemas.vocabulary import Authority, Urgency

Any_ = Literal["*"]
ANY: Any_ = "*"
# The calendar ends there, and nobody rules beyond it.
LAST_MOMENT = datetime.combine(LAST_DAY, time(), UTC)


class _Proposed(Body):
    """`basis` names the document that orders it; without `valid_from` it holds from when it is confirmed."""

    basis: Line
    valid_from: Annotated[AwareDatetime, Field(le=LAST_MOMENT)] | None = None


class WorkflowGiven(_Proposed):
    """A whole workflow: `initial`, `final`, `transitions` of `from`, `action`, `to` and `by`."""

    definition: dict[str, Any]

    def asked(self) -> Asked:
        return Asked(Book.WORKFLOWS, self.definition, self.basis, self.valid_from)


class LimitGiven(Body):
    """One limit; `region` is a prefix of region codes, and the nearest place goes before every other."""

    kind: ClockKind
    region: RegionCode | Any_ = ANY
    source: Code | Any_ = ANY
    matter: Code | Any_ = ANY
    urgency: Urgency | Any_ = ANY
    amount: Annotated[int, Field(ge=1, le=10_000)]
    unit: TermUnit


class LimitsGiven(_Proposed):
    rows: list[LimitGiven] = Field(min_length=1, max_length=5000)

    def asked(self) -> Asked:
        return Asked(Book.CLOCKS, self.model_dump(mode="json", include={"rows"}), self.basis, self.valid_from)


class SourceRuleGiven(Body):
    """`contact_tries`: how often a caller is tried before he counts as not reached.

    `reply_document`: only an approved reply document answers its orders; `signing_required`: only what was signed for.
    """

    source: Code
    authority: Authority
    contact_tries: Annotated[int, Field(ge=1, le=10)]
    reply_document: bool
    signing_required: bool


class SourcesGiven(_Proposed):
    rows: list[SourceRuleGiven] = Field(min_length=1, max_length=200)

    def asked(self) -> Asked:
        return Asked(Book.SOURCES, self.model_dump(mode="json", include={"rows"}), self.basis, self.valid_from)


class RowChanged(Shown):
    key: str
    before: dict[str, Any]
    after: dict[str, Any]


class ChangesShown(Shown):
    """What a version says otherwise than the one that it replaces, row by row."""

    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[RowChanged]

    @classmethod
    def of(cls, changes: Changes) -> "ChangesShown":
        changed = [RowChanged(key=key, before=pair[0], after=pair[1]) for key, pair in sorted(changes.changed.items())]
        return cls(added=list(changes.added.values()), removed=list(changes.removed.values()), changed=changed)


class RulesProposed(Shown):
    """`replaces`: the open proposal whose place it takes."""

    id: UUID
    replaces: UUID | None
    changes: ChangesShown


class ProposalSummary(Shown):
    """A proposal; `version` is the number that it got when it was confirmed."""

    id: UUID
    book: Book
    region: str
    basis: str
    valid_from: datetime | None
    base_version: int
    state: str
    version: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class ProposalShown(ProposalSummary):
    body: dict[str, Any]


class ProposalPage(Shown):
    items: list[ProposalSummary]
    next: UUID | None


class ComparedShown(Shown):
    """`followed_by`: a version that is confirmed for later, which knows nothing of this one."""

    base_version: int
    changes: ChangesShown
    followed_by: int | None
    followed_from: datetime | None

    @classmethod
    def of(cls, compared: Compared) -> "ComparedShown":
        later = compared.follows
        return cls(
            base_version=compared.base_version,
            changes=ChangesShown.of(compared.changes),
            followed_by=later[1] if later else None,
            followed_from=later[0] if later else None,
        )


class VersionShown(Shown):
    """A version of a rule book; nobody confirmed what the platform brought with it."""

    book: Book
    version: int
    valid_from: datetime
    until: datetime | None
    basis: str | None
    proposed_by: str | None
    confirmed_by: str | None
    body: dict[str, Any]
