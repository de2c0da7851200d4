"""Who gets which case? Rows of typed conditions and an outcome, kept in the database; never expressions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.errors import Unfit
from shared.runtime.text import Code, Line, RegionCode
from shared.schemas.vocabulary import Executor, Urgency


class Hold(StrEnum):
    """Why a rule leaves a case to a person."""

    ASK = "asked-by-rule"


class Conditions(BaseModel):
    """All that are given must hold; a region is a prefix."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Code | None = None
    matter: Code | None = None
    field: Code | None = None
    urgency: Urgency | None = None
    region: RegionCode | None = None
    cell: Code | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Conditions":
        if not self.model_dump(exclude_none=True):
            raise Unfit("a rule without a condition would take every case", "分派规则须有条件")
        return self


class Outcome(BaseModel):
    """What a rule decides; what it leaves open stays as the matter's table says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    executor: Executor | None = None
    unit_kind: Code | None = None
    urgency: Urgency | None = None
    hold: Hold | None = None

    @model_validator(mode="after")
    def _decides_something(self) -> "Outcome":
        if not self.model_dump(exclude_none=True):
            raise Unfit("a rule decides something", "分派规则须有结论")
        return self


class Rule(BaseModel):
    """One row; the lowest priority number that fits has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Code
    priority: int = Field(ge=1, le=9999)
    title: Line
    conditions: Conditions
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Situation:
    """What conditions look at."""

    source: str
    matter: str
    field: str
    urgency: Urgency
    region: str
    cell: str | None


def find_rule(rules: Iterable[Rule], situation: Situation) -> Rule | None:
    """Return the first rule by priority (then id) whose conditions all hold, or None."""
    fitting = [rule for rule in rules if _holds(rule.conditions, situation)]
    return min(fitting, key=lambda rule: (rule.priority, rule.id), default=None)


def _holds(conditions: Conditions, situation: Situation) -> bool:
    return (
        conditions.source in {None, situation.source}
        and conditions.matter in {None, situation.matter}
        and conditions.field in {None, situation.field}
        and conditions.urgency in {None, situation.urgency}
        and conditions.cell in {None, situation.cell}
        and situation.region.startswith(conditions.region or "")
    )
