"""How are the goods named that a decision confiscates, and how do they look afterwards (penalty law art. 59, 74)?"""

from datetime import date
from typing import Annotated

from pydantic import Field

from enforcement.penalties.domain.goods import GoodsState, NamedGoods
from shared.runtime.bodies import Body, Serial, Shown
from shared.runtime.text import Line

Value = Annotated[int, Field(ge=0, le=10**13)]


class GoodsGiven(Body):
    """`value_fen`: as appraised; `measure`: the number of that which has it already (coercion law 27)."""

    name: Line
    amount: Serial = 1
    unit: Line = "件"
    identity: Line | None = None
    value_fen: Value
    measure: Serial | None = None

    def named(self) -> NamedGoods:
        """Return it as the rules see it."""
        return NamedGoods(**self.model_dump())


class GoodsShown(Shown):
    """One of them, without its name; `freed`: an appeal confiscates it no more."""

    state: GoodsState
    value_fen: int
    measure: int | None
    taken_on: date | None
    proceeds_fen: int
    freed: bool


class GoodsList(Shown):
    """In the order of the decision; `hand_over_by`: until when the party hands over what he has (66)."""

    goods: list[GoodsShown]
    hand_over_by: date | None
