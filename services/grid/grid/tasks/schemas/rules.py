"""How does a rule for tasks look over HTTP?"""

from typing import Annotated

from pydantic import BaseModel, Field

from grid.tasks.domain.rules import Article, Rule
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, RegionCode

Metres = Annotated[int, Field(ge=0, le=5_000)]


class RuleGiven(Body):
    """Without `matter` it holds for every matter of the region; `version` is the one that was read, 0 for none."""

    region: RegionCode
    matter: Code | None = None
    version: int = Field(ge=0)
    tolerance_m: Metres
    most_accuracy_m: Metres
    photo_before: bool = False
    photo_after: bool = False
    article: Article | None = None

    def read(self) -> Rule:
        return Rule(self.tolerance_m, self.most_accuracy_m, self.photo_before, self.photo_after, self.article)


class RuleSet(BaseModel):
    version: int


class RuleShown(Shown):
    region: str
    matter: str
    version: int
    tolerance_m: int
    most_accuracy_m: int
    photo_before: bool
    photo_after: bool
    article: Article | None


class RuleList(BaseModel):
    items: list[RuleShown]
