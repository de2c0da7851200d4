"""How is it told over HTTP that goods were handed over, disposed of or given back (penalty law art. 66, 74)?"""

from typing import Annotated

from pydantic import Field

from enforcement.penalties.domain.goods import DisposalWay, GoodsDisposal, Taking
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose

from .steps import Fen, StepAsked


class GoodsTaken(StepAsked):
    """`goods`: numbers of the decision's list; `record`: what was said and seen; `signed`: by the party."""

    goods: Annotated[list[Serial], Field(min_length=1, max_length=200)]
    on: Day
    officers: Annotated[list[Code], Field(max_length=20)]
    signed: bool = False
    refusal_noted: bool = False
    record: Prose

    def taking(self) -> Taking:
        """Return it as the rules see it."""
        return Taking(self.goods, self.on, self.officers, self.signed, self.refusal_noted, self.record)


class Brought(Body):
    """What one of the goods brought, in fen."""

    number: Serial
    proceeds_fen: Fen = 0


class GoodsDisposed(StepAsked):
    """`basis`: by which law or rule, but for an auction; `treasury_fen`: what was paid in, by which `receipt` (74)."""

    way: DisposalWay
    on: Day
    goods: Annotated[list[Brought], Field(min_length=1, max_length=200)]
    basis: Line | None = None
    treasury_fen: Fen = 0
    receipt: Line | None = None
    record: Prose

    def disposal(self) -> GoodsDisposal:
        """Return it as the rules see it."""
        brought = [(one.number, one.proceeds_fen) for one in self.goods]
        paid = self.basis, self.treasury_fen, self.receipt
        return GoodsDisposal(self.way, self.on, brought, *paid, self.record)


class GoodsReturned(StepAsked):
    """`receipt`: by which the party has it back; `paid_fen`: what was paid for what is gone."""

    receipt: Prose
    paid_fen: Fen = 0
