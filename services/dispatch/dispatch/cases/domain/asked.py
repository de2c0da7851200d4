"""What does a person ask to be done with a case, and what became of it with one of many?"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action
from shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class AskedStep:
    """What a person asks for: `given` replaces parts of the case (matter, executor, unit, worker, cell) with it.

    `emergency`: there is danger to life or public safety, so it goes to the township whatever its duty list says.
    """

    action: Action
    version: int
    facts: dict[str, object]
    given: dict[str, Any]
    into: UUID | None = None
    emergency: bool = False

    @property
    def reason(self) -> str | None:
        reason = self.facts.get("reason")
        return str(reason) if reason else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: its state and version after the step, or why it was refused."""

    id: UUID
    move: Move | None = None
    refused: Refusal | None = None
    warning: dict[str, object] | None = None
