"""How does the answer to an order come about? Drafted, checked by its unit, approved by the centre, in versions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.orders.domain.refusals import NotOfTheUnit, WrongStage
from shared.errors import SecondPersonNeeded


class DocumentState(StrEnum):
    DRAFTED = "drafted"
    CHECKED = "checked"
    APPROVED = "approved"
    SENT_BACK = "sent-back"
    SENT = "sent"
    # A newer version has taken its place.
    REPLACED = "replaced"


# Versions that a newer one takes the place of; what was sent back or sent stays what it was.
REPLACEABLE = frozenset({DocumentState.DRAFTED, DocumentState.CHECKED, DocumentState.APPROVED})
PENDING = frozenset({DocumentState.DRAFTED, DocumentState.CHECKED})


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a reply; `unit`: whose people check it, None where no unit handles the case."""

    report_id: UUID
    version: int
    state: DocumentState
    unit: str | None
    drafted_by: str
    drafted_at: datetime
    checked_by: str | None = None
    sent_at: datetime | None = None

    @property
    def awaits_check(self) -> bool:
        return self.unit is not None and self.state is DocumentState.DRAFTED


def require_checkable(document: Document, *, by: str, unit: str | None) -> None:
    """Raises WrongStage, NotOfTheUnit, SecondPersonNeeded: another person of the unit checks what one has drafted."""
    if not document.awaits_check:
        raise WrongStage("there is nothing to check", version=document.version, state=document.state)
    if unit != document.unit:
        raise NotOfTheUnit("its unit checks a reply", unit=document.unit)
    SecondPersonNeeded.unless_two(document.drafted_by, by)


def require_approvable(document: Document, *, by: str) -> None:
    """Raises WrongStage, SecondPersonNeeded: who approves has neither drafted nor checked."""
    ready = document.state is DocumentState.CHECKED or (
        document.state is DocumentState.DRAFTED and document.unit is None
    )
    if not ready:
        raise WrongStage("it is not ready to be approved", version=document.version, state=document.state)
    SecondPersonNeeded.unless_two(document.drafted_by, by)
    SecondPersonNeeded.unless_two(document.checked_by, by)


def require_pending(document: Document, *, by: str) -> None:
    """Raises WrongStage, SecondPersonNeeded: who has drafted a reply writes a new version and sends none back."""
    if document.state not in PENDING:
        raise WrongStage("it is not under way", version=document.version, state=document.state)
    SecondPersonNeeded.unless_two(document.drafted_by, by)
